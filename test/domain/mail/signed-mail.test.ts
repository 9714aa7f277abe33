import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scanAttachment } from '../../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../../shared/domain/attachments/scan-budget.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aCms } from '../../support/a-cms.ts';
import { aMail } from '../../support/a-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

/** What was signed: a text and a file. */
const content = rawMail(
  'Content-Type: multipart/mixed; boundary=i',
  '',
  ...[
    '--i',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'The cold room is at 19 =C2=B0C.',
  ],
  ...['--i', 'Content-Type: application/pdf; name=alarm.pdf', 'Content-Disposition: attachment', '', '%PDF-1.4', '--i--'],
);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/.{64}/g, '$&\r\n');
const smime = (cms: Uint8Array, type = 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m') =>
  parseMail(rawMail('From: a@fabrikam.example', `Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', '', base64(cms)));

describe('a mail that is signed as a whole shows its text and files, without any key', () => {
  const types = [
    'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
    'application/x-pkcs7-mime; name=smime.p7m',
    'application/pkcs7-mime',
    'application/octet-stream; name=smime.p7m',
    'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
  ];
  test.each(types)('as %s', (type) => {
    const mail = smime(aCms('signed', content), type);
    expect(mail.text).toBe('The cold room is at 19 °C.');
    expect(mail.parts).toMatchObject([{ name: 'alarm.pdf', contentType: 'application/pdf', foundIn: 'signed' }]);
    expect(mail.defects).not.toContainEqual(remark('sealed'));
  });

  test('with indefinite lengths and the content in pieces, as Apple Mail and Bouncy Castle write it', () => {
    expect(smime(aCms('signed', content, true)).text).toBe('The cold room is at 19 °C.');
  });

  test('as binary, as a text with the lines of PEM', () => {
    const head = Buffer.from('From: a@fabrikam.example\r\nContent-Type: application/pkcs7-mime\r\n');
    const binary = Buffer.concat([head, Buffer.from('Content-Transfer-Encoding: binary\r\n\r\n'), aCms('signed', content)]);
    expect(parseMail(binary).text).toBe('The cold room is at 19 °C.');
    const plain = Buffer.concat([head, Buffer.from(`\r\n${base64(aCms('signed', content))}`)]);
    expect(parseMail(plain).text).toBe('The cold room is at 19 °C.');
  });

  test('compressed (RFC 3274), and signed twice', () => {
    expect(smime(aCms('compressed', deflateSync(content))).text).toBe('The cold room is at 19 °C.');
    const header = 'Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    expect(smime(aCms('signed', Buffer.from(header + base64(aCms('signed', content))))).text).toBe('The cold room is at 19 °C.');
  });

  test('a list put its footer below it', () => {
    const part = ['Content-Type: application/pkcs7-mime', 'Content-Transfer-Encoding: base64', '', base64(aCms('signed', content))];
    const mail = parseMail(rawMail('Content-Type: multipart/mixed; boundary=o', '', '--o', ...part, '--o', '', 'the list', '--o--'));
    expect(mail.text).toBe('The cold room is at 19 °C.\nthe list');
  });
});

describe('what stays a file', () => {
  test('an encrypted mail, and a defect says so', () => {
    const mail = smime(aCms('enveloped', content));
    expect([mail.text, mail.parts.map(({ name }) => name)]).toEqual(['', ['smime.p7m']]);
    expect(mail.defects.at(-1)).toEqual(remark('sealed'));
  });

  test('a signed document, which is not a mail', () => {
    const cms = aCms('signed', Buffer.from('%PDF-1.4 contract'));
    const file = { name: 'contract.pdf.p7m', type: 'application/pkcs7-mime', content: cms };
    const { text, parts } = parseMail(aMail({ text: 'Signed.', attachments: [file] }));
    expect([text, parts.map(({ name }) => name)]).toEqual(['Signed.', ['contract.pdf.p7m']]);
  });

  test('a compressed one that would fill the memory', () => {
    const bomb = Buffer.concat([Buffer.from('Content-Type: text/plain\r\n\r\n'), Buffer.alloc(70_000_000, 'a')]);
    expect(smime(aCms('compressed', deflateSync(bomb, { level: 1 }))).parts.map(({ name }) => name)).toEqual(['smime.p7m']);
  });

  test('one that is signed a hundred times: the sixth is not opened', () => {
    const header = 'Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    let cms = aCms('signed', content);
    for (let level = 0; level < 10; level += 1) cms = aCms('signed', Buffer.from(header + base64(cms)));
    expect(smime(cms).parts).toMatchObject([{ contentType: 'application/pkcs7-mime', foundIn: 'signed' }]);
  });
});

test('a program in a signed mail that is attached is seen', () => {
  const program = aMail({ attachments: [{ name: 'setup.exe', content: 'MZ' }] });
  const signed = rawMail(
    'From: a@fabrikam.example',
    'Content-Type: application/pkcs7-mime',
    'Content-Transfer-Encoding: base64',
    '',
    base64(aCms('signed', Buffer.from(program).subarray(Buffer.from(program).indexOf('MIME-Version')))),
  );
  const [part] = parseMail(aMail({ attachments: [{ type: 'message/rfc822', content: signed }] })).parts;
  const verdict = part && scanAttachment(part, scanBudget(Policy.parse({})));
  expect(verdict?.blocked?.reason).toEqual(
    remark('contains-blocked', { name: 'setup.exe', why: remark('extension-blocked', { extension: 'exe' }) }),
  );
});

test('it is read whatever the bytes are: changed, truncated, nested endlessly', () => {
  const whole = aCms('signed', content, true);
  for (let at = 0; at < whole.length; at += 1) {
    for (const byte of [0, 0x24, 0x30, 0x80, 0x84, 0xff]) {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      expect(() => smime(changed)).not.toThrow();
    }
    expect(() => smime(whole.subarray(0, at))).not.toThrow();
  }
  const endless = Buffer.concat([Buffer.from('3080', 'hex'), Buffer.from('2480'.repeat(100_000), 'hex')]);
  expect(smime(endless).parts).toHaveLength(1);
  expect(smime(Buffer.concat([whole.subarray(0, 60), Buffer.from('2480'.repeat(100_000), 'hex')])).parts).toHaveLength(1);
});
