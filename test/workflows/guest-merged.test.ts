import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guestToken, participantKey } from '../../shared/domain/guest/guest-token.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { answerAsGuest } from '../../shared/workflows/guest/answer-as-guest.ts';
import { findGuestFile } from '../../shared/workflows/guest/find-guest-file.ts';
import { readConversation } from '../../shared/workflows/guest/read-conversation.ts';
import { withdrawLinks } from '../../shared/workflows/guest/withdraw-links.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTicketDesk } from '../support/a-ticket-desk.ts';

/** The link of a mail, once its ticket is part of another. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest } = aMailFlow(() => deployment);
const alice = 'alice@fabrikam.example';

const deps = () => {
  const { ticketState, commit } = deployment.store();
  const { browse, files } = deployment;
  const policy = Policy.parse({ guestLinks: { on: true } });
  const { notices } = deployment.replying();
  return { browse, files, ticketState, commit, notices, now: () => new Date(), signingKeys: async () => keys, policy: async () => policy };
};
const linkOf = (ticketId: string) =>
  guestToken({ ticketId, participant: participantKey(alice), expiresAt: new Date(Date.now() + 86_400_000), generation: 0 }, keys);

async function aTicket() {
  const { trace } = await ingest(aMail({ from: alice, messageId: unique(), attachments: [{ name: 'screen.txt', content: 'blue' }] }));
  return { ticketId: trace.ticketId, number: trace.ticketNumber };
}

describe('of a ticket that was merged into another', () => {
  const merged = async () => {
    const [one, other] = [await aTicket(), await aTicket()];
    await aTicketDesk(() => deployment).merge(one.ticketId, other.ticketId);
    return [one, other] as const;
  };

  test('a link opens that, with what its owner may see of both; an answer is written there', async () => {
    const [one, other] = await merged();
    const link = linkOf(one.ticketId);
    const { number, messages } = await readConversation(deps(), link);
    expect({ number, messages: messages.length }).toEqual({ number: other.number, messages: 2 });
    const { id } = await answerAsGuest(deps(), link, { nonce: 'n'.repeat(22), text: 'Thanks' });
    expect(await deployment.browse.message(other.ticketId, id)).toMatchObject({ text: 'Thanks' });
    expect(await deployment.browse.ticket(one.ticketId)).toMatchObject({ status: 'closed', mergedInto: other.ticketId });
    const [first] = await deployment.browse.messages(one.ticketId);
    const file = await findGuestFile(deps(), link, first?.attachments[0]?.id ?? '');
    expect(file.size).toBe(4);
  });

  test('of another client, a link shows its owner nothing of that: no subject, number or state', async () => {
    const [one, other] = [await aTicket(), await aTicket()];
    const { merge, set } = aTicketDesk(() => deployment);
    const bea = { address: 'bea@northwind.example', name: 'Bea' };
    const isOf = (name: string) => ({ id: name, name });
    await set(one.ticketId, { client: isOf('fabrikam') });
    await set(other.ticketId, {
      ...{ client: isOf('northwind'), requester: bea, participants: [{ ...bea, role: 'requester', notify: true }] },
      ...{ subject: 'Salaries of Northwind', status: 'pending' },
    });
    await merge(one.ticketId, other.ticketId, { force: true });
    const link = linkOf(one.ticketId);
    const shown = await readConversation(deps(), link);
    expect(shown).toMatchObject({ number: one.number, status: 'closed' });
    expect(JSON.stringify(shown)).not.toMatch(/Salaries|northwind/i);
    // their answer is not lost, and comes as that of somebody new
    const { id } = await answerAsGuest(deps(), link, { nonce: 'b'.repeat(22), text: 'Any news?' });
    expect(await deployment.browse.message(other.ticketId, id)).toMatchObject({ text: 'Any news?', newcomer: true });
  });

  test('a link is withdrawn with those of the other', async () => {
    const [one, other] = await merged();
    await withdrawLinks(deps(), other.ticketId, 'ada@contoso.example');
    await expect(readConversation(deps(), linkOf(one.ticketId))).rejects.toMatchObject({ status: 401 });
  });
});
