import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const bounceOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).bounce;

const daemon = {
  from: 'Mail Delivery System <MAILER-DAEMON@mx.contoso.example>',
  to: 'support@contoso.example',
  messageId: '<b1@mx.contoso.example>',
};
const returned =
  'Message-ID: <ticket.1@contoso.example>\nFrom: support@contoso.example\nTo: bob@fabrikam.example\nSubject: Your ticket\n\nHello\n';
const original = { type: 'message/rfc822', content: returned };

const aReport = (status: string, more: MailShape = {}): MailShape => ({
  ...daemon,
  subject: 'Undelivered Mail Returned to Sender',
  report: 'delivery-status',
  text: 'This is the mail system at host mx.contoso.example.\n',
  attachments: [{ type: 'message/delivery-status', content: status }, original],
  ...more,
});

test('RFC 3464: recipients, status, code, reason, the mail that came back', async () => {
  const bounce = await bounceOf(
    aReport(`Reporting-MTA: dns; mx.contoso.example
Arrival-Date: Mon, 2 Nov 2026 09:00:00 +0100

Final-Recipient: rfc822; bob@fabrikam.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.fabrikam.example
Diagnostic-Code: smtp; 550 5.1.1 <bob@fabrikam.example>: Recipient address
    rejected: User unknown

Final-Recipient: rfc822; carol@fabrikam.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full
`),
  );
  expect(bounce?.originalMessageId).toBe('<ticket.1@contoso.example>');
  expect(bounce?.recipients).toEqual([
    {
      address: 'bob@fabrikam.example',
      action: 'failed',
      status: '5.1.1',
      smtpCode: 550,
      reason: 'user-unknown',
      detail: null,
      hard: true,
      diagnostic: 'smtp; 550 5.1.1 <bob@fabrikam.example>: Recipient address rejected: User unknown',
    },
    {
      address: 'carol@fabrikam.example',
      action: 'failed',
      status: '5.2.2',
      smtpCode: 552,
      reason: 'mailbox-full',
      detail: null,
      hard: false,
      diagnostic: 'smtp; 552 5.2.2 Mailbox full',
    },
  ]);
});

test('the address that we wrote to, not the one it was forwarded to', async () => {
  const bounce = await bounceOf(
    aReport(
      'Final-Recipient: rfc822; b.17@store.northwind.example\nOriginal-Recipient: rfc822;bob@fabrikam.example\nAction: failed\nStatus: 5.1.1\n',
    ),
  );
  expect(bounce?.recipients.map(({ address }) => address)).toEqual(['bob@fabrikam.example']);
});

test('X.400 and system addresses: the original recipient counts', async () => {
  const bounce = await bounceOf(
    aReport('Final-Recipient: x400; /S=bob/O=fabrikam/\nOriginal-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 4.4.7\n'),
  );
  expect(bounce?.recipients).toMatchObject([{ address: 'bob@fabrikam.example', reason: 'expired', hard: false }]);
});

test('an unspecific status gives way to the words around it', async () => {
  const text =
    'An error has occurred while attempting to deliver a message for\nthe following list of recipients:\n\nbob@fabrikam.example: 550 5.7.26 Unauthenticated email is not accepted\n';
  const bounce = await bounceOf(aReport('Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.0.0\n', { text }));
  expect(bounce?.recipients).toMatchObject([
    { status: '5.7.26', smtpCode: 550, reason: 'policy', detail: 'authentication-failure', hard: false },
  ]);
});

