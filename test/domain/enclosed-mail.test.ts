import { describe, expect, test } from 'vitest';
import { forwardedMail } from '../../shared/domain/forwarded.ts';
import { parseMail } from '../../shared/domain/parse-mail.ts';
import { aMail } from '../support/a-mail.ts';

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

describe('an enclosed mail (message/rfc822)', () => {
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

  test('of a bounce is what came back, no forward', async () => {
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
