import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const bounceOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).bounce;

test('bounces that a list passed on are still bounces', async () => {
  const shape: MailShape = {
    from: 'MAILER-DAEMON@mx.example',
    report: 'delivery-status',
    attachments: [
      { type: 'message/delivery-status', content: 'Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.1.1\n' },
    ],
    headers: { 'List-Id': '<users.lists.example>', Precedence: 'bulk' },
  };
  expect(await bounceOf(shape)).not.toBeNull();
});

test.each<[string, MailShape]>([
  ['an unknown program: mailer-daemon is enough', { from: 'MAILER-DAEMON@mx.example', subject: 'x', text: 'x' }],
  ['an empty From', { from: 'MAILER-DAEMON <>', subject: 'x' }],
  [
    'a postmaster, the subject and the words of a mail program',
    {
      from: 'postmaster@mx.example',
      subject: 'Undeliverable: x',
      text: 'Delivery has failed to these recipients or groups:\n\nbob@fabrikam.example\n',
    },
  ],
  [
    'Sendmail: a comment in Auto-Submitted',
    { from: 'x@mx.example', subject: 'Returned mail: x', headers: { 'Auto-Submitted': 'auto-generated (failure)' } },
  ],
  [
    'a report without its report-type',
    {
      from: 'x@mx.example',
      headers: { 'Content-Type': 'multipart/report; boundary="=_level_1"' },
      attachments: [{ type: 'message/delivery-status', content: 'Final-Recipient: rfc822; a@b.example\nAction: failed\n' }],
    },
  ],
])('found without a complete report: %s', async (_why, shape) => {
  expect(await bounceOf(shape)).not.toBeNull();
});
