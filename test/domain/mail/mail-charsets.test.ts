import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

const read = (...lines: string[]) => parseMail(rawMail(...lines));
const bytes = (...values: number[]) => String.fromCharCode(...values);
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

describe('charsets', () => {
  const cyrillic = [0xcf, 0xf0, 0xe8, 0xed, 0xf2, 0xe5, 0xf0, 0x20, 0xed, 0xe5, 0x20, 0xf0, 0xe0, 0xe1, 0xee, 0xf2, 0xe0, 0xe5, 0xf2];
  const bodies: [string, string, string, string][] = [
    ['UTF-8 that is called Latin-1', 'text/plain; charset=iso-8859-1', utf8('Grüße'), 'Grüße'],
    ['UTF-8 that is called ASCII', 'text/plain; charset=us-ascii', utf8('naïve – 東京'), 'naïve – 東京'],
    ['Latin-1 that is called UTF-8', 'text/plain; charset=utf-8', 'Gr\xfc\xdfe', 'Grüße'],
    ['UTF-8 that was cut within a character', 'text/plain; charset=utf-8', utf8('Grüße aus Köln ä').slice(0, -1), 'Grüße aus Köln \ufffd'],
    ['Windows-1252 that is called Latin-1', 'text/plain; charset=iso-8859-1', '\x93quoted\x94 \x80 5', '“quoted” € 5'],
    ['ISO-8859-15 by its name', 'text/plain; charset=iso-8859-15', '5 \xa4', '5 €'],
    [
      'Windows-1251 that is called Latin-1',
      'text/plain; charset=iso-8859-1',
      `${bytes(...cyrillic)}. `.repeat(4),
      'Принтер не работает. '.repeat(4),
    ],
    ['Windows-1251 without a name', 'text/plain', `${bytes(...cyrillic)}. `.repeat(4), 'Принтер не работает. '.repeat(4)],
    ['KOI8-R by its name', 'text/plain; charset=koi8-r', bytes(0xf0, 0xd2, 0xc9, 0xce, 0xd4, 0xc5, 0xd2), 'Принтер'],
    ['GB18030 that is called GB2312', 'text/plain; charset=gb2312', bytes(0xb4, 0xf2, 0xd3, 0xa1, 0xbb, 0xfa, 0x96, 0x7c), '打印机東'],
    ['HZ', 'text/plain; charset=hz-gb-2312', 'printer ~{4rS!;z~}', 'printer 打印机'],
    ['ISO-2022-JP that is called ASCII', 'text/plain; charset=us-ascii', '\x1b$B%W%j%s%?\x1b(B', 'プリンタ'],
    [
      'EUC-JP that is called ISO-2022-JP',
      'text/plain; charset=iso-2022-jp',
      bytes(0xa5, 0xd7, 0xa5, 0xea, 0xa5, 0xf3, 0xa5, 0xbf, 0xa4, 0xac, 0xb2, 0xf5, 0xa4, 0xec, 0xa4, 0xde, 0xa4, 0xb7, 0xa4, 0xbf),
      'プリンタが壊れました',
    ],
    ['UTF-7', 'text/plain; charset=utf-7', 'Gr+APwA3w-e', 'Grüße'],
    ['UTF-7 with plus signs', 'text/plain; charset=unicode-1-1-utf-7', '1 +- 1, +2D3eAA- +AOQ.', '1 + 1, 😀 ä.'],
    ['ISO-2022-KR', 'text/plain; charset=iso-2022-kr', '\x1b$)C\x0eGA80EM\x0f 3\n\x0e0m@e\x0f', '프린터 3\n고장'],
    ['ISO-2022-KR without a name', 'text/plain', '\x1b$)C\x0eGA80EM\x0f', '프린터'],
    ['ISO-2022-CN', 'text/plain; charset=iso-2022-cn', '\x1b$)A\x0e4rS!;z\x0f ok', '打印机 ok'],
    [
      'Shift_JIS that is called ISO-2022-JP',
      'text/plain; charset=iso-2022-jp',
      bytes(0x83, 0x76, 0x83, 0x8a, 0x83, 0x93, 0x83, 0x5e),
      'プリンタ',
    ],
    ['EUC-KR that is called ISO-2022-KR', 'text/plain; charset=iso-2022-kr', bytes(0xc7, 0xc1, 0xb8, 0xb0, 0xc5, 0xcd), '프린터'],
    ['GB 2312 that is called HZ', 'text/plain; charset=hz-gb-2312', bytes(0xb4, 0xf2, 0xd3, 0xa1, 0xbb, 0xfa), '打印机'],
    ['Latin-1 that is called UTF-7', 'text/plain; charset=utf-7', 'Gr\xfc\xdfe', 'Grüße'],
    ['UTF-16 with its mark', 'text/plain', bytes(0xff, 0xfe, 0x48, 0, 0x69, 0), 'Hi'],
    ['a code page of DOS', 'text/plain; charset=cp850', 'Gr\x81\xe1e', 'Grüße'],
    ['a name that nobody knows', 'text/plain; charset=x-own', 'Gr\xfc\xdfe', 'Grüße'],
    [
      'HTML that names its charset itself',
      'text/html',
      '<meta charset="windows-1253"><p>\xc5\xea\xf4\xf5\xf0\xf9\xf4\xde\xf2',
      'Εκτυπωτής',
    ],
  ];
  test.each(bodies)('%s', async (_, type, body, expected) => {
    const mail = await read(
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(body, 'latin1').toString('base64'),
    );
    expect(mail.text).toBe(expected);
  });

  const subjects: [string, string, string][] = [
    ['raw UTF-8', utf8('Störung'), 'Störung'],
    ['raw Latin-1', 'St\xf6rung', 'Störung'],
    ['raw ISO-2022-JP', '\x1b$B%W%j%s%?\x1b(B', 'プリンタ'],
    ['an encoded word', '=?utf-8?Q?St=C3=B6rung?=', 'Störung'],
    ['a character cut between two words', '=?utf-8?B?U3TD?= =?utf-8?B?tnJ1bmc=?=', 'Störung'],
    ['Japanese words that each return to ASCII', '=?ISO-2022-JP?B?GyRCJVclahsoQg==?= =?ISO-2022-JP?B?GyRCJXMlPxsoQg==?=', 'プリンタ'],
    ['Shift_JIS in a word that says ISO-2022-JP', '=?ISO-2022-JP?B?g3aDioOTg14=?=', 'プリンタ'],
    ['ISO-2022-KR', '=?iso-2022-kr?B?GyQpQw5HQTgwRU0P?=', '프린터'],
    ['a language tag (RFC 2231)', '=?us-ascii*en-us?q?out_of_paper?=', 'out of paper'],
    ['UTF-8 that the word calls Latin-1', '=?iso-8859-1?Q?St=C3=B6rung?=', 'Störung'],
    ['raw 8-bit text in a word', '=?iso-8859-1?Q?St\xf6rung?=', 'Störung'],
    ['a word within a word', 'Re:=?utf-8?Q?St=C3=B6rung?=!', 'Re:Störung!'],
    ['blanks and a question mark in a word', '=?utf-8?Q?What is wrong??= now', 'What is wrong? now'],
    ['a word without its end', 'Fwd: =?utf-8?B?U3TDtnJ1bmc', 'Fwd: Störung'],
    ['something that only looks like a word', 'is 1=?2', 'is 1=?2'],
  ];
  test.each(subjects)('Subject: %s', async (_, value, expected) => {
    expect((await read(`Subject: ${value}`, '', 'x')).subject).toBe(expected);
  });
});

test('raw Shift_JIS in the subject of a mail that says ISO-2022-JP', async () => {
  const mail = await read('Subject: \x83\x76\x83\x8a\x83\x93\x83\x5e', 'Content-Type: text/plain; charset=iso-2022-jp', '', 'x');
  expect(mail.subject).toBe('プリンタ');
});
