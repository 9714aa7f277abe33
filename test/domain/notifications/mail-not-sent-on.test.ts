import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import { notSentOn } from '../../../shared/domain/notifications/mail-not-sent-on.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { quotesNotice } from '../../../shared/domain/notifications/quotes-notice.ts';
import { renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import { type NotSentOn, notSentOnWords } from '../../../shared/domain/templates/not-sent-on-words.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';
import { languageOf } from '../../../shared/domain/text/language-of.ts';
import { isInternalId } from '../../../shared/domain/thread/signed-ids.ts';
import { aTicket } from '../../support/a-ticket.ts';

const now = new Date('2026-11-02T09:00:00.000Z');
const ada = { address: 'ada@contoso.example', name: 'Ada Lovelace' };
const settings = {
  keys: [Buffer.from('a key for tests')] as const,
  senderAddress: 'donotreply@contoso.example',
  mailbox: { address: 'support@contoso.example', name: 'Contoso Support', plusAddressing: true },
  ticketUrl: 'https://psa.contoso.example/tickets/{number}',
};
const told = (why: NotSentOn, language: LanguageCode, file?: string) => {
  const ticket = aTicket();
  const of = { ticketId: ticket.ticketId, to: ada, mailId: 'a-mail', inReplyTo: '<hers@contoso.example>' };
  const row = { ...notSentOn(of, { why, ...(file === undefined ? {} : { file }) }, now), language };
  return renderNotification(row, ticket, settings, notificationKinds);
};

describe.each(LanguageCode.options)('in %s', (language) => {
  const { why, ...others } = notSentOnWords[language];

  test('each reason is told in its language, as internal and automatic', () => {
    for (const reason of ['unclear', 'elsewhere', 'closed', 'file', 'quotation', 'nobody', 'large', 'empty'] as const) {
      const { text, html, subject, headers, messageId, to } = told(reason, language, 'a <b> $& file.exe');
      expect(text).toContain(why[reason].replace('{file}', () => 'a <b> $& file.exe'));
      expect(html).not.toContain('<b>');
      expect(subject).toContain(others.subject);
      expect(quotesNotice(text)).toBe(true);
      expect(headers).toMatchObject({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' });
      expect(isInternalId(messageId, settings.keys)).toBe(true);
      expect(to).toEqual(ada);
    }
    expect(languageOf([others.kept, others.gone, others.remedy, ...Object.values(why)].join(' '))).toBe(language);
  });

  test('another program reads what was written', async () => {
    const written = told('closed', language);
    const { subject, text, inReplyTo } = await simpleParser(Buffer.from(await composeMail(written, now)), { skipTextToHtml: true });
    expect(subject).toBe(written.subject);
    expect(text?.trimEnd()).toBe(written.text.trimEnd());
    expect(inReplyTo).toBe('<hers@contoso.example>');
  });
});
