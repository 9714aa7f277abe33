import { describe, expect, test } from 'vitest';
import { mailLimits } from '../../../shared/domain/mail/mail-limits.ts';
import { parseHeaderOnly, parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { rawMail } from '../../support/raw-mail.ts';

const head = ['From: alice@fabrikam.example', 'Subject: help', 'Message-ID: <a@fabrikam.example>'];
/**
 * Each is an attack. A mail may take 5 s, but needs far less CPU time (which a busy machine does
 * not stretch).
 */
const read = async (...lines: string[]) => {
  const raw = rawMail(...lines);
  const before = process.cpuUsage();
  const mail = await parseMail(raw);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(2);
  return mail;
};

describe('a mail beyond a limit is still read, and the limit is named', () => {
  test('50,000 fields before those that matter', async () => {
    const mail = await read(...Array.from({ length: 50_000 }, (_, index) => `X-${index}: v`), ...head, '', 'hello');
    expect([mail.from?.address, mail.subject, mail.text]).toEqual(['alice@fabrikam.example', 'help', 'hello\n']);
    expect(mail.headers.length).toBeLessThan(mailLimits.headerFields + 20);
    expect(mail.defects).toEqual([remark('header-fields-left-out', { most: 1000, left: 49_000 })]);
  });

  test.each(['From', 'To', 'Reply-To'])('the field %s thirty times, full of groups: as much of them is read as of one', async (name) => {
    const groups = Array.from({ length: 30 }, (_, index) => `${name}: ${'Re: '.repeat(14_000)}u${index}@x.example;`);
    const mail = await read(...(name === 'From' ? groups : [...head, ...groups]), '', 'hello');
    expect([...mail.to, ...mail.replyTo].map(({ address }) => address)).not.toContain('u29@x.example');
    if (name !== 'From') expect(mail.defects).toContainEqual(expect.objectContaining({ code: 'fields-too-long' }));
  });

  test('50,000 recipients', async () => {
    const list = Array.from({ length: 50_000 }, (_, index) => `"U ${index}" <u${index}@x.example>`).join(',\r\n ');
    const mail = await read(...head, `To: ${list}`, '', 'hello');
    expect(mail.to).toHaveLength(mailLimits.addresses);
    expect(mail.defects[0]).toMatchObject({ code: 'too-many-addresses', data: { name: 'to', most: 200 } });
  });

  test('200,000 commas, colons and quotes instead of recipients', async () => {
    for (const list of ['a,;:"('.repeat(30_000), 'g:'.repeat(50_000), '"\\'.repeat(30_000), '<'.repeat(60_000), '=?a?Q?'.repeat(10_000)]) {
      expect((await read(...head, `To: ${list}`, '', 'hello')).text).toBe('hello\n');
    }
  });

  test('a subject of 4,200 encoded words', async () => {
    const mail = await read('Subject: ', ...Array.from({ length: 4200 }, () => ' =?utf-8?q?St=C3=B6rung?='), '', 'hello');
    expect(mail.subject.length).toBeLessThanOrEqual(mailLimits.subjectLength);
    expect(mail.subject.startsWith('StörungStörung')).toBe(true);
  });

  test('20,000 continuations of one file name', async () => {
    const sections = Array.from({ length: 20_000 }, (_, index) => ` f*${index}*=%41b`.replace(' f', '\r\n filename')).join(';');
    const mail = await read(...head, `Content-Disposition: attachment;${sections}`, '', 'hello');
    expect(mail.parts[0]?.name).toBe('Ab'.repeat(mailLimits.continuations));
  });

  test('a thousand multiparts in one another', async () => {
    const levels = Array.from({ length: 1000 }, (_, level) => [
      '',
      `--B${level}`,
      `Content-Type: multipart/mixed; boundary=B${level + 1}`,
    ]).flat();
    const mail = await read(...head, 'Content-Type: multipart/mixed; boundary=B0', ...levels, '', '--B1000', '', 'deep', '--B1000--');
    expect(mail.parts).toHaveLength(1);
    expect(mail.defects).toContainEqual(remark('parts-too-deep', { most: 30 }));
  });

  test('10,000 parts', async () => {
    const parts = Array.from({ length: 10_000 }, (_, index) => [
      '--b',
      `Content-Type: application/pdf; name=f${index}.pdf`,
      '',
      'x',
    ]).flat();
    const mail = await read(...head, 'Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--');
    expect(mail.parts).toHaveLength(mailLimits.parts);
    expect(mail.defects).toContainEqual(remark('too-many-parts', { most: 500 }));
  });

  test('a text of 2 MB: all of it is a file', async () => {
    const mail = await read(...head, '', 'a'.repeat(2_000_000));
    expect(mail.text).toHaveLength(mailLimits.bodyLength);
    expect(mail.parts.map((part) => [part.name, part.size])).toEqual([['message.txt', 2_000_001]]);
  });

  test.each([
    ['nested too deep', `${'<div>'.repeat(60_000)}x`],
    ['end tags without a beginning', `${'<b>'.repeat(100_000) + '</i>'.repeat(100_000)}x`],
    ['list items that hide their depth', `${'<li><p>'.repeat(80_000)}x`],
    ['too long', `${'<'.repeat(1_500_000)}x`],
  ])('HTML, %s: its text is shown, all of it is a file', async (_, html) => {
    const mail = await read(...head, 'Content-Type: text/html', '', html);
    expect([mail.html, mail.parts.map((part) => part.name)]).toEqual([null, ['message.html']]);
    expect(mail.text.length).toBeGreaterThan(0);
    expect([remark('html-too-deep', { most: 1000 }), remark('html-too-long', { most: 1_000_000 })]).toContainEqual(mail.defects[0]);
  });

  test('a mail in a mail in a mail: it stays one file', async () => {
    let inner = rawMail(...head, '', 'x');
    for (let level = 0; level < 200; level += 1) {
      inner = Buffer.concat([
        rawMail(...head, `Content-Type: multipart/mixed; boundary=M${level}`, '', `--M${level}`, 'Content-Type: message/rfc822', ''),
        inner,
        rawMail(`--M${level}--`),
      ]);
    }
    const mail = await parseMail(inner);
    expect(mail.parts.map((part) => [part.name, part.contentType])).toEqual([['help.eml', 'message/rfc822']]);
  });
});

describe('limits beyond which a mail is not read', () => {
  test('a header without an end: sender, subject and id are still read', () => {
    const raw = rawMail(...head, `X-Long: ${'a'.repeat(mailLimits.headerBytes)}`, 'X: y', '', 'hello');
    expect(() => parseMail(raw)).toThrow(expect.objectContaining({ name: 'MailLimitError', limit: 'header-size' }));
    expect(parseHeaderOnly(raw)).toMatchObject({
      from: { address: 'alice@fabrikam.example' },
      subject: 'help',
      messageId: '<a@fabrikam.example>',
      text: '',
      parts: [],
      defects: [remark('header-only'), { code: 'field-too-long', data: { name: 'x-long' } }],
    });
  });

  test('a mail too big to be held twice in memory', () => {
    const raw = Buffer.concat([rawMail(...head, ''), Buffer.alloc(mailLimits.mailBytes)]);
    expect(() => parseMail(raw)).toThrow(expect.objectContaining({ name: 'MailLimitError', limit: 'mail-size' }));
    expect(parseHeaderOnly(raw).subject).toBe('help');
  });
});
