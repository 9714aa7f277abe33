import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { rawMail } from '../../support/raw-mail.ts';

const read = (...lines: string[]) => parseMail(rawMail(...lines));
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

describe('From', () => {
  const senders: [string, string, string | null][] = [
    ['Doe, Jane <jane@fabrikam.example>', 'jane@fabrikam.example', 'Doe, Jane'],
    ['=?utf-8?Q?M=C3=BCller=2C_Jan?= <jan@fabrikam.example>', 'jan@fabrikam.example', 'Müller, Jan'],
    ['"=?utf-8?Q?M=C3=BCller=2C_Jan?=" <jan@fabrikam.example>', 'jan@fabrikam.example', 'Müller, Jan'],
    ['=?utf-8?Q?Jane_<jane@fabrikam.example>?=', 'jane@fabrikam.example', 'Jane'],
    ['jane@fabrikam.example (Jane Doe)', 'jane@fabrikam.example', 'Jane Doe'],
    ['JANE@Fabrikam.Example.', 'jane@fabrikam.example', null],
    ['<mailto:jane@fabrikam.example>', 'jane@fabrikam.example', null],
    ['Jane Doe jane@fabrikam.example', 'jane@fabrikam.example', 'Jane Doe'],
    ['Jane <jane@fabrikam.example', 'jane@fabrikam.example', 'Jane'],
    ['"Jane" "Doe" <jane@fabrikam.example>', 'jane@fabrikam.example', 'Jane Doe'],
    ['Support: Jane <jane@fabrikam.example>, Bob <bob@fabrikam.example>;', 'jane@fabrikam.example', 'Jane'],
    ['H\xe5vard <h@fabrikam.example>', 'h@fabrikam.example', 'Håvard'],
    ['MAILER-DAEMON (Mail Delivery Subsystem)', 'mailer-daemon', null],
  ];
  test.each(senders)('%s', async (value, address, name) => {
    expect((await read(`From: ${value}`, '', 'x')).from).toEqual({ address, name });
  });

  test('of several fields the first with an address counts, and a defect says so', async () => {
    const mail = await read('From: [?????]', 'From: Jane <jane@fabrikam.example>', 'Message-ID: <a@b>', '', 'x');
    expect(mail.from?.address).toBe('jane@fabrikam.example');
    expect(mail.defects).toEqual([remark('several-from', { count: 2 })]);
  });

  test('without one, Sender and then Return-Path say who wrote', async () => {
    expect((await read('Sender: bob@fabrikam.example', 'Return-Path: <b@x.example>', '', 'x')).from?.address).toBe('bob@fabrikam.example');
    expect((await read('Return-Path: <b@x.example>', '', 'x')).from?.address).toBe('b@x.example');
    expect((await read('Subject: x', '', 'x')).from).toBeNull();
  });

  test('groups are opened; an empty one is nobody', async () => {
    expect((await read('To: undisclosed-recipients:;', '', 'x')).to).toEqual([]);
    expect((await read('To: Team: a@x.example, b@x.example;, c@x.example', '', 'x')).to.map(({ address }) => address)).toEqual([
      'a@x.example',
      'b@x.example',
      'c@x.example',
    ]);
  });
});

describe('Date', () => {
  const dates: [string, string | null][] = [
    ['Mon, 02 Nov 2026 09:00:00 +0100', '2026-11-02T08:00:00.000Z'],
    ['Mon, 2 Nov 26 09:00 EST (comment)', '2026-11-02T14:00:00.000Z'],
    ['Mon, 2 Nov 1998 09:00:00 GMT', '1998-11-02T09:00:00.000Z'],
    ['Mon Nov  2 09:00:00 2026', '2026-11-02T09:00:00.000Z'],
    ['November 2, 2026 9:05 PM', '2026-11-02T21:05:00.000Z'],
    ['2026-11-02T09:00:00+01:00', '2026-11-02T08:00:00.000Z'],
    ['2026-11-02 09:00:00Z', '2026-11-02T09:00:00.000Z'],
    ['02.11.2026 09.00.00', '2026-11-02T09:00:00.000Z'],
    ['2-Nov-2026 09:00:00 +0000', '2026-11-02T09:00:00.000Z'],
    ['Mon, 02 Nov 2026 25:00:00 +0100', null],
    ['yesterday', null],
    ['Mon, 02 Nov 1901 09:00:00 +0100', null],
  ];
  test.each(dates)('%s', async (value, expected) => {
    expect((await read(`Date: ${value}`, '', 'x')).date?.toISOString() ?? null).toBe(expected);
  });
});

