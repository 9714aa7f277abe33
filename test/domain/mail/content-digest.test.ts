import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

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

describe('a copy that came another way is the same mail', () => {
  const through = (headers: Record<string, string | string[] | null>, more: MailShape = {}) => aMail({ ...shape, ...more, headers });
  const list = {
    'List-Id': 'The desk <desk.lists.fabrikam.example>',
    'List-Post': '<mailto:desk@lists.fabrikam.example>',
    'List-Unsubscribe': '<mailto:desk+unsubscribe@lists.fabrikam.example>, <https://lists.fabrikam.example/options/desk>',
    Precedence: 'list',
  };
  const footer = '_______________________________________________\r\nDesk mailing list\r\nhttps://lists.fabrikam.example/listinfo/desk\r\n';
  const html = '<p>Grüße</p>\r\n<p>Alice</p>\r\n';

  test.each<[string, Uint8Array]>([
    ['a list', through({ ...list, Sender: 'desk-bounces@lists.fabrikam.example', 'Reply-To': 'desk@lists.fabrikam.example' })],
    [
      'an old list',
      through({ 'Mailing-List': 'contact desk-help@fabrikam.example; run by ezmlm', 'X-BeenThere': 'desk@fabrikam.example' }),
    ],
    ['a list with a tag', through(list, { subject: '[desk] The printer is out of paper' })],
    ['a list with a counting tag', through({ 'X-ML-Name': 'desk' }, { subject: '[desk:00123] The printer is out of paper' })],
    [
      'a group of Microsoft 365',
      through({ 'X-MS-Exchange-Group': 'desk', 'Thread-Topic': 'Printer', 'Thread-Index': 'AdXyz', Importance: 'normal' }),
    ],
    [
      'a group of Google',
      through({ 'X-Google-Group-Id': '123', 'Mailing-List': 'list desk@fabrikam.example; contact desk+owners@fabrikam.example' }),
    ],
    ['an archiver', through({ 'Archived-At': 'Tue, 03 Nov 2026 09:30:01 -0000' })],
    ['a gateway that tags', through({ 'X-Priority': '3' }, { subject: '[EXTERNAL] *** SPAM *** The printer is out of paper' })],
    [
      'a gateway that writes names',
      through({ To: 'Contoso Support <support@contoso.example>', From: '"Fabrikam, Alice" <Alice@fabrikam.example>' }),
    ],
    [
      'a gateway that writes fields anew',
      through({ Subject: '=?utf-8?B?VGhlIHByaW50ZXIgaXMgb3V0IG9mIHBhcGVy?=', Date: 'Mon, 02 Nov 2026 08:00:00 GMT' }),
    ],
    ['a list with a footer', through(list, { text: `${shape.text}${footer}` })],
  ])('%s', async (_, copy) => {
    expect(await digest(copy)).toBe(await digest(mail));
  });

  test('a reply with the tag after its "Re:"', async () => {
    const answer: MailShape = { ...shape, subject: 'Re: Toner', references: ['<a@fabrikam.example>'] };
    expect(await digest(through(list, { ...answer, subject: 'Re: [desk] Toner' }))).toBe(await digest(aMail(answer)));
    expect(await digest(through(list, { ...answer, subject: '[desk] AW: Toner' }))).toBe(await digest(aMail(answer)));
  });

  test('a list that adds its footer as a separate part', async () => {
    const direct = aMail({ html });
    const body = (...parts: string[]) => `${parts.map((part) => `--b\r\n${part}`).join('')}--b--\r\n`;
    const copy = aMail({
      headers: { ...list, 'Content-Type': 'multipart/mixed; boundary="b"', 'Content-Transfer-Encoding': null },
      body: body(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`, `Content-Type: text/plain\r\n\r\n${footer}\r\n`),
    });
    expect(await digest(copy)).toBe(await digest(direct));
  });

  test('a group of Google with its footer in text and HTML', async () => {
    const words = 'You received this message because you are subscribed to the group "desk".';
    const leave = 'desk+unsubscribe@lists.fabrikam.example';
    const direct = aMail({ text: 'Hello\r\n', html });
    const copy = through(list, {
      attachments: [],
      text: `Hello\r\n\r\n-- \r\n${words}\r\nTo leave it, write to ${leave}.\r\n`,
      html: `${html}\r\n<p></p>\r\n\r\n-- <br />\r\n${words}<br />\r\nTo leave it, write to <a href="mailto:${leave}">${leave}</a>.<br />\r\n`,
    });
    expect(await digest(copy)).toBe(await digest(direct));
  });

  test('a list that wrote itself into From: its copy is recognised by the author’s mail, and not the other way round', async () => {
    const via = await parseMail(
      through({
        ...list,
        From: "'Alice Fabrikam' via Desk <desk@lists.fabrikam.example>",
        'X-Original-From': 'Alice Fabrikam <alice@fabrikam.example>',
      }),
    );
    const mailman = await parseMail(
      through({ ...list, From: 'Alice Fabrikam via Desk <desk@lists.fabrikam.example>', 'Reply-To': 'Alice <alice@fabrikam.example>' }),
    );
    const direct = await parseMail(mail);
    for (const copy of [via, mailman]) {
      expect(copy.knownSha256s).toContain(direct.contentSha256);
      expect(copy.contentSha256).not.toBe(direct.contentSha256);
      expect(direct.knownSha256s).not.toContain(copy.contentSha256);
    }
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
    ['author', { ...shape, from: 'Alice Fabrikam <alice@stranger.example>' }],
    [
      'author behind the same name of a list',
      { ...shape, headers: { 'X-Original-From': 'alice@fabrikam.example' }, from: 'x@stranger.example' },
    ],
    ['copy', { ...shape, cc: 'bob@fabrikam.example' }],
    ['date', { ...shape, date: 'Mon, 02 Nov 2026 09:00:01 +0100' }],
    ['mail that it answers', { ...shape, references: ['<root@fabrikam.example>'] }],
    ['text below a rule, without a list', { ...shape, text: 'Grüße\r\nAlice\r\n______________\r\nPS: desk@lists.fabrikam.example\r\n' }],
    [
      'text below a rule, that does not name the list',
      { ...shape, text: 'Grüße\r\nAlice\r\n______________\r\nPS: today\r\n', headers: { 'List-Id': '<desk.fabrikam.example>' } },
    ],
    ['number of a ticket', { ...shape, subject: '[Ticket #SUP-1001] The printer is out of paper' }],
  ];
  test.each(others)('%s', async (_, other) => {
    expect(await digest(aMail(other))).not.toBe(await digest(mail));
  });
});

test('mails of monitors that use one Message-ID and no date are distinguished by the tags of their subjects', async () => {
  const alert = (subject: string) => aMail({ date: null, subject, text: 'See the dashboard.' });
  expect(await digest(alert('[OK] disk 1'))).not.toBe(await digest(alert('[FULL] disk 1')));
});

test.each([
  ['rules', '_____\n'],
  ['tags', '<p></p>'],
  ['open tags', '<p <p '],
  ['blanks', ' '],
  ['addresses of the list', 'desk@fabrikam.example\n'],
])('a megabyte of %s is looked through once for the footer of a list', async (_, piece) => {
  const headers = { 'List-Id': '<desk.fabrikam.example>', 'List-Post': '<mailto:desk@fabrikam.example>' };
  const text = `${piece.repeat(1_000_000 / piece.length)}desk@fabrikam.example`;
  const costs = async (raw: Uint8Array) => {
    const before = process.cpuUsage();
    await parseMail(raw);
    return process.cpuUsage(before).user;
  };
  const [plain, list] = [aMail({ text }), aMail({ text, headers })];
  await costs(list);
  expect(await costs(list)).toBeLessThan(3 * (await costs(plain)) + 100_000);
});
