import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const verdictOf = async (shape: MailShape) => classify(await parseMail(aMail(shape)));
const ours = {
  type: 'message/rfc822',
  content: 'Message-ID: <news.1@contoso.example>\nFrom: support@contoso.example\nTo: bob@fabrikam.example\nSubject: Your ticket\n\nHello\n',
};

test('an abuse report (RFC 5965)', async () => {
  const verdict = await verdictOf({
    from: 'feedback@provider.example',
    subject: 'FW: Your ticket',
    report: 'feedback-report',
    text: 'This is an email abuse report for an email message received from IP 192.0.2.1',
    attachments: [
      {
        type: 'message/feedback-report',
        content:
          'Feedback-Type: abuse\nUser-Agent: Provider/1.0\nVersion: 1\nOriginal-Rcpt-To: <Bob@fabrikam.example>\nSource-IP: 192.0.2.1\n',
      },
      ours,
    ],
  });
  expect(verdict).toMatchObject({
    kind: 'complaint',
    complaint: {
      feedbackType: 'abuse',
      recipients: ['bob@fabrikam.example'],
      originalMessageId: '<news.1@contoso.example>',
      sourceIp: '192.0.2.1',
    },
    bounce: null,
  });
});

test('a DMARC failure report (RFC 6591), although auto-generated', async () => {
  const verdict = await verdictOf({
    report: 'feedback-report',
    headers: { 'Auto-Submitted': 'auto-generated', 'Return-Path': '<>' },
    attachments: [{ type: 'message/feedback-report', content: 'Feedback-Type: auth-failure\nAuth-Failure: dmarc\n' }, ours],
  });
  expect(verdict).toMatchObject({ kind: 'complaint', complaint: { feedbackType: 'auth-failure' } });
});

test('the older form of Hotmail: a subject, no text, the mail', async () => {
  const verdict = await verdictOf({
    from: 'staff@provider.example',
    subject: 'complaint about message from 192.0.2.1',
    text: '',
    attachments: [ours],
  });
  expect(verdict).toMatchObject({
    kind: 'complaint',
    complaint: { recipients: ['bob@fabrikam.example'], originalMessageId: '<news.1@contoso.example>' },
  });
});

test('a read receipt (RFC 8098), in any language', async () => {
  const verdict = await verdictOf({
    subject: 'Gelesen: Ihr Ticket',
    report: 'disposition-notification',
    text: 'Ihre Nachricht wurde gelesen.',
    attachments: [
      {
        type: 'message/disposition-notification',
        content:
          'Reporting-UA: pc.fabrikam.example; Reader 1.0\nFinal-Recipient: rfc822;alice@fabrikam.example\nOriginal-Message-ID: <ticket.1@contoso.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n',
      },
    ],
  });
  expect(verdict).toMatchObject({
    kind: 'receipt',
    receipt: { disposition: 'displayed', recipient: 'alice@fabrikam.example', originalMessageId: '<ticket.1@contoso.example>' },
  });
});

test('deleted unread; processed by a gateway with an empty return path', async () => {
  const receipt = (disposition: string): MailShape => ({
    report: 'disposition-notification',
    headers: { 'Return-Path': '<>' },
    attachments: [
      {
        type: 'message/disposition-notification',
        content: `Final-Recipient: rfc822;a@b.example\nDisposition: automatic-action/MDN-sent-automatically; ${disposition}\n`,
      },
    ],
  });
  expect((await verdictOf(receipt('deleted'))).receipt).toMatchObject({ disposition: 'deleted' });
  expect((await verdictOf(receipt('processed'))).kind).toBe('receipt');
});

test('an Exchange server without a report: the subject and the words', async () => {
  const verdict = await verdictOf({
    subject: 'Read: Your ticket',
    text: 'Your message\n\n   To: Alice\n   Subject: Your ticket\n   Sent: Monday\n\nwas read on Monday, 2 November 2026 09:10.\n',
  });
  expect(verdict.kind).toBe('receipt');
});

test('a person whose subject begins with Read: is a person', async () => {
  expect((await verdictOf({ subject: 'Read: the new manual', text: 'Which chapter is about printers?' })).kind).toBe('person');
});
