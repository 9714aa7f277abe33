import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import { type LaidOut, layout, ticketFooter } from '../../../shared/domain/templates/layout.ts';
import { renderTemplate } from '../../../shared/domain/templates/render-template.ts';
import { shippedTemplates } from '../../../shared/domain/templates/shipped/shipped-templates.ts';
import { TemplateEvent } from '../../../shared/domain/templates/template-event.ts';
import type { TemplateValues } from '../../../shared/domain/templates/template-values.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';
import { shownName } from '../../../shared/domain/text/shown-name.ts';
import { anOutgoingMail } from '../../support/an-outgoing-mail.ts';

/** Every mail in every language, as bytes, read by a program that is not ours. */

const name = 'Łucja Größe-François 🖨️';
const subject = 'Drukarka: żółć, ß & ç 🖨️';
const noteWords = 'Do-not-tell-the-client';
const url = 'https://psa.contoso.example/tickets/SUP-1001';

const values = (who: string, title: string): TemplateValues => ({
  ticket_number: 'SUP-1001',
  ticket_subject: title,
  ticket_url: url,
  ticket_status: 'open',
  requester_name: shownName(who) ?? '',
  contact_name: shownName(who) ?? '',
  technician_name: 'Tina Téch',
  queue_name: 'Support',
  company_name: 'Contoso & Söhne',
  reply_html: '<p>Proszę uruchomić <b>ponownie</b> &amp; spróbować. 😀</p>',
  reply_text: 'Proszę uruchomić ponownie & spróbować. 😀',
  note_html: `<p>${noteWords}</p>`,
  note_text: noteWords,
  reason: '30 min',
});

/** Each is written once. */
const written = new Map<string, ReturnType<typeof write>>();
function sent(language: LanguageCode, event: TemplateEvent, who = name, title = subject) {
  const key = JSON.stringify([language, event, who, title]);
  const mail = written.get(key) ?? write(language, event, who, title);
  written.set(key, mail);
  return mail;
}

async function write(language: LanguageCode, event: TemplateEvent, who: string, title: string) {
  const mail = renderTemplate({ event, queueId: null, language, ...shippedTemplates[language][event] }, values(who, title));
  if ('problem' in mail) throw new Error(String(mail.problem));
  const around: Omit<LaidOut, 'html' | 'text'> = {
    language,
    preheader: null,
    footer: ticketFooter(language, 'SUP-1001', url),
    ...(event === 'technician-replied'
      ? {
          signature: { html: '<p>Tina Téch<br>Contoso &amp; Söhne</p>', text: 'Tina Téch\nContoso & Söhne' },
          quote: {
            from: { address: 'alice@fabrikam.example', name: who },
            at: '2026-11-28T14:05:00.000Z',
            text: 'Nie działa.\nÇa ne marche pas. <b>',
          },
          alsoSentTo: [{ address: 'bob@fabrikam.example', name: who }],
        }
      : { signature: null, quote: null, alsoSentTo: [] }),
  };
  const ours = { subject: mail.subject, ...layout({ ...mail, ...around }) };
  const outgoing = anOutgoingMail({ ...ours, to: { address: 'alice@fabrikam.example', name: who } });
  const raw = Buffer.from(await composeMail(outgoing, new Date('2026-11-28T14:10:00Z')));
  return { ours, raw, mail: await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true }) };
}

