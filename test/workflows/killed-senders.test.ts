import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSender } from '../../shared/adapters/graph/graph-sender.ts';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import type { MailSender } from '../../shared/ports/mail-sender.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { startLocalAcs } from '../local/support/local-acs.ts';
import { startLocalGraph } from '../local/support/local-graph.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTechnician } from '../support/a-technician.ts';
import { Killed, killedAfter } from '../support/killed-after.ts';

/**
 * The process dies between a channel that took a mail over and the note of that: whoever tries
 * again, the mail leaves once. The channels are the app's, on what stands in for their services.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { ingest, unique, aConfirmedTicket } = aMailFlow(() => deployment);
const { reply } = aTechnician(() => deployment);
const address = 'donotreply@contoso.example';

type Channel = { sender: MailSender; sent(): Promise<Uint8Array[]>; stop(): Promise<unknown> };

async function communicationServices(): Promise<Channel> {
  const { tenant, acs, sent, sender } = await startLocalAcs(address);
  return { sender, sent: () => acs.idle().then(() => sent), stop: () => acs.stop().then(tenant.end) };
}

async function graph(): Promise<Channel> {
  const local = await startLocalGraph();
  local.graph.addMailbox(address);
  const connection = connectGraph({ url: local.graph.url, token: async () => local.token });
  return {
    sender: graphSender(connection, { user: address }, () => new Date()),
    sent: async () => local.sent.map(({ raw }) => raw),
    stop: local.end,
  };
}

/**
 * A new ticket's confirmation, and a reply, whose release is written first: how many writes each
 * takes, what is queued for it, and words that its mail has.
 */
const owed: [string, number, () => Promise<{ ref: NotificationRef; words: string }>][] = [
  [
    'a confirmation',
    2,
    async () => {
      const { sends, trace } = await ingest(aMail({ messageId: unique() }));
      return { ref: one(sends), words: `[Ticket #${trace.ticketNumber}]` };
    },
  ],
  [
    'a reply',
    3,
    async () => {
      const { ticketId, number } = await aConfirmedTicket();
      const { queued } = await reply(ticketId, { text: 'There is paper in the cupboard.' });
      return { ref: one(queued.map(({ ref }) => ref)), words: `[Ticket #${number}]` };
    },
  ],
];
function one<T>([first]: readonly T[]): T {
  if (!first) throw new Error('nothing was queued');
  return first;
}

describe.each([
  ['Communication Services', communicationServices],
  ['Microsoft Graph', graph],
])('by %s', (_, start) => {
  let channel: Channel;
  beforeAll(async () => {
    channel = await start();
  });
  afterAll(() => channel?.stop());

  /** A process of its own, after the time in which a reply is taken back. */
  const sending = () => ({
    ...deployment.sending(),
    now: () => new Date(Date.now() + 11_000),
    send: (...[mail, , options]: Parameters<ReturnType<Deployment['sending']>['send']>) => channel.sender.send(mail, options),
  });
  const leftWith = async (words: string) => (await channel.sent()).filter((raw) => Buffer.from(raw).includes(words)).length;
  /** What is queued again by the sweep. */
  const swept = async ({ ticketId }: NotificationRef) =>
    (await deployment.overdue(new Date(Date.now() + 60_000), 500)).filter((ref) => ref.ticketId === ticketId);

  for (const [what, writes, owe] of owed) {
    test(`${what} leaves once, whichever write was the last, by the queue's next delivery or the sweep`, async () => {
      for (const by of ['queue', 'sweep']) {
        for (let n = 1; n <= writes; n += 1) {
          const { ref, words } = await owe();
          const dying = killedAfter(sending(), ['send', 'commit'], n);
          await expect(sendNotification(dying.deps, ref)).rejects.toBeInstanceOf(Killed);
          const found = by === 'queue' ? [{ ...ref, again: true }] : await swept(ref);
          for (const next of found) await sendNotification(sending(), next);
          expect(await leftWith(words), `${by}, after write ${n}`).toBe(1);
          const row = await deployment.store().owed(ref);
          expect(row?.notification, `${by}, after write ${n}`).toMatchObject({ status: 'sent' });
        }
      }
    });
  }
});
