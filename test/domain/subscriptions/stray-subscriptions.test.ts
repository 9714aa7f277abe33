import { expect, it } from 'vitest';
import { straySubscriptions } from '../../../shared/domain/subscriptions/stray-subscriptions.ts';

const ours = 'https://psa.contoso.example/api/graph/notifications';
const theirs = 'https://staging.contoso.example/api/graph/notifications';
const inbox = "/users/support@contoso.example/mailFolders('inbox')/messages";
const live = (subscriptionId: string, notificationUrl = ours, resource = inbox) => ({ subscriptionId, notificationUrl, resource });

it.each([
  ['known: it is left alone', [live('one')], [{ subscriptionId: 'one', resource: inbox }], [], []],
  ['not known, and announces to us: it goes', [live('two')], [{ subscriptionId: 'one', resource: inbox }], ['two'], []],
  ['of a mailbox that is not connected any more: it goes', [live('two')], [], ['two'], []],
  [
    'one is being made for that folder: it may be it',
    [live('two')],
    [{ subscriptionId: '', resource: inbox.slice(1).toUpperCase() }],
    [],
    [],
  ],
  ['of another installation, for our folder: it is told', [live('two', theirs)], [{ subscriptionId: 'one', resource: inbox }], [], ['two']],
  ['of another installation, for its own folders', [live('two', theirs)], [], [], []],
])('%s', (_, listed, stored, strays, others) => {
  const found = straySubscriptions(listed, stored, ours);
  const ids = (of: typeof listed) => of.map(({ subscriptionId }) => subscriptionId);
  expect([ids(found.strays), ids(found.others)]).toEqual([strays, others]);
});
