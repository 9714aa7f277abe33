import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import { MailSenderError } from '../../shared/errors.ts';
import { type SendDeps, sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTechnician } from '../support/a-technician.ts';

/** The mails of one message go together; by a channel that can't tell, none of them goes twice. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { aConfirmedTicket } = aMailFlow(() => deployment);
const { reply } = aTechnician(() => deployment);

/** A channel that sends whatever it gets, after those that it was asked for at the same time. */
function aForgetfulChannel(ms: number, isOut = false) {
  const left: string[] = [];
  const queue: NotificationRef[] = [];
  const deps: SendDeps = {
    ...deployment.sending(),
    now: () => new Date(Date.now() + ms),
    enqueue: async (ref) => void queue.push(ref),
    async send(mail) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (isOut) throw new MailSenderError('451 try again later', { retryAfterMs: 60_000 });
      left.push(mail.to.address);
      return { kind: 'accepted' };
    },
  };
  return { deps, left, queue };
}
const cc = ['carol@fabrikam.example', 'dave@fabrikam.example'];
const everybody = ['alice@fabrikam.example', ...cc];
const firstOf = (queued: { ref: NotificationRef }[]) => queued.map(({ ref }) => ref).slice(0, 1);
const send = (deps: SendDeps, refs: NotificationRef[]) => Promise.all(refs.map((ref) => sendNotification(deps, ref)));

test('put off by their channel, they are tried again at the same time: each leaves once', async () => {
  const { ticketId } = await aConfirmedTicket();
  const { queued } = await reply(ticketId, { cc });
  const out = aForgetfulChannel(11_000, true);
  await send(out.deps, firstOf(queued));
  expect(out.queue).toHaveLength(3);
  const back = aForgetfulChannel(80_000);
  await send(back.deps, out.queue);
  expect(back.left.toSorted()).toEqual(everybody);
});

test('found by the sweep, all of them at once: each leaves once', async () => {
  const { ticketId } = await aConfirmedTicket();
  await reply(ticketId, { cc });
  const overdue = (await deployment.overdue(new Date(Date.now() + 60_000), 500)).filter((ref) => ref.ticketId === ticketId);
  expect(overdue).toHaveLength(3);
  const channel = aForgetfulChannel(200_000);
  await send(channel.deps, overdue);
  expect(channel.left.toSorted()).toEqual(everybody);
});

test('behind an earlier message to the same people they wait together, however many they are', async () => {
  const { ticketId } = await aConfirmedTicket();
  const many = Array.from({ length: 24 }, (_, index) => `reader${index}@fabrikam.example`);
  const [one, two] = [await reply(ticketId, { cc: many }), await reply(ticketId, { cc: many })];
  const channel = aForgetfulChannel(11_000);
  await send(channel.deps, firstOf(two.queued));
  expect(channel.queue).toHaveLength(1);
  channel.queue.push(...firstOf(one.queued));
  for (let round = 0; channel.queue.length > 0 && round < 20; round += 1) await send(channel.deps, channel.queue.splice(0));
  const twice = [...many, ...many, 'alice@fabrikam.example', 'alice@fabrikam.example'];
  expect(channel.left.toSorted()).toEqual(twice.toSorted());
});
