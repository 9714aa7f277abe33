import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { renewSubscriptions } from '../../shared/workflows/renew-subscriptions.ts';
import { schedulePolls } from '../../shared/workflows/schedule-polls.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aPolledMailbox, numberedMails } from './a-polled-mailbox.ts';

/**
 * What the app keeps of a mailbox was changed by hand and can't be read. A default in its place
 * would take in old mail again or let two polls at it: its polls wait, and say for what.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const now = new Date('2026-11-02T09:00:00Z');
const told: string[] = [];
/** As a process has it. */
const store = () =>
  mailboxStore(
    deployment.mailboxes,
    () => now,
    (problem) => told.push(problem),
  );
const poll = (mails = 0) =>
  pollMailbox(
    { ...aPolledMailbox({ mails: numberedMails(mails) }).deps, ...store() },
    { mailboxId: 'helpdesk', scheduledAt: now.toISOString(), subscription: 'keep' },
  );
const unknownTimes = { readPollTimes: async () => ({ asked: new Map(), version: null }), writePollTimes: async () => true };
const keep = (mailboxId: string, type: string, value: object) => deployment.mailboxes.items.upsert({ ...value, id: type, type, mailboxId });
const subscription = (subscriptionId: string) => ({
  subscriptionId,
  resource: "/users/support@contoso.example/mailFolders('inbox')/messages",
  expiresAt: '2026-11-08T09:00:00Z',
  clientStateSha256: `hash of ${subscriptionId}`,
  notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
});

describe.each([
  ['cursor', { cursor: { kind: 'imap' } }, 'cursor.token: '],
  ['cursor', {}, 'cursor: '],
  ['subscription', { ...subscription('one'), expiresAt: 'next week' }, 'expiresAt: '],
  ['health', { lastPolledAt: 'today' }, 'lastPolledAt: '],
])('a %s like %j', (type, broken, field) => {
  const problem = expect.stringContaining(`${type} "helpdesk" can't be read (${field}`);

  test('makes the polls of its mailbox wait, and of no other', async () => {
    await keep('helpdesk', type, broken);
    expect(await poll()).toMatchObject({ kind: 'waits-for-setting', problem });
    const { polls, log } = await schedulePolls({ ...store(), ...unknownTimes, pace: { minMs: 60_000, maxMs: 900_000 }, now: () => now });
    expect(polls.map(({ mailboxId }) => mailboxId)).toEqual(['support']);
    const [line] = log.filter(({ text }) => text.startsWith('mailbox-not-polled '));
    expect(line && JSON.parse(line.text.slice('mailbox-not-polled '.length))).toEqual({ mailboxId: 'helpdesk', problem });

    await deployment.mailboxes.item(type, 'helpdesk').delete();
    expect(await poll()).toMatchObject({ kind: 'polled' });
  });
});

test('a claim that can not be read is not taken from whoever may hold it', async () => {
  await keep('helpdesk', 'poll-claim', { owner: 'another', until: 'soon' });
  expect(await poll(1)).toMatchObject({
    kind: 'waits-for-setting',
    problem: expect.stringContaining('poll-claim "helpdesk" can\'t be read (until: '),
  });
  expect((await deployment.mailboxes.item('poll-claim', 'helpdesk').read()).resource).toMatchObject({ owner: 'another' });
  await deployment.mailboxes.item('poll-claim', 'helpdesk').delete();
});

describe('a subscription that can not be read', () => {
  test('hides no other from the notifications, and is told once', async () => {
    const lookUp = store();
    await keep('support', 'subscription', subscription('live'));
    await keep('helpdesk', 'subscription', { ...subscription('odd'), clientStateSha256: 7 });
    for (let reading = 0; reading < 2; reading += 1) expect([...(await lookUp.subscriptions()).keys()]).toEqual(['hash of live', 'live']);
    expect(told).toEqual([expect.stringContaining('subscription "helpdesk" can\'t be read (clientStateSha256: ')]);
  });

  test('does not keep the others from being renewed', async () => {
    const { states } = await store().listMailboxes();
    const [state] = states.filter(({ mailbox }) => mailbox.kind === 'graph');
    if (!state) throw new Error('no mailbox of Microsoft 365');
    await keep('support', 'subscription', { ...subscription('live'), resource: 7 });
    const unused = async () => expect.fail('Graph is not asked');
    const renewed = await renewSubscriptions({
      listMailboxes: async () => ({ states: [{ ...state, subscription: null }], broken: [] }),
      now: () => now,
      depsFor: async () => ({
        ...store(),
        now: () => now,
        makeClientState: () => 'a secret',
        notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
        lifecycleUrl: 'https://psa.contoso.example/api/graph/lifecycle',
        create: unused,
        read: unused,
        renew: unused,
        remove: unused,
        list: unused,
      }),
      storedSubscriptions: store().storedSubscriptions,
      notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
      remove: unused,
      list: async () => [],
    });
    expect(renewed.results).toMatchObject([
      { mailboxId: 'support', result: 'failed', error: expect.stringContaining('subscription "support" can\'t be read (resource: ') },
    ]);
  });
});
