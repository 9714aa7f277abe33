import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryStore } from '../../shared/adapters/cosmos/delivery-reports.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSender } from '../../shared/adapters/graph/graph-sender.ts';
import { removeLeftDrafts, renamedSince } from '../../shared/adapters/graph/graph-sent-mail.ts';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import { replyAddressFor, ticketReference } from '../../shared/domain/thread/signed-ids.ts';
import { recordDelivery } from '../../shared/workflows/record-delivery.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { tendSentMail } from '../../shared/workflows/tend-sent-mail.ts';
import { type LocalGraph, startLocalGraph, support } from '../local/support/local-graph.ts';
import { aDeliveryEvent } from '../support/a-delivery-event.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

/**
 * A ticket's mail that leaves by the Microsoft 365 mailbox: once, whenever the process is killed;
 * and the replies to it are known whatever is left of our ids in them.
 */

let deployment: Deployment;
let local: LocalGraph;
beforeAll(async () => {
  [deployment, local] = await Promise.all([aDeployment(), startLocalGraph()]);
});
afterAll(() => Promise.all([deployment?.stop(), local?.end()]));
const { unique, address, ingest } = aMailFlow(() => deployment);

const graph = () => connectGraph({ url: local.graph.url, token: async () => local.token });
const sender = () => graphSender(graph(), { user: support }, () => new Date());
const tickets = () => ticketStore(deployment.tickets, deployment.tickets);
const overGraph = () => ({
  ...deployment.sending(),
  send: (...[mail, , options]: Parameters<ReturnType<Deployment['sending']>['send']>) =>
    sender().send({ ...mail, from: { address: support, name: 'Support' } }, options),
});

/** A new ticket whose confirmation is still owed. */
async function aTicket() {
  const from = address();
  const messageId = unique();
  const { trace, sends } = await ingest(aMail({ from, messageId }));
  const [owed] = sends;
  if (!owed) throw new Error('a new ticket owes its confirmation');
  return { from, messageId, owed, ticketId: trace.ticketId, number: trace.ticketNumber ?? '' };
}
const sentTo = (to: string) => local.sent.filter((mail) => mail.to.includes(to));
const rowOf = async (ref: NotificationRef) => (await tickets().owed(ref))?.notification;
const replyOf = (from: string, more: Parameters<typeof aMail>[0]) =>
  ingest(aMail({ from, messageId: unique(), subject: 'Re: it', ...more }));

describe('a process that is killed after Graph has taken the mail, and before that is written,', () => {
  test.each([false, true])('sends one mail, also where Exchange gives it another Message-ID (%s)', async (renames) => {
    local.graph.replaceMessageIds(renames);
    const { from, owed } = await aTicket();
    const killed = { ...overGraph(), commit: () => Promise.reject(new Error('killed')) };
    await expect(sendNotification(killed, owed)).rejects.toThrow('killed');
    expect(await sendNotification(overGraph(), { ...owed, again: true })).toMatchObject({ kind: 'sent' });
    local.graph.replaceMessageIds(false);
    expect(sentTo(from)).toHaveLength(1);
    const row = await rowOf(owed);
    expect(row).toMatchObject({ status: 'sent', messageId: expect.stringContaining(owed.ticketId) });
    expect(row?.finalMessageId ?? '').toMatch(renames ? /outlook\.example>$/ : /^$/);
  });
});

describe('the Message-ID that Exchange gave is learnt', () => {
  /** A confirmation that went under another Message-ID, which nobody knows yet. */
  async function aRenamed() {
    const ticket = await aTicket();
    local.graph.replaceMessageIds(true);
    await sendNotification(overGraph(), ticket.owed);
    local.graph.replaceMessageIds(false);
    expect((await rowOf(ticket.owed))?.finalMessageId).toBeUndefined();
    const [sent] = sentTo(ticket.from);
    const raw = Buffer.from(sent?.raw ?? '');
    return { ...ticket, raw, finalId: /^Message-ID: (<[^>]+>)/im.exec(raw.toString())?.[1] ?? '' };
  }
  const isJoinedBy = async ({ from, finalId, number, owed }: Awaited<ReturnType<typeof aRenamed>>) => {
    expect(await rowOf(owed)).toMatchObject({ finalMessageId: finalId });
    const { trace } = await replyOf(from, { inReplyTo: finalId, references: [finalId] });
    expect(trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
  };

  test('from Sent Items, by the upkeep of the mailbox, once', async () => {
    const renamed = await aRenamed();
    const deps = {
      now: () => new Date(),
      signingKeys: async () => keys,
      listMailboxes: async () => ({
        states: [{ mailbox: graphMailbox({ sendsBy: 'graph' }), cursor: null, subscription: null, health: null }],
        broken: [],
      }),
      sentMailOf: async () => ({
        renamedSince: (since: Date, isOurs: (id: string) => boolean) => renamedSince(graph(), `/users/${support}`, since, isOurs),
        removeLeftDrafts: (before: Date, isOurs: (id: string) => boolean) => removeLeftDrafts(graph(), `/users/${support}`, before, isOurs),
      }),
      commit: tickets().commit,
    };
    const [tended] = await tendSentMail(deps);
    expect(tended).toMatchObject({ mailboxId: 'support', error: null });
    expect(tended?.renamed).toBeGreaterThan(0);
    await isJoinedBy(renamed);
  });

  test('from our own copy, when a webhook or a poll brings that: it is no ticket, and no message', async () => {
    const renamed = await aRenamed();
    const { trace } = await ingest(renamed.raw);
    expect(trace).toMatchObject({ outcome: 'suppressed', ticketId: expect.stringMatching(/^mail:/) });
    await isJoinedBy(renamed);
  });

  test('from a delivery report', async () => {
    const renamed = await aRenamed();
    const { operationId = '' } = (await rowOf(renamed.owed)) ?? {};
    const event = aDeliveryEvent({ status: 'Delivered', recipient: renamed.from, operationId, internetMessageId: renamed.finalId });
    const deps = { ...deployment.sending(), ...deliveryStore(deployment.tickets), signingKeys: async () => keys };
    expect(await recordDelivery(deps, event)).toMatchObject({ result: expect.stringContaining('delivered') });
    await isJoinedBy(renamed);
  });

  test('from nobody who is not of ours', async () => {
    const renamed = await aRenamed();
    const copy = renamed.raw.toString().replace(/^From: .*$/im, 'From: mallory@evil.example');
    await ingest(Buffer.from(copy));
    expect((await rowOf(renamed.owed))?.finalMessageId).toBeUndefined();
  });
});

describe('a reply joins its ticket by each of these alone', () => {
  test.each([
    [
      "the ticket's own id, from anybody who has our mail",
      (ticketId: string) => ({ from: address(), references: [ticketReference(ticketId, 'contoso.example', keys)] }),
    ],
    ['the address that it goes to', (ticketId: string) => ({ to: replyAddressFor(ticketId, support, keys) })],
    ['the token in its subject', (_: string, number: string) => ({ subject: `AW: [Ticket #${number}] it` })],
  ])('%s', async (_, part) => {
    const { from, ticketId, number } = await aTicket();
    const { trace } = await replyOf(from, part(ticketId, number));
    expect(trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
  });
});