test('Sendmail turns every 550 into 5.1.1: what the other system said decides', async () => {
  const bounce = await bounceOf({
    ...daemon,
    subject: 'Returned mail: see transcript for details',
    text: `The original message was received at Mon, 2 Nov 2026 09:00:00 +0100

   ----- The following addresses had permanent fatal errors -----
<bob@fabrikam.example>
    (reason: 550 Mail from 192.0.2.1 refused, see http://rbl.example/)

   ----- Transcript of session follows -----
>>> DATA
<<< 550 Mail from 192.0.2.1 refused, see http://rbl.example/
550 5.1.1 <bob@fabrikam.example>... User unknown
<<< 503 5.0.0 RCPT is missing

   ----- Message header follows -----
Return-Path: <support@contoso.example>
Received: from mail.contoso.example by mx.contoso.example with ESMTP id 1
Message-ID: <ticket.2@contoso.example>
To: bob@fabrikam.example
Subject: Your ticket
`,
  });
  expect(bounce?.originalMessageId).toBe('<ticket.2@contoso.example>');
  expect(bounce?.recipients).toMatchObject([{ address: 'bob@fabrikam.example', hard: false }]);
  expect(['policy', 'blocked']).toContain(bounce?.recipients[0]?.reason);
});

test('a delay is no failure, and never hard', async () => {
  const bounce = await bounceOf(
    aReport(
      'Final-Recipient: rfc822; bob@fabrikam.example\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Sat, 7 Nov 2026 09:00:00 +0100\n',
    ),
  );
  expect(bounce?.recipients).toMatchObject([{ action: 'delayed', reason: 'expired', hard: false }]);
});

test('X-Failed-Recipients names them, the text says why (Exim, Gmail)', async () => {
  const bounce = await bounceOf({
    ...daemon,
    subject: 'Mail delivery failed: returning message to sender',
    headers: { 'X-Failed-Recipients': 'bob@fabrikam.example,\r\n  carol@northwind.example', 'Auto-Submitted': 'auto-replied' },
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bob@fabrikam.example
    host mx.fabrikam.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<bob@fabrikam.example>:
    550 5.1.1 No such user
  carol@northwind.example
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

Return-path: <support@contoso.example>
Message-ID: <ticket.3@contoso.example>
From: support@contoso.example
`,
  });
  expect(bounce?.originalMessageId).toBe('<ticket.3@contoso.example>');
  expect(bounce?.recipients).toMatchObject([
    { address: 'bob@fabrikam.example', status: '5.1.1', reason: 'user-unknown', hard: true },
    { address: 'carol@northwind.example', reason: 'expired', hard: false },
  ]);
});

test('a bounce that names nobody is about the recipient of the mail it returns', async () => {
  const bounce = await bounceOf({ ...daemon, subject: 'failure notice', text: 'Your mail came back.', attachments: [original] });
  expect(bounce).toMatchObject({
    recipients: [{ address: 'bob@fabrikam.example', reason: 'other', hard: false }],
    originalMessageId: '<ticket.1@contoso.example>',
  });
});

test('broken boundaries: the returned mail follows the delivery status', async () => {
  const status = `Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.1.1\n\n--other-boundary\nContent-Type: message/rfc822\n\n${returned}`;
  const bounce = await bounceOf(aReport(status, { attachments: [{ type: 'message/delivery-status', content: status }] }));
  expect(bounce?.originalMessageId).toBe('<ticket.1@contoso.example>');
  expect(bounce?.recipients).toHaveLength(1);
});

test('a report that only reports success is a receipt', async () => {
  const mail = await parseMail(aMail(aReport('Final-Recipient: rfc822; bob@fabrikam.example\nAction: delivered\nStatus: 2.0.0\n')));
  expect(classify(mail)).toMatchObject({
    kind: 'receipt',
    bounce: null,
    receipt: { disposition: 'delivered', recipient: 'bob@fabrikam.example' },
  });
});

test('a mail of ours that Exchange gave another Message-ID is known by the one that it had', async () => {
  const renamed = returned
    .replace('Message-ID: <ticket.1@', 'X-Microsoft-Original-Message-ID: <ticket.1@')
    .replace(/^/, 'Message-ID: <x@prod.outlook.example>\n');
  const status = 'Reporting-MTA: dns; mx.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.1.1\n';
  const attachments = [
    { type: 'message/delivery-status', content: status },
    { type: 'message/rfc822', content: renamed },
  ];
  expect((await bounceOf(aReport(status, { attachments })))?.originalMessageId).toBe('<ticket.1@contoso.example>');
});
