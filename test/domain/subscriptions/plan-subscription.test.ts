import { expect, it } from 'vitest';
import type { Subscription } from '../../../shared/domain/mailboxes/mailbox.ts';
import { planSubscription, subscribedResource } from '../../../shared/domain/subscriptions/plan-subscription.ts';
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

it.each([
  ['create', 'there is none', {}, null, 'keep'],
  ['ask', 'it was renewed today', {}, live, 'keep'],
  ['renew', 'a day has gone by', {}, { ...live, expiresAt: '2026-11-07T08:59:59Z' }, 'keep'],
  ['renew', 'Graph asks for it', {}, live, 'renew'],
  ['replace', 'it has run out', {}, { ...live, expiresAt: '2026-11-02T09:00:00Z' }, 'renew'],
  ['replace', 'Graph removed it', {}, live, 'recreate'],
  ['replace', 'our address is another', {}, { ...live, notificationUrl: 'https://old.contoso.example/api/graph/notifications' }, 'keep'],
  ['replace', 'the mailbox watches another folder', { folders: ['archive'] as string[] }, live, 'keep'],
  ['keep', 'somebody is making it', {}, { ...live, subscriptionId: '', expiresAt: '2026-11-02T09:01:00Z' }, 'recreate'],
  ['create', 'somebody died making it', {}, { ...live, subscriptionId: '', expiresAt: '2026-11-02T09:00:00Z' }, 'keep'],
  ['remove', 'the mailbox was disabled', { enabled: false }, live, 'keep'],
  ['none', 'the mailbox is disabled', { enabled: false }, null, 'recreate'],
] as const)('%s: %s', (plan, _, mailbox, subscription, wanted) => {
  expect(planSubscription(graphMailbox(mailbox), subscription, url, wanted, now)).toBe(plan);
});

it('a quote in the name of a folder does not end the name', () => {
  expect(subscribedResource(graphMailbox(), "Boss's")).toBe("/users/support@contoso.example/mailFolders('Boss''s')/messages");
});
