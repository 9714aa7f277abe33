import type { EmailMessage } from '@azure/communication-email';
import { sentName, sentType } from '../../domain/mail/compose-files.ts';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';

/** A mail as the body of a request to Communication Services. Pure. */
export function toEmailMessage(mail: OutgoingMail): EmailMessage {
  const { inReplyTo, references, attachments } = mail;
  const { address, name } = mail.replyTo;
  return {
    senderAddress: mail.from.address,
    content: { subject: mail.subject, plainText: mail.text, html: mail.html },
    recipients: { to: [{ address: mail.to.address, ...(mail.to.name ? { displayName: mail.to.name } : {}) }] },
    replyTo: [{ address, ...(name ? { displayName: name } : {}) }],
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(toAttachment) }),
    headers: {
      'Message-ID': mail.messageId,
      ...(inReplyTo === null ? {} : { 'In-Reply-To': inReplyTo }),
      ...(references.length === 0 ? {} : { References: references.join(' ') }),
      ...mail.headers,
    },
    disableUserEngagementTracking: mail.tracksOpening !== true,
  };
}

const toAttachment = (file: OutgoingMail['attachments'][number]) => ({
  name: sentName(file),
  contentType: sentType(file),
  contentInBase64: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength).toString('base64'),
  ...(file.contentId === null ? {} : { contentId: file.contentId }),
});
