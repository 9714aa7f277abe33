import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { SendResult } from '../../shared/ports/mail-sender.ts';
import { recordUnsent } from '../../shared/workflows/postpone-notification.ts';
import { type SendDeps, sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** A confirmation whose channel can't take it now. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, sentFor } = aMailFlow(() => deployment);
const start = Date.now();
const hours = (count: number) => new Date(start + count * 3_600_000);

async function aConfirmation() {
  const { trace, sends } = await ingest(aMail({ messageId: unique() }));
  const [ref] = sends;
  if (!ref) throw new Error('a new ticket owes its confirmation');
  const at = (now: Date): SendDeps => ({ ...deployment.sending(), now: () => now });
  const throttled = (now: Date, retryAfterMs: number | null = null): SendDeps => ({
    ...at(now),
    send: async () => Promise.reject(new MailSenderError('later', { retryAfterMs })),
  });
  return {
    ref,
    at,
    throttled,
    answered: (now: Date, result: SendResult): SendDeps => ({ ...at(now), send: async () => result }),
    sent: () => sentFor(trace.ticketNumber),
    state: async () => (await deployment.store().owed(ref))?.notification,
  };
}

describe('a confirmation that its channel wants later', () => {
  test('is queued for the moment at which its Retry-After is over, and sent then', async () => {
    const { ref, at, throttled, sent } = await aConfirmation();
    expect(await sendNotification(throttled(hours(1), 240_000), ref)).toMatchObject({ kind: 'postponed' });
    expect(deployment.putOff.pop()).toEqual({ ref, afterMs: 240_000 });
    // another delivery of it does not go before: the channel asked not to
    expect(await sendNotification(at(hours(1.05)), ref)).toMatchObject({
      kind: 'nothing-owed',
      detail: expect.stringMatching(/^not before /),
    });
    expect(sent()).toHaveLength(0);
    // what is logged names the ticket, and not our signed Message-ID, which proves having the mail
    expect(await sendNotification(at(hours(1 + 240 / 3600)), ref)).toEqual({
      kind: 'sent',
      detail: expect.stringMatching(/^in ticket \S+$/),
    });
    expect(sent()).toHaveLength(1);
  });

  test('for a long weekend is sent on Tuesday; for longer it has failed, and why', async () => {
    const [weekend, longer] = [await aConfirmation(), await aConfirmation()];
    // written a week ago: the clock starts with the first failure
    for (const { throttled, ref } of [weekend, longer]) await sendNotification(throttled(hours(24 * 7)), ref);
    for (const { throttled, ref } of [weekend, longer]) await sendNotification(throttled(hours(24 * 11)), ref);
    expect(await sendNotification(weekend.at(hours(24 * 11 + 1)), weekend.ref)).toMatchObject({ kind: 'sent' });
    expect(await sendNotification(longer.throttled(hours(24 * 12)), longer.ref)).toMatchObject({ kind: 'refused' });
    expect(await longer.state()).toMatchObject({ status: 'failed', failure: remark('channel-out', { said: 'later' }) });
    // the history of its ticket tells that once; that it came late, or went out, it does not
    const told = async ({ ref }: typeof longer) =>
      (await deployment.browse.history(ref.ticketId)).filter(({ kind }) => kind === 'delivery');
    expect(await told(longer)).toMatchObject([{ status: 'failed', by: { kind: 'channel' }, at: hours(24 * 12).toISOString() }]);
    expect(await told(weekend)).toEqual([]);
  });
});

describe('a confirmation that its channel perhaps has', () => {
  const reason = remark('acs-in-doubt', { said: 'Bad request' });

  test('is looked for by the next try, where the channel can do that', async () => {
    const { ref, at, answered, state } = await aConfirmation();
    expect(await sendNotification(answered(hours(1), { kind: 'uncertain', reason, canLook: true }), ref)).toMatchObject({
      kind: 'postponed',
    });
    expect(deployment.putOff.pop()).toEqual({ ref: { ...ref, again: true }, afterMs: 60_000 });
    expect(await state()).toMatchObject({ status: 'waiting', failure: reason });
    const options: unknown[] = [];
    const deps = at(hours(2));
    const send: SendDeps['send'] = async (mail, ticket, how) => {
      options.push(how);
      return deps.send(mail, ticket, how);
    };
    await sendNotification({ ...deps, send }, { ...ref, again: true });
    expect(options).toMatchObject([{ again: true }]);
  });

  test('is held where nobody can tell: a person decides, and a report may still find it', async () => {
    const { ref, at, answered, state, sent } = await aConfirmation();
    await sendNotification(answered(hours(1), { kind: 'uncertain', reason, canLook: false }), ref);
    expect(await state()).toMatchObject({ status: 'held', failure: reason, sentAt: null, messageId: expect.stringMatching(/^<.+>$/) });
    expect(await sendNotification(at(hours(2)), ref)).toEqual({ kind: 'nothing-owed', detail: 'held' });
    expect(sent()).toEqual([]);
  });
});

test('a confirmation to an address that nobody has is returned at once, and its contact says so', async () => {
  const { ref, answered, state } = await aConfirmation();
  const reason = remark('mail-returned-hard');
  const marked: unknown[] = [];
  const deps = answered(hours(1), { kind: 'refused', reason, isAddressDead: true });
  await sendNotification({ ...deps, noteOutcome: async (...of) => marked.push(of) > 0 }, ref);
  const { status, failure, to } = (await state()) ?? {};
  expect([status, failure]).toEqual(['bounced', reason]);
  const at = hours(1).toISOString();
  expect(marked).toEqual([[to?.address, { what: 'hard', reason, at, sentAt: at, notificationId: ref.notificationId }]]);
});

describe('a confirmation whose sending broke down as often as the queue tries', () => {
  test('waits for the sweep, and is not failed for having been written days ago', async () => {
    const { ref, at, state } = await aConfirmation();
    expect(await recordUnsent(at(hours(80)), ref)).toBeNull();
    expect(await state()).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(await deployment.overdue(hours(81), 200)).toContainEqual({ ...ref, again: true });
  });

  test('waits for the sweep too when the store is out', async () => {
    const { ref, at, state } = await aConfirmation();
    const before = await state();
    const out = { ...at(hours(1)), owed: async () => Promise.reject(new Error('503 Service Unavailable')) };
    expect(await recordUnsent(out, ref)).toBe('503 Service Unavailable');
    expect(await state()).toEqual(before);
    expect(await deployment.overdue(hours(1), 200)).toContainEqual({ ...ref, again: true });
  });
});
