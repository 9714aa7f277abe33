import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { generatedMails } from '../../../bench/generated-mails.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { gatewayReports } from '../../fixtures/bounces/gateway-reports.ts';
import { serverReports } from '../../fixtures/bounces/server-reports.ts';
import { aMail } from '../../support/a-mail.ts';
import { rawMail } from '../../support/raw-mail.ts';

/** What both parsers read in a mail, in one form. */
type Told = { from: string; to: string; subject: string; text: string; files: string };
type Field = keyof Told;

const html = (raw: string) => rawMail('Content-Type: text/html; charset=utf-8', '', raw);
const withPart = (...header: string[]) =>
  rawMail('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'See the file.', '--b', ...header, '', 'content', '--b--');

/** One mail of each shape that our tests know. */
const mails: Record<string, Uint8Array> = {
  'a plain mail': aMail(),
  'text and HTML': aMail({ text: 'plain', html: '<p>rich</p>' }),
  'only HTML': html('<p>only <b>rich</b></p>'),
  'HTML with a list and a link': html('<ul><li>one</li><li>two</li></ul><a href="https://contoso.example/">here</a>'),
  'several recipients': aMail({ to: 'Support <support@contoso.example>, bob@fabrikam.example' }),
  'a group of recipients': aMail({ to: 'Team: Bob <bob@fabrikam.example>, carol@fabrikam.example;' }),
  'hidden recipients': aMail({ to: 'undisclosed-recipients:;' }),
  'no recipients': aMail({ to: null }),
  'no sender': aMail({ from: null }),
  'no subject': aMail({ subject: null }),
  'capitals in an address': aMail({ from: 'Alice <Alice@Fabrikam.EXAMPLE>' }),
  'a name with a comma, in quotes': aMail({ from: '"Fabrikam, Alice" <alice@fabrikam.example>' }),
  'a name with a comma, without quotes': aMail({ from: 'Fabrikam, Alice <alice@fabrikam.example>' }),
  'a comment within a comment': aMail({ from: 'alice@fabrikam.example (Alice (Sales) Fabrikam)' }),
  'an encoded name': aMail({ from: '=?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <jm@fabrikam.example>' }),
  'an encoded name with a comma': aMail({ from: '=?utf-8?Q?M=C3=BCller=2C_J=C3=B6rg?= <jm@fabrikam.example>' }),
  'name and address in one encoded word': aMail({ from: '=?utf-8?Q?Alice_<alice=40fabrikam.example>?=' }),
  'a link as the address': aMail({ from: '<mailto:alice@fabrikam.example>' }),
  'an encoded subject': aMail({ subject: '=?utf-8?B?RHJ1Y2tlciBpbSBCw7xybw==?=' }),
  'an encoded subject in two words, cut within a letter': aMail({ subject: '=?utf-8?B?RHJ1Y2tlciBpbSBCww==?=\r\n =?utf-8?B?vHJv?=' }),
  'a folded subject': aMail({ subject: 'The printer\r\n is out of paper' }),
  'a raw subject in UTF-8': aMail({ subject: 'Drucker im Büro' }),
  'a raw subject in Latin-1': rawMail('Subject: Drucker im B\xfcro', '', 'Hello'),
  'a Latin-1 body': rawMail('Content-Type: text/plain; charset=iso-8859-1', '', 'Gr\xfc\xdfe'),
  'a body whose charset nobody names': rawMail('Content-Type: text/plain', '', 'Der Drucker im B\xfcro geht nicht, viele Gr\xfc\xdfe'),
  'a body that says UTF-8 and is Latin-1': rawMail(
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Der Drucker im B\xfcro geht nicht, viele Gr\xfc\xdfe',
  ),
  'quoted-printable': rawMail(
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=',
    '=C3=9Fe',
  ),
  'flowed text': rawMail('Content-Type: text/plain; format=flowed', '', 'The printer is ', 'out of paper.', '', '> quoted ', '> line'),
  'lines that end with CR alone': Buffer.from('From: alice@fabrikam.example\rSubject: Toner\r\rHello\r'),
  'a header that no blank line ends': rawMail('Subject: Toner', 'Hello, the printer is out of paper.'),
  'a file': aMail({ attachments: [{ name: 'log.txt', type: 'text/plain', content: 'log' }] }),
  'two files': aMail({
    attachments: [
      { name: 'a.pdf', content: '1' },
      { name: 'b.pdf', content: '2' },
    ],
  }),
  'a file without a name': aMail({ attachments: [{ type: 'application/pdf', content: '1' }] }),
  'a picture in the text': aMail({
    html: '<img src="cid:p@x">',
    attachments: [{ name: 'p.png', type: 'image/png', content: '1', disposition: 'inline', contentId: 'p@x' }],
  }),
  'a file name by RFC 2231': withPart("Content-Disposition: attachment; filename*=utf-8''Pr%C3%BCfung.txt"),
  'a file name in pieces': withPart("Content-Disposition: attachment; filename*0*=utf-8''Pr%C3%BC;", ' filename*1="fung.txt"'),
  'a file name in an encoded word': withPart('Content-Disposition: attachment; filename="=?utf-8?Q?Pr=C3=BCfung=2Etxt?="'),
  'a file name in Content-Type': withPart('Content-Type: application/pdf; name=a.pdf'),
  'a file name with a path': withPart('Content-Disposition: attachment; filename="C:\\\\temp\\\\a.pdf"'),
  'an attached mail': aMail({ attachments: [{ type: 'message/rfc822', content: aMail({ subject: 'Inner', text: 'inner text' }) }] }),
  'an invitation': aMail({
    body: 'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lunch\nDTSTART:20261102T120000Z\nEND:VEVENT\nEND:VCALENDAR\n',
    headers: { 'Content-Type': 'text/calendar; method=REQUEST; charset=utf-8' },
  }),
  'a multipart without its end': rawMail(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Hello',
    '--b',
    'Content-Type: application/pdf; name=a.pdf',
    '',
    'x',
  ),
  'a report': aMail({
    report: 'delivery-status',
    text: 'Not delivered',
    attachments: [{ type: 'message/delivery-status', content: 'Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed' }],
  }),
  ...Object.fromEntries(
    Object.entries({ ...serverReports, ...gatewayReports }).map(([name, [text]]) => [`report: ${name}`, aMail({ text })]),
  ),
  ...Object.fromEntries(generatedMails(10, 'judge').map(({ raw }, at) => [`generated ${at}`, raw])),
};

/**
 * Where we read something else than postal-mime does, and why. Everything that is not listed here
 * has to be equal.
 */
const differences: Record<string, Partial<Record<Field, string>>> = {
  'only HTML': { text: 'A ticket needs a text; postal-mime leaves making one to its caller.' },
  'HTML with a list and a link': { text: 'The same; list signs and the target of the link stay readable.' },
  'a picture in the text': { text: 'The same; the place of the picture is told.' },
  'an invitation': { text: 'A mail that is an invitation alone says what, when and where (RFC 5545).' },
  'capitals in an address': { from: 'Addresses are compared in lower case.' },
  'a name with a comma, without quotes': { from: 'Sloppy programs write it; the first address counts, not the word before it.' },
  'a comment within a comment': { from: 'Comments nest (RFC 5322 3.2.2).' },
  'name and address in one encoded word': { from: 'The word is decoded before its address is read: "=40" is an "@".' },
  'a link as the address': { from: '"mailto:" is no part of the address.' },
  'an encoded subject in two words, cut within a letter': {
    subject: 'Programs cut letters between two words, which RFC 2047 5 forbids: their bytes are put together first.',
  },
  'a raw subject in Latin-1': { subject: 'The charset of raw bytes is guessed.' },
  'a body whose charset nobody names': { text: 'The same.' },
  'a body that says UTF-8 and is Latin-1': { text: 'The same, where the bytes contradict what is said.' },
  'flowed text': { text: 'Quotation marks are taken off before quoted lines are joined (RFC 3676 4.4).' },
  'lines that end with CR alone': {
    from: 'Old programs end lines so: to postal-mime all of the mail is one line.',
    subject: 'The same.',
    text: 'The same.',
  },
  'a header that no blank line ends': { text: 'A line that is no field begins the body.' },
  'an attached mail': {
    text: 'It stays a file of its own: its text was not written by the sender of this mail.',
    files: 'It is kept, with its subject as its name.',
  },
};

const list = (addresses: { name?: string | null; address?: string | null | undefined }[]) =>
  addresses.map(({ name, address }) => `${name ?? ''} <${address ?? ''}>`).join('; ');

function ours(raw: Uint8Array): Told {
  const { from, to, subject, text, parts } = parseMail(raw);
  return {
    from: list(from ? [from] : []),
    to: list(to),
    subject,
    text: text.trim(),
    files: parts.map(({ name }) => name ?? '').join('; '),
  };
}

async function theirs(raw: Uint8Array): Promise<Told> {
  const { from, to, subject, text, attachments } = await PostalMime.parse(raw);
  return {
    from: list(from ? [from] : []),
    to: list((to ?? []).flatMap((entry) => entry.group ?? [entry])),
    subject: subject ?? '',
    text: (text ?? '').trim(),
    files: attachments.map(({ filename }) => filename ?? '').join('; '),
  };
}

test('the table of differences names mails that exist', () => {
  expect(Object.keys(differences).filter((name) => !(name in mails))).toEqual([]);
});

test('a mail that is nested far too deep is read as far as possible, where postal-mime throws', async () => {
  const open = Array.from({ length: 300 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`);
  const raw = Buffer.from(`Subject: Toner\r\n${open.join('')}\r\nHello`);
  await expect(PostalMime.parse(raw)).rejects.toThrow('nesting depth');
  expect(parseMail(raw)).toMatchObject({ subject: 'Toner' });
  expect(parseMail(raw).defects).not.toEqual([]);
});

test.each(Object.entries(mails))('%s', async (name, raw) => {
  const [mine, other] = [ours(raw), await theirs(raw)];
  const differing = (Object.keys(mine) as Field[]).filter((field) => mine[field] !== other[field]);
  expect(differing, `ours: ${JSON.stringify(mine)}\ntheirs: ${JSON.stringify(other)}`).toEqual(Object.keys(differences[name] ?? {}));
});
