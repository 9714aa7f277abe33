import { describe, expect, test } from 'vitest';
import { fromTemplate } from '../../../shared/domain/notifications/from-template.ts';
import { type MailTexts, plainTexts } from '../../../shared/domain/notifications/mail-texts.ts';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import { type Template, templateIdOf } from '../../../shared/domain/templates/template.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** Which template words a mail, and what it can do to it. */

const aNotification = (change: Partial<Notification> = {}) => ({ ...Notification.parse(storedBefore.notification), ...change });
const aTemplate = (change: Partial<Template>): Template => ({
  event: 'ticket-created',
  queueId: null,
  language: 'en',
  subject: '[Ticket #{{ ticket_number }}] {{ ticket_subject }}',
  html: '<p>mine</p>',
  text: 'mine',
  ...change,
});

function write(
  templates: Template[],
  {
    notification = aNotification(),
    ticket = aTicket(),
    ...change
  }: Partial<MailTexts> & { notification?: Notification; ticket?: ReturnType<typeof aTicket> } = {},
) {
  const reported: string[] = [];
  const texts: MailTexts = {
    ...plainTexts('Support'),
    templates: new Map(templates.map((template) => [templateIdOf(template), template])),
    report: (id, { part, problem }) => reported.push(`${id} ${part}: ${problem}`),
    ...change,
  };
  const words = { ticketUrl: 'https://psa.contoso.example/tickets/SUP-1001', signedBy: 'Support', texts };
  return { ...fromTemplate('ticket-created', {}, { notification, ticket, words }), reported };
}

describe('of several templates', () => {
  const all = aTemplate({ text: 'all queues' });
  const own = aTemplate({ queueId: aTicket().queueId, text: 'this queue' });
  const other = aTemplate({ queueId: 'another', text: 'another queue' });
  const german = aTemplate({ language: 'de', text: 'deutsch' });

  test("that of the ticket's queue comes first, then that of all queues, then the one that comes with the program", () => {
    expect(write([all, own, other]).text).toContain('this queue');
    expect(write([all, other]).text).toContain('all queues');
    expect(write([other]).text).toContain('Thank you for your mail.');
  });

  test("the reader's language comes before the words of the house", () => {
    const notification = aNotification({ language: 'fr' });
    expect(write([all, own], { notification }).text).toMatch(/^Bonjour/);
    expect(write([german], { notification: aNotification({ language: 'de' }) }).text).toContain('deutsch');
  });

  test("that of the organisation's language serves where the reader's is not known", () => {
    expect(write([all, german], { defaultLanguage: 'de' }).text).toContain('deutsch');
    expect(write([], { ticket: { ...aTicket(), language: 'pl' } }).text).toMatch(/^Dzień dobry/);
  });
});

describe('one that fails', () => {
  test('is reported, and the next best serves', () => {
    const broken = aTemplate({ queueId: aTicket().queueId, html: '<p>{{ nope }}</p>' });
    const { text, reported } = write([broken, aTemplate({ text: 'all queues' })]);
    expect(text).toContain('all queues');
    expect(reported).toEqual([expect.stringMatching(/^ticket-created\.en\.\w+ html: there is no variable "nope"/)]);
  });

  test('of all that were written, the one that comes with the program serves', () => {
    const { text, subject, reported } = write([
      aTemplate({ subject: 'no number' }),
      aTemplate({ queueId: aTicket().queueId, text: '{% if %}' }),
    ]);
    expect(text).toContain('Thank you for your mail.');
    expect(subject).toMatch(/^\[Ticket #SUP-1001\]/);
    expect(reported).toHaveLength(2);
  });
});

describe('what stands in values', () => {
  const echo = aTemplate({
    html: '<p>{{ ticket_subject }}|{{ contact_name }}|{{ requester_name }}</p>',
    text: '{{ ticket_subject }}|{{ contact_name }}',
  });

  test('begins no field, no tag and no Liquid, and brings no number of another ticket', () => {
    const subject = 'Re: [Ticket #SUP-9] x\r\nBcc: eve@evil.example <script>{{ ticket_number }}</script>';
    const ticket = { ...aTicket(), subject };
    const mail = write([echo], { ticket });
    expect(mail.subject).toBe('[Ticket #SUP-1001] Re: x Bcc: eve@evil.example <script>{{ ticket_number }}</script>');
    expect(mail.html).toContain('&lt;script&gt;{{ ticket_number }}&lt;/script&gt;');
    expect(mail.html).not.toContain('<script');
    expect(mail.text).toContain('<script>{{ ticket_number }}</script>');
  });

  test('is nothing of the mail where that may not be quoted', () => {
    const { subject, html, text } = write([echo], { notification: aNotification({ quotesMail: false }) });
    expect(subject).toBe('[Ticket #SUP-1001]');
    expect(html + text).not.toMatch(/printer|Alice/);
  });

  test('is cut where it is endless, and the number stays', () => {
    const { subject } = write([], { ticket: { ...aTicket(), subject: 'x'.repeat(5000) } });
    expect(subject).toBe(`[Ticket #SUP-1001] ${'x'.repeat(150)}`);
  });
});

test('the number is put in front of a subject that lacks it', () => {
  const settings = {
    keys: [Buffer.from('a key for tests')] as const,
    senderAddress: 'no-reply@mail.contoso.example',
    mailbox: { address: 'support@contoso.example', name: 'Support', plusAddressing: false },
    ticketUrl: 'https://psa.contoso.example/tickets/{number}',
  };
  const kinds = new Map(notificationKinds);
  kinds.set('ticket-created', { automatic: true, compose: () => ({ subject: 'No number here', text: 'x', html: '<p>x</p>' }) });
  expect(renderNotification(aNotification(), aTicket(), settings, kinds).subject).toBe('[Ticket #SUP-1001] No number here');
});
