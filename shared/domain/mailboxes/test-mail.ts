import { operationIdFor } from '../ids.ts';
import { inSubject, testField, type Variant } from './round-trip.ts';

/** Our Message-ID of a test's mail, and of the mail that it seems to answer. Pure. */
const messageIdOf = (testId: string, which: Variant | 'root', domain: string): string => `<${testId}-${which}@${domain}>`;

/** Whether a Message-ID is one of a test's; its domain is that of whoever sent it. Pure. */
export const isMessageIdOf = (messageId: string, testId: string, which: Variant | 'root'): boolean =>
  messageId.toLowerCase().startsWith(`<${testId}-${which}@`);

/** The mailbox's own address, or the same with a tag behind a plus (RFC 5233). Pure. */
export function testAddress(address: string, variant: Variant): string {
  const at = address.lastIndexOf('@');
  return variant === 'plain' ? address : `${address.slice(0, at)}+test${address.slice(at)}`;
}

/** What a test's mail is made of. */
type TestMail = { testId: string; variant: Variant; secret: string; mailbox: { address: string }; senderAddress: string };

/**
 * The mail of a round trip: it holds its token in the subject and in a field of its own, since
 * channels and servers drop one or the other, and asks that nobody answers it (RFC 3834). Pure.
 */
export function testMail({ testId, variant, secret, mailbox, senderAddress }: TestMail) {
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  const token = `${testId}.${secret}`;
  const root = messageIdOf(testId, 'root', domain);
  const text = 'This mail tests the connection of a mailbox. It is taken out before it becomes a ticket.';
  return {
    operationId: operationIdFor(`${testId}-${variant}`),
    messageId: messageIdOf(testId, variant, domain),
    inReplyTo: root,
    references: [root],
    from: { address: senderAddress, name: null },
    to: { address: testAddress(mailbox.address, variant), name: null },
    replyTo: { address: mailbox.address, name: null },
    subject: `Connection test ${inSubject(token)}`,
    text,
    html: `<p>${text}</p>`,
    attachments: [],
    headers: { [testField]: token, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}
