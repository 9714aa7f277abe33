import { describe, expect, test } from 'vitest';
import { parseMail } from '../../shared/domain/parse-mail.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { rawMail } from '../support/raw-mail.ts';

const digest = async (raw: Uint8Array) => (await parseMail(raw)).contentSha256;
const text = (raw: Uint8Array) => Buffer.from(raw).toString('latin1');
const shape: MailShape = { text: 'Grüße\r\nAlice\r\n', attachments: [{ name: 'a.bin', content: Buffer.from([0, 1, 2]) }] };
const mail = aMail(shape);

describe('copies of one mail have one digest', () => {
  const copies: [string, Uint8Array][] = [
    [
      'delivered to two mailboxes',
      Buffer.concat([rawMail('Return-Path: <a@x>', 'Delivered-To: support@contoso.example', 'Received: from a by b; now'), mail]),
    ],
    [
      'judged by another system',
      Buffer.concat([rawMail('Authentication-Results: mx; spf=pass', 'X-Spam-Score: 3', 'X-MS-Exchange-Organization-SCL: 1'), mail]),
    ],
    ['resent', Buffer.concat([rawMail('Resent-From: bob@x.example', 'Resent-To: helpdesk@contoso.example'), mail])],
    ['stored with LF', Buffer.from(text(mail).replaceAll('\r\n', '\n'), 'latin1')],
    ['folded anew', Buffer.from(text(mail).replace('is out', 'is\r\n\tout'), 'latin1')],
    [
      'with other boundaries',
      Buffer.from(
        text(mail)
          .replaceAll(/boundary="([^"]+)"/g, 'boundary="other"')
          .replaceAll(/^--(?!other)[^\r\n]*?(--)?\r$/gm, '--other$1\r'),
        'latin1',
      ),
    ],
    ['with empty lines at its end', Buffer.concat([mail, rawMail('', '')])],
  ];
  test.each(copies)('%s', async (_, copy) => {
    expect(Buffer.from(copy).equals(mail)).toBe(false);
    expect(await digest(copy)).toBe(await digest(mail));
  });

  test('the raw digest tells them apart', async () => {
    const [copy] = copies;
    expect((await parseMail(copy?.[1] ?? mail)).rawSha256).not.toBe((await parseMail(mail)).rawSha256);
  });
});

describe('another mail under the same Message-ID has another', () => {
  const others: [string, MailShape][] = [
    ['text', { ...shape, text: 'Grüße\r\nBob\r\n' }],
    ['subject', { ...shape, subject: 'Another' }],
    ['recipient', { ...shape, to: 'helpdesk@contoso.example' }],
    ['bytes of a file', { ...shape, attachments: [{ name: 'a.bin', content: Buffer.from([0, 1, 3]) }] }],
    ['name of a file', { ...shape, attachments: [{ name: 'b.bin', content: Buffer.from([0, 1, 2]) }] }],
    ['HTML beside the same text', { ...shape, html: '<p>Grüße</p>' }],
  ];
  test.each(others)('%s', async (_, other) => {
    expect(await digest(aMail(other))).not.toBe(await digest(mail));
  });
});
