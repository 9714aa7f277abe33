import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../../../shared/domain/mail/outgoing-mail.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { anOutgoingMail } from '../../support/an-outgoing-mail.ts';

const date = new Date('2026-11-28T12:00:00Z');
const compose = async (change: Partial<OutgoingMail> = {}) => composeMail(anOutgoingMail(change), date);
const linesOf = (raw: Uint8Array) => Buffer.from(raw).toString('latin1').split('\r\n');

describe('a composed mail', () => {
  test('is read by three parsers as what it was', async () => {
    const mail = anOutgoingMail();
    const raw = await composeMail(mail, date);
    const ours = parseMail(raw);
    const [postal, parsed] = [await PostalMime.parse(raw), await simpleParser(Buffer.from(raw))];
    expect(ours).toMatchObject({ messageId: mail.messageId, date, subject: mail.subject, text: mail.text, html: mail.html, defects: [] });
    expect(postal).toMatchObject({
      messageId: mail.messageId,
      subject: mail.subject,
      from: mail.from,
      to: [mail.to],
      replyTo: [mail.replyTo],
    });
    expect(parsed).toMatchObject({ messageId: mail.messageId, date, subject: mail.subject, references: mail.references });
    expect([ours.from?.name, parsed.from?.value[0]?.name]).toEqual(['Contoso Süpport', 'Contoso Süpport']);
  });

  test('is the same bytes for the same mail and time: a second try is no other mail', async () => {
    const mail = anOutgoingMail();
    expect(await composeMail(mail, date)).toEqual(await composeMail(mail, date));
  });

  test('is ASCII with CRLF, whatever its texts hold', async () => {
    const raw = await compose({ subject: '日本語 🎫', text: 'a\nb\r\nc 日本', from: { address: 'support@contoso.example', name: '日本' } });
    expect(Buffer.from(raw).toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]|[^\t\r\n -~]/);
    expect(parseMail(raw)).toMatchObject({ subject: '日本語 🎫', text: 'a\nb\nc 日本', from: { name: '日本' } });
  });

  test.each<[string, Partial<OutgoingMail>]>([
    ['a subject without a space', { subject: 'x'.repeat(5000) }],
    ['a subject of quotes', { subject: '"'.repeat(5000) }],
    ['a subject in Japanese', { subject: '日'.repeat(2000) }],
    ['a name of quotes', { to: { address: 'alice@fabrikam.example', name: '"'.repeat(5000) } }],
    ['a long address', { to: { address: `${'a'.repeat(300)}@fabrikam.example`, name: 'Alice' } }],
    ['a Message-ID that fills a line', { references: [`<${'x'.repeat(5000)}@y.example>`], inReplyTo: `<${'x'.repeat(5000)}@y.example>` }],
    ['many Message-IDs', { references: Array.from({ length: 200 }, (_, n) => `<${n}.${'x'.repeat(50)}@y.example>`) }],
    ['a text of one line', { text: 'x'.repeat(5000), html: `<p>${'x'.repeat(5000)}</p>` }],
  ])('%s: no line is longer than 998 characters', async (_, change) => {
    const lines = linesOf(await compose(change));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998);
  });

  test('a Message-ID that is none is left out of the thread', async () => {
    const mail = parseMail(await compose({ inReplyTo: 'no brackets', references: ['<a b@c.example>', '<good@c.example>'] }));
    expect([mail.inReplyTo, mail.references]).toEqual([[], ['<good@c.example>']]);
  });

  test('never says who else got it: no Bcc', async () => {
    expect(linesOf(await compose({ headers: { Bcc: 'hidden@contoso.example' } })).join('\n')).not.toMatch(/bcc|hidden/i);
  });

  test('opens no file and no address that its HTML names', async () => {
    const html = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png">';
    expect(parseMail(await compose({ html }))).toMatchObject({ html, parts: [] });
  });

  const aFile = (name: string, type: string, text: string) => ({ name, type, contentId: null, bytes: Buffer.from(text) });

  test('carries files, whatever their names and types would do to its fields', async () => {
    const attachments = [
      aFile('C:\\Users\\me\\plan.pdf', 'application/pdf', 'plan'),
      aFile('x".txt\r\nBcc: evil@y.example', 'text/plain\r\nX-Evil: yes', 'evil'),
      aFile(`${'日本'.repeat(300)}.blob`, 'multipart/mixed', 'long'),
    ];
    const raw = await compose({ attachments });
    const got = await simpleParser(Buffer.from(raw));
    expect(got.attachments.map(({ filename, contentType, content }) => [filename, contentType, String(content)])).toEqual([
      ['plan.pdf', 'application/pdf', 'plan'],
      ['x".txt Bcc: evil@y.example', 'application/octet-stream', 'evil'],
      [`${'日本'.repeat(97)}日.blob`, 'application/octet-stream', 'long'],
    ]);
    expect(linesOf(raw).filter((line) => /^(?:bcc|x-evil)/i.test(line) || line.length > 998)).toEqual([]);
  });

  test('carries a mail that is forwarded as one, and one that SMTP would change as bytes', async () => {
    const plain = aFile('mail.eml', 'message/rfc822', 'From: a@b.example\r\nSubject: inner\r\n\r\nHello\r\n');
    const odd = aFile('odd.eml', 'message/rfc822', 'From: a@b.example\n\nGrüße\n');
    const parts = parseMail(await compose({ attachments: [plain, odd] })).parts.map(({ contentType }) => contentType);
    expect(parts).toEqual(['message/rfc822', 'application/octet-stream']);
  });

  test.each<[string, Partial<OutgoingMail>, RegExp]>([
    ['an address with a line break', { to: { address: 'a@b.example\r\nBcc: x@y.example', name: null } }, /^Error: to\.address: must be/],
    ['two addresses', { replyTo: { address: 'a@b.example, c@d.example', name: null } }, /^Error: replyTo\.address: must be/],
    ['no sender', { from: { address: '', name: null } }, /^Error: from\.address: must be/],
    ['a Message-ID without brackets', { messageId: 'a@b.example' }, /^Error: messageId: must be/],
    [
      'a Content-ID with a line break',
      { attachments: [{ name: 'a.png', type: 'image/png', contentId: 'a\r\nX: y', bytes: new Uint8Array() }] },
      /^Error: attachments: the Content-ID of "a\.png" must be/,
    ],
    ['a field with a space in its name', { headers: { 'X Note': 'yes' } }, /^Error: headers: "X Note" must be/],
    ['a field that no line can hold', { headers: { 'X-Note': 'y'.repeat(2000) } }, /^Error: headers\.X-Note: must have/],
  ])('%s is refused with the name of the field', async (_, change, problem) => {
    await expect(compose(change).catch(String)).resolves.toMatch(problem);
  });
});
