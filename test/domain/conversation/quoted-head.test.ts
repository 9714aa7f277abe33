import { describe, expect, test } from 'vitest';
import type { MessageHead } from '../../../shared/domain/conversation/plan-reply.ts';
import { quotedHead } from '../../../shared/domain/conversation/quoted-head.ts';
import type { Participant } from '../../../shared/domain/tickets/ticket.ts';
import { aHead } from '../../support/a-reply.ts';

/** What stands below a reply is somebody's mail: it must be theirs who get it. */

const [alice, carol, bea, tess] = ['alice@fabrikam.example', 'carol@fabrikam.example', 'bea@northwind.example', 'tess@contoso.example'];
const takesPart = (address: string, role: Participant['role']): Participant => ({ address, name: null, role, notify: role !== 'newcomer' });
const ticket = {
  requester: { address: alice, name: null },
  participants: [takesPart(alice, 'requester'), takesPart(carol, 'cc'), takesPart(bea, 'newcomer'), takesPart(tess, 'technician')],
};
const from = (address: string, change: Partial<MessageHead> = {}) =>
  aHead({ from: { address, name: null }, id: `m-${address}`, ...change });
const quoted = (heads: MessageHead[], to: string[] | null = null) =>
  quotedHead(heads, ticket, { to, cc: [], bcc: [] }, { technicians: ['ada@contoso.example'] })?.from.address ?? null;

describe('below a reply stands', () => {
  test.each<[string, MessageHead[], string[] | null, string | null]>([
    ['what its requester wrote', [from(alice)], null, alice],
    ['what their colleague wrote, if that came later', [from(carol), from(alice)], null, carol],
    ['what they wrote before an answer that is for technicians alone', [from(carol, { visibility: 'internal' }), from(alice)], null, alice],
    ['nothing that a technician wrote above a mail that they forwarded', [from(tess)], null, null],
    ['nothing of a technician who takes no part', [from('ada@contoso.example'), from(alice)], null, alice],
    ['nothing of a newcomer, who may be of another client', [from(bea), from(alice)], null, alice],
    ['what a newcomer wrote, if it goes to them', [from(bea), from(alice)], [bea], bea],
    ['nothing of others, if it goes to a newcomer', [from(alice)], [bea], null],
    [
      'what somebody wrote who takes part no more, if it goes to them',
      [from('dave@fabrikam.example')],
      [' Dave@fabrikam.example'],
      'dave@fabrikam.example',
    ],
    ['nothing of who takes part no more, if it does not', [from('dave@fabrikam.example')], null, null],
  ])('%s', (_, heads, to, expected) => expect(quoted(heads, to)).toBe(expected));
});
