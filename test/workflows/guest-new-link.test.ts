import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guestToken, participantKey } from '../../shared/domain/guest/guest-token.ts';
import { refOf } from '../../shared/domain/notifications/notification.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { answerAsGuest } from '../../shared/workflows/guest/answer-as-guest.ts';
import { mailNewLink } from '../../shared/workflows/guest/mail-new-link.ts';
import { readConversation } from '../../shared/workflows/guest/read-conversation.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** Which mails follow from what somebody does with their link. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest } = aMailFlow(() => deployment);

const deps = ({ on = true, now = new Date() } = {}) => {
  const { ticketState, owed, commit } = deployment.store();
  const { notices, enqueue } = deployment.replying();
  const policy = Policy.parse({ guestLinks: { on } });
  const { browse, files } = deployment;
  const store = { browse, files, ticketState, owed, commit, notices, enqueue };
  return { ...store, now: () => now, signingKeys: async () => keys, policy: async () => policy };
};

const linkOf = (ticketId: string, address: string, { days = 30, generation = 0 } = {}) =>
  guestToken({ ticketId, participant: participantKey(address), expiresAt: new Date(Date.now() + days * 86_400_000), generation }, keys);

/** A ticket that Alice opened, with her colleague in Cc. */
async function aTicketWithTwo() {
  const { trace } = await ingest(aMail({ messageId: unique(), cc: 'bob@fabrikam.example' }));
  return { ticketId: trace.ticketId, number: trace.ticketNumber };
}

test('an answer is told to the technician whose ticket it is, once', async () => {
  const { ticketId } = await aTicketWithTwo();
  const assignee = 'ada@contoso.example';
  const state = await deployment.store().ticketState(ticketId, '', '');
  if (!state) throw new Error('no ticket');
  await deployment.store().commit({ ticketId, version: state.etag, replace: { ...state.ticket, assignee }, create: [], patch: [] });
  const { notices, ...rest } = deps();
  const knows: typeof notices = {
    ...notices,
    noticeFacts: async (queueId) => ({ ...(await notices.noticeFacts(queueId)), policy: Policy.parse({ technicians: [assignee] }) }),
  };
  const before = deployment.putOff.length;
  const answer = { text: 'Still blue', nonce: 'told-once-and-once-only' };
  for (let time = 0; time < 2; time += 1)
    await answerAsGuest({ ...rest, notices: knows }, linkOf(ticketId, 'alice@fabrikam.example'), answer);
  const rows = (await deployment.browse.notifications({ ticketId, kind: 'client-replied' }, { limit: 10, after: null })).items;
  expect(rows).toMatchObject([{ to: { address: assignee }, audience: 'team', status: 'waiting', messageItemId: expect.any(String) }]);
  expect(deployment.putOff.slice(before)).toMatchObject([{ ref: { notificationId: rows[0]?.id }, afterMs: 0 }]);
});

describe('a new link', () => {
  const linkRows = async (ticketId: string) =>
    (await deployment.browse.notifications({ ticketId, kind: 'guest-link' }, { limit: 10, after: null })).items;

  test('is mailed to the address that the ended one was mailed to, once an hour', async () => {
    const { ticketId, number } = await aTicketWithTwo();
    const ended = linkOf(ticketId, 'Bob@fabrikam.example', { days: -1 });
    const at = (minutes: number) => new Date(Date.UTC(2027, 0, 4, 10, minutes));
    for (const minutes of [58, 59, 61, 117]) await mailNewLink(deps({ now: at(minutes) }), ended);
    expect(await linkRows(ticketId)).toMatchObject([{ to: { address: 'bob@fabrikam.example' }, audience: 'client', status: 'waiting' }]);
    await mailNewLink(deps({ now: at(119) }), ended);
    const rows = await linkRows(ticketId);
    expect(rows).toHaveLength(2);

    const row = rows.at(-1);
    if (!row) throw new Error('no mail');
    await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: '/guestLinks', value: { on: true } }]);
    await sendNotification({ ...deployment.sending(), now: () => at(119) }, refOf(row));
    const mail = [...deployment.sent.values()].find(({ to }) => to.address === 'bob@fabrikam.example');
    expect(mail?.subject).toContain(`[Ticket #${number}]`);
    const [token] = /(?<=\/conversation#)[\w.]+/.exec(mail?.text ?? '') ?? [];
    expect(await readConversation(deps(), token ?? null)).toMatchObject({ number, you: { address: 'bob@fabrikam.example' } });
  });

  test.each<[string, (ticketId: string) => string | null, boolean]>([
    ['no token', () => null, true],
    ['what is no token of ours', () => 'x'.repeat(90), true],
    ['one of somebody who takes no part', (ticketId) => linkOf(ticketId, 'eve@fabrikam.example', { days: -1 }), true],
    ['one that was withdrawn', (ticketId) => linkOf(ticketId, 'alice@fabrikam.example', { days: -1, generation: 7 }), true],
    ['one where links are switched off', (ticketId) => linkOf(ticketId, 'alice@fabrikam.example', { days: -1 }), false],
  ])('is mailed to nobody for %s, and nothing says so', async (_, token, on) => {
    const { ticketId } = await aTicketWithTwo();
    await mailNewLink(deps({ on }), token(ticketId));
    expect(await linkRows(ticketId)).toEqual([]);
  });
});
