import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTechnician } from '../support/a-technician.ts';
import { aTicketDesk } from '../support/a-ticket-desk.ts';

/** Replies in tickets of which another became part, or that a technician opened by forwarding. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { aConfirmedTicket } = aMailFlow(() => deployment);
const { reply, undo } = aTechnician(() => deployment);
const { merge, set, ticketOf } = aTicketDesk(() => deployment);
const later = () => ({ ...deployment.sending(), now: () => new Date(Date.now() + 11_000) });

test('the last message that was seen may be one of the ticket that was merged', async () => {
  const [one, two] = [await aConfirmedTicket(), await aConfirmedTicket()];
  const [last] = await deployment.browse.messages(two.ticketId);
  await merge(two.ticketId, one.ticketId);
  const { queued } = await reply(one.ticketId, { seen: last?.id, text: `Both ${one.ticketId}` });
  for (const { ref } of queued) await sendNotification(later(), ref);
  const mail = [...deployment.sent.values()].find(({ text }) => text.includes(`Both ${one.ticketId}`));
  expect(mail).toMatchObject({ inReplyTo: two.messageId, text: expect.stringMatching(/^> /m) });
  // the other ticket's last message is older than that
  const [first] = await deployment.browse.messages(one.ticketId);
  await expect(reply(one.ticketId, { seen: first?.id })).rejects.toMatchObject({ status: 409, newer: [{ id: last?.id }] });
});

test('a reply that waits is taken back by either ticket, though its ticket was merged meanwhile', async () => {
  const [one, two] = [await aConfirmedTicket(), await aConfirmedTicket()];
  const replies = [await reply(one.ticketId, {}), await reply(one.ticketId, {}), await reply(one.ticketId, {})] as const;
  await merge(one.ticketId, two.ticketId);
  for (const [index, name] of [two.ticketId, two.number, one.ticketId].entries()) await undo(name, replies[index]?.message.id ?? '');
  for (const { queued } of replies)
    for (const { ref } of queued) expect(await sendNotification(later(), ref)).toMatchObject({ kind: 'nothing-owed', detail: 'undone' });
});

test('what a technician wrote above the mail that they forwarded is quoted to nobody', async () => {
  const { ticketId, from } = await aConfirmedTicket('tess@contoso.example');
  const { participants } = await ticketOf(ticketId);
  const client = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
  await set(ticketId, {
    requester: client,
    participants: [{ ...client, role: 'requester', notify: true }, ...participants.map((one) => ({ ...one, role: 'technician' as const }))],
  });
  const { queued } = await reply(ticketId, { text: `Forwarded ${ticketId}` });
  for (const { ref } of queued) await sendNotification(later(), ref);
  const mails = [...deployment.sent.values()].filter(({ text }) => text.includes(`Forwarded ${ticketId}`));
  expect(mails.map(({ to }) => to.address)).toEqual([client.address]);
  expect(JSON.stringify(mails)).not.toContain(from);
});
