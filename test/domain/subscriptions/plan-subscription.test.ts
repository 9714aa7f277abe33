import { expect, it } from 'vitest';
import type { Subscription } from '../../../shared/domain/mailboxes/subscription.ts';
import {
  planSubscription,
  refusalWaitMs,
  subscribedFolders,
  subscribedResource,
} from '../../../shared/domain/subscriptions/plan-subscription.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';

const url = 'https://psa.contoso.example/api/graph/notifications';
const now = new Date('2026-11-02T09:00:00Z');
const live: Subscription = {
  subscriptionId: 'one',
  resource: "/users/support@contoso.example/mailFolders('inbox')/messages",
  expiresAt: '2026-11-08T09:00:00Z',
  clientStateSha256: 'x',
  notificationUrl: url,
};

const refused: Subscription = {
  ...{ ...live, subscriptionId: '', expiresAt: '2026-11-02T12:00:00Z' },
  refusal: { failure: 'login-refused', message: 'x', times: 5 },
};

it.each([
  ['create', 'there is none', {}, null, 'keep'],
  ['ask', 'it was renewed today', {}, live, 'keep'],
  ['renew', 'a day has gone by', {}, { ...live, expiresAt: '2026-11-07T08:59:59Z' }, 'keep'],
  ['renew', 'Graph asks for it', {}, live, 'renew'],
  ['ask', 'Graph asks for it again, within ten minutes', {}, { ...live, renewedAt: '2026-11-02T08:51:00Z' }, 'renew'],
  ['renew', 'Graph asks for it again, later', {}, { ...live, renewedAt: '2026-11-02T08:49:00Z' }, 'renew'],
  ['renew', 'it is said to have been renewed, by a clock that was wrong', {}, { ...live, renewedAt: '2026-12-02T09:00:00Z' }, 'renew'],
  ['ask', 'Graph says that it is gone, which it says of the one before', {}, { ...live, createdAt: '2026-11-02T08:59:30Z' }, 'recreate'],
  ['keep', 'Graph refused it a while ago', {}, refused, 'keep'],
  ['create', 'Graph refused it, and it is asked for', {}, refused, 'recreate'],
  ['create', 'Graph refused it for another folder', { folders: ['archive'] as string[] }, refused, 'keep'],
  ['create', 'Graph refused it, and its time has come', {}, { ...refused, expiresAt: '2026-11-02T09:00:00Z' }, 'keep'],
  ['replace', 'it has run out', {}, { ...live, expiresAt: '2026-11-02T09:00:00Z' }, 'renew'],
  ['replace', 'Graph removed it', {}, live, 'recreate'],
  ['replace', 'our address is another', {}, { ...live, notificationUrl: 'https://old.contoso.example/api/graph/notifications' }, 'keep'],
  ['replace', 'the mailbox watches another folder', { folders: ['archive'] as string[] }, live, 'keep'],
  ['keep', 'somebody is making it', {}, { ...live, subscriptionId: '', expiresAt: '2026-11-02T09:01:00Z' }, 'recreate'],
  ['create', 'somebody died making it', {}, { ...live, subscriptionId: '', expiresAt: '2026-11-02T09:00:00Z' }, 'keep'],
  ['remove', 'the mailbox was disabled', { enabled: false }, live, 'keep'],
  ['none', 'the mailbox is disabled', { enabled: false }, null, 'recreate'],
] as const)('%s: %s', (plan, _, mailbox, subscription, wanted) => {
  const of = graphMailbox(mailbox);
  expect(planSubscription(of, { slot: null, folder: of.folders[0] ?? null, subscription }, url, wanted, now)).toBe(plan);
});

it('a quote in the name of a folder does not end the name', () => {
  expect(subscribedResource(graphMailbox(), "Boss's")).toBe("/users/support@contoso.example/mailFolders('Boss''s')/messages");
});

it('each folder has a subscription of its own; one of a folder that is not read any more is to go first', () => {
  const kept = (slot: string | null) => ({ slot, subscription: { ...live, subscriptionId: `of ${slot}` } });
  const folders = subscribedFolders(graphMailbox({ folders: ['inbox', 'archive', 'alerts'] }), [kept(null), kept('old'), kept('alerts')]);
  expect(folders.map(({ slot, folder, subscription }) => [slot, folder, subscription?.subscriptionId ?? null])).toEqual([
    ['old', null, 'of old'],
    [null, 'inbox', 'of null'],
    ['archive', 'archive', null],
    ['alerts', 'alerts', 'of alerts'],
  ]);
});

it('what is refused is asked for again soon at first, then after an hour, in the end once a day', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 20].map((times) => refusalWaitMs(times) / 60_000);
  expect(minutes).toEqual([10, 10, 10, 60, 120, 240, 1440]);
});
