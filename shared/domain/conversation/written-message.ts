import { messageIdHash } from '../ids.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';

/** Who writes: a technician, by their address, and the name that is shown. */
export type Author = { address: string; name: string | null };

/** What all messages of technicians have in common. */
type Own = 'id' | 'kind' | 'visibility' | 'outbox' | 'from' | 'to' | 'cc' | 'subject' | 'text' | 'html' | 'attachments';

/** The item of a message that a technician wrote. Pure. */
export function writtenMessage(
  own: Pick<Message, Own> & Partial<Pick<Message, 'bcc' | 'sentWith' | 'mentions'>>,
  { ticketId }: Ticket,
  author: Author,
  messageId: string,
  now: Date,
): Message {
  return {
    ...own,
    type: 'message',
    schemaVersion: 1,
    ticketId,
    by: author.address,
    viaLinkOf: null,
    at: now.toISOString(),
    sentAt: null,
    bodyBlob: null,
    mailId: null,
    messageId,
    messageIdHash: messageIdHash(messageId),
    newcomer: false,
    defects: [],
    visibleText: null,
    visibleHtml: null,
    enclosed: [],
    invitation: null,
    trust: { sender: 'verified', level: 'verified', reasons: [] },
  };
}
