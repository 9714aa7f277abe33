import { expect, test } from 'vitest';
import { mailLimits } from '../../../shared/domain/mail/mail-limits.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';

/**
 * While one mail is decoded, no other is and no webhook is answered. So bytes are cut before they
 * are decoded, and each is read only a few times.
 */
const aBigMail = (fields: string, unit: string, bytes = 6_000_000) =>
  Buffer.from(`From: a@fabrikam.example\r\n${fields}\r\n\r\n${unit.repeat(bytes / unit.length)}`, 'latin1');

const cpuMs = (raw: Buffer): number => {
  const before = process.cpuUsage();
  parseMail(raw);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const leastOf = (raw: Buffer) => Math.min(cpuMs(raw), cpuMs(raw), cpuMs(raw));

test.each([
  ['UTF-7', 'Content-Type: text/plain; charset=utf-7', '+AOQ-'],
  ['HZ', 'Content-Type: text/plain; charset=hz-gb-2312', '~{4r~}'],
  ['ISO-2022-KR', 'Content-Type: text/plain; charset=iso-2022-kr', '\x0e0m\x0f'],
  ['nothing but broken UTF-8', 'Content-Type: text/plain; charset=utf-8', '\xff'],
  ['base64 of one letter a line', 'Content-Transfer-Encoding: base64', 'Q\n'],
  ['base64 of empty lines', 'Content-Transfer-Encoding: base64', '\n'],
  ['base64 that pads each line', 'Content-Transfer-Encoding: base64', 'QQ==\r\n'],
  ['uuencode', 'Content-Transfer-Encoding: x-uuencode', '#86%A\n'],
])('a mail of 6 MB in %s costs little more than one of plain words', (_, fields, unit) => {
  const plain = leastOf(aBigMail('Content-Type: text/plain', 'words\n'));
  expect(leastOf(aBigMail(fields, unit)) / plain).toBeLessThan(30);
});

test('the whole of a text that is cut is a file, and a defect says so', () => {
  const mail = parseMail(aBigMail('Content-Type: text/plain; charset=utf-7', '+AOQ-'));
  expect(mail.text).toBe('ä'.repeat((mailLimits.bodyLength * mailLimits.bytesPerCharacter) / 5));
  expect(mail.parts).toMatchObject([{ name: 'message.txt', size: 6_000_000 }]);
  expect(mail.defects).toContainEqual(remark('text-too-long', { most: 1_000_000 }));
});

test('it is cut between two characters: UTF-8 stays UTF-8, under a wrong name too', () => {
  const text = Buffer.from('äöü€'.repeat(700_000)).toString('latin1');
  const mail = parseMail(aBigMail('Content-Type: text/plain; charset=iso-8859-1', text, text.length));
  expect(mail.text.slice(0, 8)).toBe('äöü€äöü€');
  expect(mail.text.length).toBe(mailLimits.bodyLength);
});

test('a hundred texts side by side have one limit together; the rest are files', () => {
  const part = `--b\r\nContent-Type: text/plain\r\n\r\n${'a line of words\r\n'.repeat(2500)}`;
  const raw = Buffer.from(`From: a@fabrikam.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(100)}--b--\r\n`);
  const mail = parseMail(raw);
  expect(mail.text.length).toBeLessThan(mailLimits.bodyLength + 200);
  expect(mail.parts.filter(({ name }) => name === 'message.txt').length).toBeGreaterThan(60);
});

test('thousands of raw fields in unknown charsets are not all guessed at; what is guessed first is right', () => {
  const cyrillic = Buffer.from('cff0e8edf2e5f020ede520f0e0e1eef2e0e5f22e20', 'hex').toString('latin1').repeat(4);
  const part = `--b\r\n${Array.from({ length: 150 }, (_, index) => `X-${index}: ${cyrillic}`).join('\r\n')}\r\n\r\nx\r\n`;
  const head = `From: a@fabrikam.example\r\nSubject: ${cyrillic}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`;
  const raw = Buffer.from(`${head}${part.repeat(300)}--b--\r\n`, 'latin1');
  expect(parseMail(raw).subject).toBe('Принтер не работает. '.repeat(4).trim());
  const ascii = Buffer.from(raw.map((byte) => byte & 0x7f));
  expect(leastOf(raw) / leastOf(ascii)).toBeLessThan(20);
});
