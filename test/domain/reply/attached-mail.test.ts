import { describe, expect, test } from 'vitest';
import { scanAttachment } from '../../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../../shared/domain/attachments/scan-budget.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail } from '../../support/a-mail.ts';
import { aTnef } from '../../support/a-tnef.ts';
import { rawMail } from '../../support/raw-mail.ts';

const alice = { address: 'alice@fabrikam.example', name: 'Alice Fabrikam' };
const bob = { address: 'bob@fabrikam.example', name: 'Bob Fabrikam' };
const A = 'Alice Fabrikam <alice@fabrikam.example>';
const B = 'Bob Fabrikam <bob@fabrikam.example>';
const expected = {
  from: alice,
  to: [{ address: 'help@msp.example', name: null }],
  cc: [bob],
  subject: 'Toner is empty',
  text: 'The toner is empty.\n\nAlice',
};

describe('an attached mail (message/rfc822)', () => {
  const attached = async (shape: Parameters<typeof aMail>[0], subject = 'Fwd: Toner', more: Parameters<typeof aMail>[0] = {}) =>
    forwardedMail(
      await parseMail(
        aMail({
          subject,
          text: 'See below.',
          attachments: [{ type: 'message/rfc822', name: 'toner.eml', content: aMail(shape) }],
          ...more,
        }),
      ),
    );
  const shape = { from: A, to: 'help@msp.example', cc: B, subject: 'Toner is empty', text: 'The toner is empty.\n\nAlice\n' };

  test('is what is forwarded', async () => {
    expect(await attached(shape)).toMatchObject({ ...expected, date: 'Mon, 02 Nov 2026 09:00:00 +0100' });
    expect(await attached(shape, 'Please look at this')).toMatchObject(expected);
  });

  test('is not, in an answer', async () => {
    expect(await attached(shape, 'Re: Toner')).toBeNull();
  });

  test('is read in its charset and encoding, from HTML if it has no text', async () => {
    const encoded =
      'From: =?utf-8?B?w4RubmU=?= <anne@fabrikam.example>\r\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe an=\r\n alle\r\n';
    const mail = await parseMail(aMail({ subject: 'Fwd: x', attachments: [{ type: 'message/rfc822', content: Buffer.from(encoded) }] }));
    expect(forwardedMail(mail)).toMatchObject({
      from: { address: 'anne@fabrikam.example', name: 'Änne' },
      subject: 'Grüße',
      text: 'Grüße an alle',
    });
    expect(await attached({ from: A, html: '<p>The toner is empty.</p><p>Alice</p>' })).toMatchObject({
      text: expected.text,
    });
    expect(
      await attached({ ...shape, html: '<p>x</p>', attachments: [{ name: 'a.txt', type: 'text/plain', content: 'no' }] }),
    ).toMatchObject({ text: expected.text });
  });

  test('of a bounce is the returned mail, not a forward', async () => {
    const returned = aMail({
      subject: 'Undeliverable: Toner',
      report: 'delivery-status',
      attachments: [
        { type: 'message/delivery-status', content: 'Action: failed\r\n' },
        { type: 'message/rfc822', content: aMail(shape) },
      ],
    });
    expect(forwardedMail(await parseMail(returned))).toBeNull();
  });
});

/** A client's mail that a technician attaches is read by the reader of all mails. */
describe('an attached mail is read like any other:', () => {
  const forwardOf = (...lines: string[]) =>
    forwardedMail(parseMail(aMail({ subject: 'Fwd: x', attachments: [{ type: 'message/rfc822', content: rawMail(...lines) }] })));

  test('a comma in an encoded name is part of the name, not the end of it', () => {
    const found = forwardOf(
      'From: =?iso-8859-1?Q?M=F6ller=2C_Eva?= <eva@fabrikam.example>',
      'To: =?utf-8?Q?Technik=2C_Contoso?= <tech@contoso.example>, bob@fabrikam.example',
      '',
      'Help.',
    );
    expect(found?.from).toEqual({ address: 'eva@fabrikam.example', name: 'Möller, Eva' });
    expect(found?.to).toEqual([
      { address: 'tech@contoso.example', name: 'Technik, Contoso' },
      { address: 'bob@fabrikam.example', name: null },
    ]);
  });

  test('raw Latin-1 in subject and name, Cyrillic that is called Latin-1', () => {
    const word = Buffer.from('cff0e8edf2e5f020ede520f0e0e1eef2e0e5f22e20', 'hex').toString('latin1');
    const found = forwardOf(
      'From: J\xfcrgen <j@fabrikam.example>',
      'Subject: St\xf6rung',
      'Content-Type: text/plain; charset=iso-8859-1',
      '',
      word.repeat(4),
    );
    expect(found).toMatchObject({ from: { name: 'Jürgen' }, subject: 'Störung', text: 'Принтер не работает. '.repeat(4).trim() });
  });

  test('all pieces of its text, and what its winmail.dat says', () => {
    const pieces = forwardOf(
      'From: a@fabrikam.example',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...['--b', 'Content-Type: text/html', '', '<p>first</p>', '--b', '', 'second', '--b--'],
    );
    expect(pieces?.text).toBe('first\nsecond');
    const tnef = { name: 'winmail.dat', type: 'application/ms-tnef', content: aTnef({ text: 'The toner is empty.' }) };
    const inner = aMail({ text: '', attachments: [tnef] });
    const outlook = parseMail(aMail({ subject: 'Fwd: x', attachments: [{ type: 'message/rfc822', content: inner }] }));
    expect(forwardedMail(outlook)?.text).toBe('The toner is empty.');
  });

  test('in UTF-8 throughout (message/global, RFC 6532), with its files judged', () => {
    const program = { name: 'setup.pdf', content: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]) };
    const inner = aMail({ from: 'Änne <änne@fabrikam.example>', attachments: [program] });
    const mail = parseMail(aMail({ subject: 'Fwd: x', attachments: [{ type: 'message/global', content: inner }] }));
    expect(forwardedMail(mail)?.from).toEqual({ address: 'änne@fabrikam.example', name: 'Änne' });
    expect(mail.parts[0]?.name).toBe('The printer is out of paper.eml');
    expect(mail.parts.map((part) => scanAttachment(part, scanBudget(Policy.parse({}))).blocked?.reason)).toEqual([
      remark('contains-blocked', { name: 'setup.pdf', why: remark('windows-program') }),
    ]);
  });

  test('two megabytes of it; its files beyond are only in the raw mail', () => {
    const content = aMail({ text: 'The toner is empty.', attachments: [{ name: 'a.bin', content: Buffer.alloc(3_000_000) }] });
    const mail = parseMail(aMail({ subject: 'Fwd: x', attachments: [{ type: 'message/rfc822', content }] }));
    expect(mail.parts[0]?.size).toBe(content.length);
    expect(forwardedMail(mail)?.text).toBe('The toner is empty.');
  });
});