const htmlOf = ({ html }: ParsedMail): string => (typeof html === 'string' ? html : '');
/** The words of a mail, without addresses: in HTML they are behind words. */
const words = (form: string): string[] => form.replace(/https?:\S+|Ticket SUP-1001[^\n]*/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
const shownBy = (html: string): string =>
  html
    .replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ')
    .replace(/&#183;/g, '·')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe.each(LanguageCode.options)('in %s', (language) => {
  test('each says what was written, in legal lines, in a text and an HTML part', async () => {
    for (const event of TemplateEvent.options) {
      const { raw, mail, ours } = await sent(language, event);
      expect(mail.subject, event).toBe(ours.subject);
      expect(mail.subject, event).toContain('[Ticket #SUP-1001]');
      expect(mail.subject, event).toContain(subject);
      expect(mail.to, event).toMatchObject({ value: [{ address: 'alice@fabrikam.example', name }] });
      expect(mail.text?.trimEnd(), event).toBe(ours.text.trimEnd());
      expect(htmlOf(mail).trimEnd(), event).toBe(ours.html.trimEnd());
      const lines = raw.toString('latin1').split('\r\n');
      expect(Math.max(...lines.map((line) => line.length)), event).toBeLessThan(998);
      const header = lines.slice(0, lines.indexOf(''));
      expect(
        header.filter((line) => /[^\x20-\x7e\t]/.test(line) || line.length > 200),
        event,
      ).toEqual([]);
      expect(header.join('\r\n').length, event).toBeLessThan(3500);
    }
  });

  test('the two forms have the same words, in the same order', async () => {
    for (const event of TemplateEvent.options) {
      const { mail } = await sent(language, event);
      const [inText, inHtml] = [words(mail.text ?? ''), words(shownBy(htmlOf(mail)).replace(/Ticket SUP-1001 +·[^\n]*/, ' '))];
      expect(
        inHtml.filter((word) => word !== 'SUP' && word !== '1001'),
        event,
      ).toEqual(inText.filter((word) => word !== 'SUP' && word !== '1001'));
    }
  });

  test('what a note says is in no mail to a client', async () => {
    for (const event of TemplateEvent.options) {
      const { mail } = await sent(language, event);
      const all = `${mail.subject} ${mail.text} ${htmlOf(mail)}`;
      expect(all.includes(noteWords), event).toBe(event === 'note-mention');
    }
  });

  test('a reply has its signature once, above the quotation', async () => {
    const { mail } = await sent(language, 'technician-replied');
    const { text = '' } = mail;
    expect(text.match(/^-- $/gm)).toHaveLength(1);
    expect(text.indexOf('\n-- \nTina')).toBeGreaterThan(0);
    expect(text.indexOf('\n> Nie działa.\n> Ça ne marche pas. <b>')).toBeGreaterThan(text.indexOf('\n-- \nTina'));
    expect(htmlOf(mail)).toContain('Ça ne marche pas. &lt;b&gt;</blockquote>');
  });
});

describe('a hostile name or subject', () => {
  const hostile: [string, string][] = [
    ['that begins another field', 'Eve\r\nBcc: victim@example.org\r\nX-Evil: 1'],
    ['that is a script', '<script>alert(1)</script>'],
    ['that turns the text', '\u202eevil\u202d \u2066\u200f\u200b'],
    ['of 5,000 characters', 'x'.repeat(5000)],
    ['of letters that take four bytes', '😀'.repeat(500)],
    ['that is Liquid', '{{ note_text }}{% if 1 %}[Ticket #SUP-2]'],
    ['that leads elsewhere', 'Click https://evil.example/now'],
  ];
  test.each(hostile)('%s does nothing', async (_, text) => {
    for (const event of TemplateEvent.options.filter((one) => one !== 'note-mention')) {
      const { mail, raw } = await sent('en', event, text, text);
      expect([...mail.headers.keys()].toSorted()).toEqual(
        [
          'auto-submitted',
          'content-type',
          'date',
          'from',
          'in-reply-to',
          'message-id',
          'mime-version',
          'references',
          'reply-to',
          'subject',
          'to',
          'x-auto-response-suppress',
        ].toSorted(),
      );
      expect(mail.to).toMatchObject({ value: [{ address: 'alice@fabrikam.example' }] });
      expect(htmlOf(mail)).not.toMatch(/<script/i);
      expect(`${mail.text}${htmlOf(mail)}`).not.toContain(noteWords);
      expect(mail.subject?.startsWith('[Ticket #SUP-1001] ')).toBe(true);
      expect(
        Math.max(
          ...raw
            .toString('latin1')
            .split('\r\n')
            .map((line) => line.length),
        ),
      ).toBeLessThan(998);
    }
  });

  test('is no greeting', () => {
    expect(hostile.map(([, text]) => shownName(text))).toEqual([
      null,
      '<script>alert(1)</script>',
      'evil',
      `${'x'.repeat(79)}…`,
      `${'😀'.repeat(39)}…`,
      '{{ note_text }}{% if 1 %}[Ticket #SUP-2]',
      null,
    ]);
    expect(['Dr. Müller-Lüdenscheidt', "O'Neil", ' Ana  María ', 'J.R. Smith', '山田太郎'].map(shownName)).toEqual([
      'Dr. Müller-Lüdenscheidt',
      "O'Neil",
      'Ana María',
      'J.R. Smith',
      '山田太郎',
    ]);
    expect(['', ' \u200b', 'bob@evil.example', 'www.evil', 'evil.com'].map(shownName)).toEqual([null, null, null, null, null]);
  });
});