describe('Message-IDs', () => {
  const references: [string, string[]][] = [
    ['<a@x>, <b@x>,<c@x>', ['<a@x>', '<b@x>', '<c@x>']],
    ['a@x b@x', ['<a@x>', '<b@x>']],
    ['<a@x><b@x> <a@x>', ['<a@x>', '<b@x>']],
    ['<a-very-long-\r\n id@x>', ['<a-very-long-id@x>']],
    ['<a@x>\r\n<b@x>', ['<a@x>', '<b@x>']],
    ['your message of Monday (alice)', []],
  ];
  test.each(references)('References: %j', async (value, expected) => {
    expect((await read(`References: ${value}`, 'From: a@x.example', '', 'x')).references).toEqual(expected);
  });

  test('a mail without one gets one from its content, the same for each copy', async () => {
    const [first, copy, other] = await Promise.all([
      read('Subject: a', '', 'x'),
      read('Received: by z', 'Subject: a', '', 'x'),
      read('Subject: b', '', 'x'),
    ]);
    expect(first).toMatchObject({ messageIdMissing: true, messageId: expect.stringMatching(/^<[0-9a-f]{32}@missing\.invalid>$/) });
    expect(copy?.messageId).toBe(first?.messageId);
    expect(other?.messageId).not.toBe(first?.messageId);
  });

  test('one word is one, with or without brackets', async () => {
    expect((await read('Message-ID: abc', '', 'x')).messageId).toBe('<abc>');
    expect((await read('Message-ID: a@x', '', 'x')).messageId).toBe('<a@x>');
  });
});

describe('names of files', () => {
  const names: [string, string | null][] = [
    ['filename=Invoice(1).pdf', 'Invoice(1).pdf'],
    ['filename=two words.pdf', 'two words.pdf'],
    ['filename="semi;colon.pdf" (comment)', 'semi;colon.pdf'],
    ['filename="C:\\temp\\a.txt"', 'C:\\temp\\a.txt'],
    ['filename="=?utf-8?Q?=C3=84rger.pdf?="', 'Ärger.pdf'],
    ["filename*=utf-8''%C3%84rger.pdf; filename=Aerger.pdf", 'Ärger.pdf'],
    ["filename*0*=iso-8859-1'de'%C4r; filename*1=ger; filename*2=.pdf", 'Ärger.pdf'],
    ['filename*0="long "; filename*1="name.pdf"', 'long name.pdf'],
    ['filename="\xc4rger.pdf"', 'Ärger.pdf'],
    [`filename="${utf8('Ärger.pdf')}"`, 'Ärger.pdf'],
    ['filename=" "', null],
    [`filename="${'\\\\'.repeat(5000)}`, '\\'.repeat(500)],
  ];
  test.each(names)('%s', async (parameter, expected) => {
    const mail = await read('Content-Type: application/pdf', `Content-Disposition: attachment; ${parameter}`, '', '%PDF');
    expect(mail.parts[0]?.name ?? null).toBe(expected);
  });
});

describe('broken structure', () => {
  test('an mbox line and empty lines at the beginning, a field with a space before it', async () => {
    expect((await read('From alice@x.example Mon Nov  2 09:00:00 2026', 'Subject: a', '', 'x')).subject).toBe('a');
    expect((await read('', '', ' Subject: a', '', 'x')).subject).toBe('a');
  });

  test('a header line that lost the space of its continuation', async () => {
    const mail = await read('Subject: one', 'two', 'From: a@x.example', 'Content-Type: text/plain;', 'charset=utf-8', '', 'x');
    expect([mail.subject, mail.from?.address, mail.text]).toEqual(['one two', 'a@x.example', 'x\n']);
  });

  test('a body without an empty line before it', async () => {
    const mail = await read('Subject: a', 'Hello Bob', 'note: this is text', '', 'Bye');
    expect(mail.text).toBe('Hello Bob\nnote: this is text\n\nBye\n');
    expect(mail.defects).toContainEqual(remark('header-not-separated'));
  });

  test('a boundary that the header lost; a part without header; a mail that was cut', async () => {
    const mail = await read('From: a@x.example', '', '--b', 'Content-Type: text/plain', '', 'one', '--b', 'two');
    expect(mail.text).toBe('one\ntwo\n');
    expect(mail.defects).toContainEqual(remark('end-is-missing'));
  });

  test('a mail that quotes another one stays a text', async () => {
    const mail = await read(
      'From: a@x.example',
      '',
      'Below is a copy.',
      '',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>',
      '--b--',
    );
    expect(mail.text).toContain('Content-Type: multipart/mixed');
  });

  test('nested parts with one boundary for all', async () => {
    const mail = await read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      'one',
      '--b--',
      '--b',
      '',
      'two',
      '--b--',
    );
    expect(mail.text).toBe('one\ntwo');
  });

  test('line ends of old Macs, and doubled CRs', async () => {
    expect((await parseMail(Buffer.from('Subject: a\r\rx\r'))).subject).toBe('a');
    expect((await parseMail(Buffer.from('Subject: a\r\r\n\r\r\nx\r\r\n'))).text.trim()).toBe('x');
  });

  test('line ends of old Macs after the fields that a server added', async () => {
    const old = 'From: alice@fabrikam.example\rSubject: Old\rMessage-ID: <old@fabrikam.example>\r\rOne.\rTwo.\r';
    const mail = await parseMail(Buffer.from(`Return-Path: <>\r\nReceived: from x by y; Mon, 2 Nov 2026 10:00:00 +0000\r\n${old}`));
    expect(mail).toMatchObject({ from: { address: 'alice@fabrikam.example' }, subject: 'Old', text: 'One.\nTwo.\n' });
    expect(mail.headers.map(({ name }) => name)).toEqual(['return-path', 'received', 'from', 'subject', 'message-id']);
  });

  test('nothing at all', async () => {
    expect(await parseMail(Buffer.alloc(0))).toMatchObject({ from: null, subject: '', text: '', parts: [], messageIdMissing: true });
  });
});
