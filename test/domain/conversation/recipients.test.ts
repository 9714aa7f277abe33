import { expect, test } from 'vitest';
import { recipientsOf } from '../../../shared/domain/conversation/recipients.ts';
import type { Audience } from '../../../shared/domain/settings/notification-settings.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** Whom a reply goes to that names nobody. */

const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
const carol = { address: 'carol@fabrikam.example', name: null };
const ticket = aTicket({
  participants: [
    { ...alice, role: 'requester', notify: true },
    { ...carol, role: 'cc', notify: true },
  ],
});
const defaulted = (audience?: Audience[]) => {
  const ours = { ownAddresses: new Set<string>(), technicians: [], ...(audience ? { audience } : {}) };
  const found = recipientsOf({ to: null, cc: [], bcc: [] }, ticket, ours);
  return found.kind === 'refused' ? found.field : [...found.to, ...found.cc].map(({ address }) => address);
};

test('whom the settings name for it, of those who are notified', () => {
  expect(defaulted()).toEqual([alice.address, carol.address]);
  expect(defaulted(['requester', 'participants'])).toEqual([alice.address, carol.address]);
  expect(defaulted(['requester'])).toEqual([alice.address]);
  expect(defaulted(['participants'])).toEqual([carol.address]);
});

test('where they name nobody, its writer has to', () => {
  expect(defaulted([])).toBe('to');
});
