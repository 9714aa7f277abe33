import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKind } from '../../../shared/domain/notifications/notification-kind.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { type RenderSettings, renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aTicket } from '../../support/a-ticket.ts';

const settings: RenderSettings = {
  keys: [Buffer.from('a key for tests')],
  senderAddress: 'no-reply@mail.contoso.example',
  mailbox: { address: 'support@contoso.example', name: 'Support', plusAddressing: false },
  ticketUrl: 'https://psa.contoso.example/tickets/{number}',
};
const aNotification = (change: Partial<Notification> = {}) => ({ ...Notification.parse(storedBefore.notification), ...change });
const render = (notification = aNotification(), kinds = notificationKinds, ticket = aTicket()) =>
  renderNotification(notification, ticket, settings, kinds);

describe('a confirmation that the version before has stored', () => {
  test('is the mail that it would have been', () => {
    expect(render()).toMatchObject({
      from: { address: 'no-reply@mail.contoso.example', name: 'Support' },
      to: { address: 'alice@fabrikam.example', name: 'Alice Ames' },
      replyTo: { address: 'support@contoso.example', name: 'Support' },
      messageId: expect.stringMatching(/@mail\.contoso\.example>$/),
      inReplyTo: '<1@client.example>',
      references: ['<1@client.example>', expect.stringMatching(/^<t\./)],
      subject: '[Ticket #SUP-1001] The printer is out of paper',
      text: [
        'Hello Alice Ames,',
        '',
        'Thank you for your mail. We have opened ticket SUP-1001 for it: The printer is out of paper',
        '',
        'To add something, just reply to this mail. Please leave the number in the subject.',
        '',
        'The ticket: https://psa.contoso.example/tickets/SUP-1001',
        '',
        'Kind regards',
        'Support',
        '',
      ].join('\n'),
      headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    });
  });

  test('quotes nothing of the mail where nobody vouches for it', () => {
    const { subject, text, html } = render(aNotification({ quotesMail: false }));
    expect(subject).toBe('[Ticket #SUP-1001] We have received your mail');
    expect(text + html).not.toMatch(/Alice|printer/);
  });

  test('is in the language that it is owed in', () => {
    const { subject, text, html } = render(aNotification({ language: 'de', quotesMail: false }));
    expect(subject).toBe('[Ticket #SUP-1001] Wir haben Ihre Nachricht erhalten');
    expect(text).toMatch(/^Guten Tag,\n\nvielen Dank für Ihre Nachricht\./);
    expect(html).toContain('<html lang="de"');
  });

  test("has the mail's words as text, not as HTML", () => {
    const { html } = render(undefined, undefined, aTicket({ subject: '<img src="x">' }));
    expect(html).toContain('for it: &lt;img src=&quot;x&quot;&gt;</p>');
  });
});

describe('what is the same for every kind', () => {
  const saying = (subject: string, automatic = true) =>
    new Map([
      ['reply', notificationKind({ data: z.object({}), automatic, compose: () => ({ subject, text: 'Hello', html: '<p>Hello</p>' }) })],
    ]);

  test.each([
    ['Your printer', '[Ticket #SUP-1001] Your printer'],
    ['Re: [Ticket #SUP-1001] Your printer', 'Re: [Ticket #SUP-1001] Your printer'],
    ['As in [Ticket #SUP-2000]', '[Ticket #SUP-1001] As in [Ticket #SUP-2000]'],
    ['Your\r\nBcc: x@y.example', '[Ticket #SUP-1001] Your Bcc: x@y.example'],
  ])('the subject %j keeps the number, or gets it: %j', (subject, expected) => {
    expect(render(aNotification({ kind: 'reply' }), saying(subject)).subject).toBe(expected);
  });

  test('only what a program wrote says so, and whether it answers a mail (RFC 3834 5.2)', () => {
    const fields = (change: Partial<Notification>, automatic: boolean) =>
      render(aNotification({ kind: 'reply', ...change }), saying('x', automatic)).headers['Auto-Submitted'];
    expect(fields({}, true)).toBe('auto-replied');
    expect(fields({ mailId: null }, true)).toBe('auto-generated');
    expect(fields({}, false)).toBeUndefined();
  });

  test('of a long thread the root and the newest are named', () => {
    const references = Array.from({ length: 30 }, (_, n) => `<${n}@client.example>`);
    const [root, own, ...newest] = render(aNotification({ references })).references;
    expect([root, ...newest]).toEqual([0, 22, 23, 24, 25, 26, 27, 28, 29].map((n) => `<${n}@client.example>`));
    expect(own).toMatch(/^<t\.[0-9a-z]{26}\.[0-9a-z]{20}@mail\.contoso\.example>$/);
  });

  test('three mails stay one conversation, though the title and the language change', () => {
    const ticket = aTicket({ mailSubject: 'The printer is out of paper' });
    const mails = [
      render(aNotification({ language: 'en' }), notificationKinds, ticket),
      render(aNotification({ id: 'n-00000000000000000000000002', language: 'de' }), notificationKinds, { ...ticket, subject: 'Toner' }),
      render(
        aNotification({ id: 'n-00000000000000000000000003', language: 'fr', references: [], inReplyTo: null }),
        notificationKinds,
        ticket,
      ),
    ];
    expect(new Set(mails.map(({ subject }) => subject))).toEqual(new Set(['[Ticket #SUP-1001] The printer is out of paper']));
    const [common] = mails[2]?.references ?? [];
    for (const { references } of mails) expect(references).toContain(common);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
  });

  test('a kind that the table does not have is said', () => {
    expect(() => render(aNotification({ kind: 'constructor' }))).toThrow('kind "constructor" is not known to this version');
  });
});
