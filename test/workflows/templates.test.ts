import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SettingRow } from '../../shared/api/settings/setting-row.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import { plainTexts } from '../../shared/domain/notifications/mail-texts.ts';
import { Message } from '../../shared/domain/tickets/message.ts';
import { MailSenderError } from '../../shared/errors.ts';
import { previewTemplate } from '../../shared/workflows/templates/preview-template.ts';
import { sendTestMail, type TestMailDeps } from '../../shared/workflows/templates/send-test-mail.ts';
import { storedBefore } from '../fixtures/stored-before.ts';
import { aSettingsApi } from '../support/a-settings-api.ts';
import { aTicket } from '../support/a-ticket.ts';

/** Templates are looked at before they are used: as a page, and as a mail to oneself. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let row: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  row = await api.row('templates');
});
afterAll(() => api.end());

const aMessage = (change: Partial<Message>): Message => ({ ...Message.parse(storedBefore.message), ...change });

const outbox: OutgoingMail[] = [];
let messages: Message[] = [];
let counted = 0;
beforeEach(() => {
  outbox.length = 0;
  messages = [];
  counted = 0;
});
const deps = (change: Partial<TestMailDeps> = {}): TestMailDeps => ({
  ...api.deps,
  ticket: async (named) => (named === 'SUP-1001' ? aTicket() : null),
  async *messages() {
    yield* messages;
  },
  textsFor: async () => plainTexts('Support'),
  ticketUrl: (number) => `https://psa.contoso.example/tickets/${number}`,
  senderAddress: 'no-reply@contoso.example',
  ownPeople: async () => new Set(['tom@contoso.example']),
  count: () => {
    counted += 1;
    return counted > 2 ? 90_000 : null;
  },
  async send(mail) {
    outbox.push(mail);
    return { kind: 'accepted' };
  },
  ...change,
});
const preview = (id: string, asked: object = {}) => previewTemplate(deps(), row, { id, by: 'tina@contoso.example', ...asked });

describe('a preview', () => {
  test('is the mail of a ticket that there never was', async () => {
    const mail = await preview('ticket-created.de');
    expect(mail).toMatchObject({ subject: '[Ticket #SUP-1001] Printer does not print', ticket: null });
    expect(mail.html).toMatch(/^<!DOCTYPE html>[\s\S]*Alice Ames/);
    expect(mail.text).toMatch(/^Guten Tag Alice Ames,/);
  });

  test('is that of a real ticket, with the last message of it that such a mail could carry', async () => {
    messages = [
      aMessage({ kind: 'note', visibility: 'internal', text: 'Between us.', html: null, visibleText: null }),
      aMessage({ kind: 'client', text: 'It is <still> blue.', html: null, visibleText: null }),
      aMessage({ kind: 'client', text: 'It is blue.', html: null, visibleText: null }),
    ];
    const mail = await preview('client-replied.en', { ticket: 'SUP-1001' });
    expect(mail.ticket).toBe('SUP-1001');
    expect(mail.subject).toContain(aTicket().subject);
    expect(mail.text).toContain('It is <still> blue.');
    expect(mail.html).toContain('It is &lt;still&gt; blue.');
    expect(mail.html + mail.text).not.toContain('Between us.');
  });

  test('is that of what is not stored yet', async () => {
    const template = { subject: '[Ticket #{{ticket_number}}] Hi', html: '<p>Hi {{ contact_name }}</p>', text: 'Hi' };
    expect(await preview('ticket-created.en', { template })).toMatchObject({ subject: '[Ticket #SUP-1001] Hi', text: 'Hi\n' });
    const wrong = preview('ticket-created.en', { template: { ...template, html: '<p>\n{{ nope }}</p>' } });
    await expect(wrong).rejects.toMatchObject({ status: 422, message: expect.stringMatching(/^template html: line 2, column 4: /) });
  });

  test('of what there is not is none', async () => {
    await expect(preview('ticket-created.xx')).rejects.toMatchObject({ status: 404 });
    await expect(preview('ticket-created.en', { ticket: 'SUP-9' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('SUP-9'),
    });
  });
});

describe('a test mail', () => {
  const send = (asked: object = {}, change: Partial<TestMailDeps> = {}) =>
    sendTestMail(deps(change), row, { id: 'ticket-created.en', by: 'tina@contoso.example', ...asked });

  test('goes to who asks for it, and stands in no thread', async () => {
    expect(await send()).toMatchObject({ to: 'tina@contoso.example' });
    expect(outbox).toMatchObject([
      {
        to: { address: 'tina@contoso.example' },
        from: { address: 'no-reply@contoso.example' },
        replyTo: { address: 'no-reply@contoso.example' },
        inReplyTo: null,
        references: [],
        subject: expect.stringMatching(/^\[Ticket #SUP-1001\]/),
        headers: { 'Auto-Submitted': 'auto-generated' },
      },
    ]);
  });

  test('goes to somebody of the house, and to nobody else', async () => {
    expect(await send({ to: 'tom@contoso.example' })).toMatchObject({ to: 'tom@contoso.example' });
    await expect(send({ to: 'alice@fabrikam.example' })).rejects.toMatchObject({ status: 422, message: expect.stringMatching(/^to: /) });
    await expect(send({ by: null })).rejects.toMatchObject({ status: 422 });
    expect(outbox).toHaveLength(1);
  });

  test('is one of a few, and says what the channel says', async () => {
    await send();
    await send();
    await expect(send()).rejects.toMatchObject({ status: 409, message: expect.stringContaining('try again in 2 minutes') });
    counted = 0;
    const out = async () => {
      throw new MailSenderError('busy', { retryAfterMs: null });
    };
    await expect(send({}, { send: out })).rejects.toMatchObject({ status: 409, message: 'to: the mail could not be sent: busy' });
    expect(outbox).toHaveLength(2);
  });
});
