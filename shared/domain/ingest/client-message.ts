import { messageIdHash } from '../ids.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { cut } from '../text/cut.ts';
import { maxParticipants } from '../tickets/max-participants.ts';
import type { Message } from '../tickets/message.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { senderOf } from './people-of.ts';

/** How many of the Message-IDs that a mail quotes are kept with its message. */
const maxQuotes = 10;

/** The Message-IDs that a mail quotes (the root and the newest), as its message has them. Pure. */
export function quotesOf({ references, inReplyTo }: ParsedMail): Pick<Message, 'quotes'> {
  const ids = [...new Set([...references, ...inReplyTo])];
  const quoted = ids.length <= maxQuotes ? ids : [...ids.slice(0, 1), ...ids.slice(1 - maxQuotes)];
  return quoted.length > 0 ? { quotes: quoted.map(messageIdHash) } : {};
}

/** How far its sender was believed. Pure. */
export const trustOf = ({ trust }: Pick<IngestFacts, 'trust'>): Message['trust'] => ({
  sender: trust.sender,
  level: trust.level,
  reasons: trust.checks,
});

/** The message that the mail becomes, with a body and attachments (`messageBody`). */
export function clientMessage(
  facts: Pick<IngestFacts, 'mail' | 'mailId' | 'receivedAt' | 'sender' | 'trust' | 'thread'>,
  ticketId: string,
  id: string,
  body: Pick<Message, 'text' | 'said' | 'html' | 'visibleText' | 'visibleHtml' | 'enclosed' | 'attachments'>,
): Message {
  const { mail } = facts;
  return {
    id,
    type: 'message',
    schemaVersion: 1,
    ticketId,
    kind: 'client',
    // an answer to what the client does not see is for technicians alone too
    visibility: facts.thread.joins?.internal ? 'internal' : 'public',
    by: null,
    viaLinkOf: null,
    outbox: null,
    from: senderOf(facts),
    to: mail.to.slice(0, maxParticipants),
    cc: mail.cc.slice(0, maxParticipants),
    at: facts.receivedAt.toISOString(),
    sentAt: mail.date?.toISOString() ?? null,
    subject: cut(mail.subject, 1000),
    ...body,
    bodyBlob: null,
    mailId: facts.mailId,
    messageId: mail.messageId,
    messageIdHash: messageIdHash(mail.messageId),
    ...quotesOf(mail),
    newcomer: false,
    defects: mail.defects,
    invitation: mail.invitation?.summary ?? null,
    trust: trustOf(facts),
  };
}
