import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/** No person is taken for a machine, whatever they write about, forward or paste. */
const thread = { inReplyTo: '<ticket.1@contoso.example>', references: ['<ticket.1@contoso.example>'] };

test.each<[string, MailShape]>([
  ['a plain mail', {}],
  [
    'X-Auto-Response-Suppress asks others for silence, it says nothing of the mail',
    { headers: { 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'no' } },
  ],
  [
    'asks how to set up an absence note',
    { subject: 'Automatic reply: how?', text: 'I am away next week. How do I set up an automatic reply?' },
  ],
  [
    'wants one to be set up',
    { subject: 'Out of office for our reception', text: 'Please set an automatic reply: "We are out of the office until Monday."' },
  ],
  ['tells about their own absence', { subject: 'Out of office', text: 'I will be out of the office next week, Bob takes over.' }],
  [
    'answers an absence note',
    { subject: 'RE: Automatic reply: Printer', text: 'You said that you are away, so I write to the desk.', ...thread },
  ],
  ['asks for a read receipt', { headers: { 'Disposition-Notification-To': 'alice@fabrikam.example' } }],
  [
    'forwards a bounce as text',
    {
      subject: 'FW: Undeliverable: Invoice',
      text: 'Can you look into this?\n\n________________________________\nFrom: postmaster@northwind.example\nSubject: Undeliverable: Invoice\n\nDelivery has failed to these recipients or groups:\n\nbob@northwind.example\n550 5.1.10 RESOLVER.ADR.RecipientNotFound\n',
    },
  ],
  [
    'pastes a bounce under its subject',
    {
      subject: 'Undeliverable: Invoice',
      text: 'Delivery has failed to these recipients or groups:\n\nbob@northwind.example\n550 5.1.1 User unknown\n',
    },
  ],
  [
    'forwards a bounce as a file',
    {
      subject: 'Why did this come back?',
      text: 'Please fix.',
      attachments: [{ type: 'message/rfc822', content: Buffer.from(aBounce()) }],
    },
  ],
  [
    'is the postmaster of a client',
    { from: 'Pat <postmaster@fabrikam.example>', subject: 'DNS change tonight', text: 'We move the MX at 22:00.' },
  ],
  [
    'is the postmaster of a client and forwards a bounce',
    {
      from: 'Pat <postmaster@fabrikam.example>',
      subject: 'WG: Unzustellbar: Rechnung',
      text: 'Bitte ansehen.\n\nVon: postmaster@northwind.example\nGesendet: Montag\nBetreff: Unzustellbar: Rechnung\n\nFehler bei der Nachrichtenzustellung an folgende Empfänger:\nbob@northwind.example\n550 5.1.1 unknown\n',
    },
  ],
  [
    'forwards an abuse report',
    {
      subject: 'Fwd: complaint about message from 192.0.2.1',
      text: 'We got this from a provider. What does it mean for us, and who should answer it? Our newsletter goes to customers only, and all of them have agreed to it. Please call me when you have looked at it, I am in the office until five.\n',
      attachments: [{ type: 'message/rfc822', content: 'Subject: Newsletter\n\nHello' }],
    },
  ],
])('%s', async (_why, shape) => {
  expect(classify(await parseMail(aMail(shape))).kind).toBe('person');
});

function aBounce(): Uint8Array {
  return aMail({
    from: 'MAILER-DAEMON@mx.northwind.example',
    subject: 'Returned mail',
    report: 'delivery-status',
    text: 'failed',
    attachments: [
      {
        type: 'message/delivery-status',
        content: 'Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; bob@northwind.example\nAction: failed\nStatus: 5.1.1\n',
      },
    ],
  });
}
