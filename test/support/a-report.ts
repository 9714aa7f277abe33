import { domainOf } from '../../shared/domain/contacts/contact.ts';
import { aMail } from './a-mail.ts';

/**
 * What a report says, and who sends it. `verdict` is what our receiving system says of that: by
 * default it vouches for the domain of `from`; null leaves it out.
 */
export type ReportShape = {
  messageId?: string;
  from?: string;
  status?: keyof typeof said;
  action?: 'failed' | 'delayed';
  verdict?: string | null;
};

const said = { '5.1.1': 'User unknown', '5.2.2': 'Mailbox full', '4.4.1': 'Connection timed out' };

/**
 * The empty return path of a report is checked by the name of the host that sent it (RFC 7208 2.4).
 */
const vouchingFor = (domain: string) => `spf=pass smtp.mailfrom=<> smtp.helo=${domain}; dmarc=none header.from=${domain}`;

const headersFor = (from: string, verdict: string | null | undefined) => ({
  'Return-Path': '<>',
  'Auto-Submitted': 'auto-replied',
  'Authentication-Results': verdict === null ? null : `mx.contoso.example; ${verdict ?? vouchingFor(domainOf(from))}`,
});

const returned = (to: string, ofMail: string) => ({
  type: 'message/rfc822',
  content: `From: support@contoso.example\r\nTo: ${to}\r\nMessage-ID: ${ofMail}\r\nSubject: x\r\n\r\nhello\r\n`,
});

/** A delivery status notification (RFC 3464) about our mail `ofMail` to an address. */
export function aBounce(to: string, ofMail: string, shape: ReportShape = {}): Uint8Array {
  const { messageId, from = 'mailer-daemon@mx.fabrikam.example', status = '5.1.1', action = 'failed', verdict } = shape;
  return aMail({
    from: `Mail Delivery System <${from}>`,
    subject: 'Undelivered Mail Returned to Sender',
    messageId,
    headers: headersFor(from, verdict),
    report: 'delivery-status',
    text: 'I could not deliver your message.',
    attachments: [
      {
        type: 'message/delivery-status',
        content: `Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ${to}\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} ${said[status]}\r\n`,
      },
      returned(to, ofMail),
    ],
  });
}

/** An abuse report (RFC 5965) about our mail `ofMail` to an address. */
export function aComplaint(to: string, ofMail: string, shape: Omit<ReportShape, 'status' | 'action'> = {}): Uint8Array {
  const { messageId, from = 'fbl@mx.fabrikam.example', verdict } = shape;
  return aMail({
    from: `Feedback loop <${from}>`,
    subject: 'Abuse report',
    messageId,
    headers: headersFor(from, verdict),
    report: 'feedback-report',
    text: 'This is an abuse report.',
    attachments: [
      { type: 'message/feedback-report', content: 'Feedback-Type: abuse\r\nUser-Agent: Loop/1.0\r\nVersion: 1\r\n' },
      returned(to, ofMail),
    ],
  });
}
