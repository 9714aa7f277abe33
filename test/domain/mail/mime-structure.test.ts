import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { rawMail } from '../../support/raw-mail.ts';

/**
 * Multiparts whose header and body do not agree: what the body shows counts, and raw MIME is never
 * shown.
 */
const parts = (boundary: string) => [
  `--${boundary}`,
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'It prints =E2=82=AC as a box.',
  `--${boundary}`,
  'Content-Type: application/pdf; name=page.pdf',
  'Content-Disposition: attachment',
  '',
  '%PDF-1.4',
  `--${boundary}--`,
];
const read = (lines: string[]) => {
  const mail = parseMail(rawMail('From: a@fabrikam.example', 'Message-ID: <a@fabrikam.example>', ...lines));
  return { ...mail, names: mail.parts.map(({ name }) => name) };
};

describe('text and file of a multipart', () => {
  test.each([
    ['above it', ['Content-Type: multipart/mixed; boundary=unused', 'Content-Type: multipart/mixed; boundary=b']],
    ['below it', ['Content-Type: multipart/mixed; boundary=b', 'Content-Type: multipart/mixed; boundary=unused']],
    ['that says plain text', ['Content-Type: text/plain', 'Content-Type: multipart/mixed; boundary=b']],
  ])('with a second Content-Type %s', (_, types) => {
    expect(read([...types, '', ...parts('b')])).toMatchObject({ text: 'It prints € as a box.', names: ['page.pdf'], defects: [] });
  });

  test.each([
    ['another one', 'multipart/mixed; boundary="of-somebody-else"', []],
    ['its beginning only', 'multipart/mixed; boundary="=_b"', []],
    ['none, below some words', 'multipart/mixed', ['A line of words.', '-- ', 'and more', '']],
    ['another one, below a remark', 'multipart/mixed; boundary="x"', ['This is a multi-part message in MIME format.', '']],
  ])('whose header names %s as the boundary', (_, type, preamble) => {
    const mail = read([`Content-Type: ${type}`, '', ...preamble, ...parts('=_b7')]);
    expect(mail).toMatchObject({ text: 'It prints € as a box.', names: ['page.pdf'] });
    if (type.includes('boundary')) expect(mail.defects).toEqual([remark('other-boundary')]);
  });

  test('whose parts have no header of their own', () => {
    expect(read(['Content-Type: multipart/mixed; boundary=x', '', '--b', '', 'first', '--b', '', 'second', '--b--']).text).toBe(
      'first\nsecond',
    );
  });

  test('that begins without the empty line below the header', () => {
    const mail = read(['Content-Type: multipart/mixed; boundary=b', 'X-Scanned: yes', ...parts('b')]);
    expect(mail).toMatchObject({ text: 'It prints € as a box.', names: ['page.pdf'] });
    expect(mail.defects).toEqual([remark('header-not-separated')]);
  });
});

test('a plain text with dashes stays one, even if it is declared a multipart', () => {
  const lines = ['Dear all,', '--------', 'see below', '-- ', 'Alice'];
  expect(read(['', ...lines]).text).toBe(`${lines.join('\n')}\n`);
  expect(read(['Content-Type: multipart/mixed; boundary=x', '', ...lines]).text).toBe(`${lines.join('\n')}\n`);
});

test.each([
  ['filename=Invoice 2026 (copy 2).pdf', 'Invoice 2026 (copy 2).pdf'],
  ['filename=Invoice 2026 (copy 2).pdf; size=65', 'Invoice 2026 (copy 2).pdf'],
  ['filename=Offer as of\r\n 17.04.26 (final).pdf', 'Offer as of 17.04.26 (final).pdf'],
  ['filename=(copy) a.pdf', '(copy) a.pdf'],
  ['filename="a.pdf" (a remark)', 'a.pdf'],
  ['(a remark) filename="a (2).pdf"', 'a (2).pdf'],
  ['filename="a.pdf"; (a; remark) size=65', 'a.pdf'],
])('a file called %s', (parameter, name) => {
  expect(read([`Content-Disposition: attachment; ${parameter}`, 'Content-Type: application/pdf', '', 'x']).names).toEqual([name]);
});
