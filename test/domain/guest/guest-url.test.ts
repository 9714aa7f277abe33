import { expect, test } from 'vitest';
import { participantKey, verifyGuestToken } from '../../../shared/domain/guest/guest-token.ts';
import { guestUrl } from '../../../shared/domain/guest/guest-url.ts';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { type RenderSettings, renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import type { Participant } from '../../../shared/domain/tickets/ticket.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** Who gets a link of their own in a mail, and what it opens. */

const keys: RenderSettings['keys'] = [Buffer.from('a key for tests')];
const links = { publicUrl: 'https://mail.contoso.example/', days: 30, keys };
const row = (change: Partial<Notification> = {}): Notification => ({ ...Notification.parse(storedBefore.notification), ...change });

test('a client who takes part gets a link of their own, the same for each try', () => {
  const ticket = aTicket({ guestGeneration: 2 });
  const url = guestUrl(row(), ticket, null, links) ?? '';
  expect(url).toMatch(/^https:\/\/mail\.contoso\.example\/conversation#[0-9a-z.]+$/);
  expect(verifyGuestToken(url.split('#')[1] ?? '', keys)).toEqual({
    ticketId: ticket.ticketId,
    participant: participantKey('alice@fabrikam.example'),
    expiresAt: new Date(Math.floor((Date.parse(row().createdAt) + 30 * 86_400_000) / 1000) * 1000),
    generation: 2,
  });
  expect(guestUrl(row({ attempts: 3 }), ticket, null, links)).toBe(url);
});

const alice = { address: 'alice@fabrikam.example', name: null, role: 'requester', notify: true } satisfies Participant;
const refused: [string, Partial<Notification>, Participant[]][] = [
  ['a technician', { audience: 'team' }, [alice]],
  ['whom nothing vouches for', { quotesMail: false }, [alice]],
  ['who never took part, such as by Bcc', { to: { address: 'bob@fabrikam.example', name: null } }, [alice]],
  ['a technician who takes part', {}, [{ ...alice, role: 'technician' }]],
  ['who joined by having one of our mails', {}, [{ ...alice, role: 'newcomer' }]],
  ['who may not be who wrote', {}, [{ ...alice, unvouched: true }]],
];
test.each(refused)('none gets %s', (_, change, participants) => {
  expect(guestUrl(row(change), aTicket({ participants }), null, links)).toBeNull();
});

test('the link stands in the mail where that of the ticket would', () => {
  const settings: RenderSettings = {
    keys,
    senderAddress: 'no-reply@mail.contoso.example',
    mailbox: { address: 'support@contoso.example', name: 'Support', plusAddressing: false },
    ticketUrl: 'https://psa.contoso.example/tickets/{number}',
    guestUrl: (...of) => guestUrl(...of, links),
  };
  const { text, html } = renderNotification(row(), aTicket(), settings, notificationKinds);
  for (const form of [text, html]) {
    expect(form).toContain('https://mail.contoso.example/conversation#');
    expect(form).not.toContain('psa.contoso.example');
  }
  const toTeam = row({ audience: 'team', kind: 'client-replied' });
  expect(renderNotification(toTeam, aTicket(), settings, notificationKinds).text).toContain('https://psa.contoso.example/tickets/SUP-1001');
});

test('a mail with a link of their own is never tracked; another is where an admin has switched that on', () => {
  const settings: RenderSettings = {
    keys,
    senderAddress: 'no-reply@mail.contoso.example',
    mailbox: { address: 'support@contoso.example', name: 'Support', plusAddressing: false },
    ticketUrl: 'https://psa.contoso.example/tickets/{number}',
    tracksOpening: true,
  };
  const tracked = (change: Partial<RenderSettings>, of = row()) =>
    renderNotification(of, aTicket(), { ...settings, ...change }, notificationKinds).tracksOpening ?? false;
  expect(tracked({})).toBe(true);
  expect(tracked({ tracksOpening: false })).toBe(false);
  expect(tracked({ guestUrl: (...of) => guestUrl(...of, links) })).toBe(false);
  expect(tracked({}, row({ audience: 'team', kind: 'client-replied' }))).toBe(false);
});
