import { messageIdHash } from '../ids.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import type { Notification } from '../notifications/notification.ts';
import { isInternalId, type SigningKeys, signedTicketOf, verifyMessageId } from '../thread/signed-ids.ts';
import type { Message } from '../tickets/message.ts';

/** A mail of ours, as far as it says who reads it. */
export type QuotedRow = Pick<Notification, 'id' | 'kind' | 'audience' | 'data' | 'messageItemId' | 'messageIdHash'>;
/** A message, as far as it says who reads it. */
export type QuotedMessage = Pick<Message, 'id' | 'visibility' | 'messageIdHash'>;
/** What of a ticket a mail may answer. */
export type Quoted = { rows: QuotedRow[]; messages: QuotedMessage[] };

/** Under which ids what a mail answers is looked up in its ticket. */
export type QuotedIds = { rows: string[]; hashes: string[] };

/**
 * What a technician's mail answers: what the client may read (`public`), what is for technicians
 * alone (`internal`), something of another ticket, or one can't tell.
 */
export type Answered = 'public' | 'internal' | 'elsewhere' | 'unclear';

/** How many of the ids in a mail are looked at: the root and the newest. */
const maxIds = 20;

function idsIn({ references, inReplyTo }: ParsedMail): string[] {
  const ids = [...new Set([...references, ...inReplyTo])];
  return ids.length <= maxIds ? ids : [...ids.slice(0, 1), ...ids.slice(1 - maxIds)];
}

/** What to look up of a mail: our notifications by their ids, all else by Message-ID. Pure. */
export function quotedIds(mail: ParsedMail, ticketId: string, keys: SigningKeys): QuotedIds {
  const found: QuotedIds = { rows: [], hashes: [] };
  for (const id of idsIn(mail)) {
    const signed = verifyMessageId(id, keys);
    if (signed?.ticketId === ticketId) found.rows.push(signed.notificationId);
    else if (signedTicketOf(id, keys) === null) found.hashes.push(messageIdHash(id));
  }
  return found;
}

/**
 * What a technician's mail answers. One internal mail among those that it quotes makes it internal;
 * for the client it must answer directly what the client may read. The ticket's own id, which all
 * of its mail quotes, says nothing. `quoted` is what the ticket has of the ids (`quotedIds`), and
 * of the messages that its rows carry. Pure.
 */
export function whatItAnswers(mail: ParsedMail, ticketId: string, quoted: Quoted, keys: SigningKeys): Answered {
  const all = idsIn(mail);
  const isBare = (id: string) => signedTicketOf(id, keys) === ticketId && verifyMessageId(id, keys) === null;
  const newest = mail.inReplyTo.length > 0 ? mail.inReplyTo : all.filter((id) => !isBare(id)).slice(-1);
  const direct = newest.map((id) => standingOf(id, ticketId, quoted, keys));
  const standings = all.map((id) => ({ id, is: standingOf(id, ticketId, quoted, keys) }));
  // whether another ticket's notice was of a note is not known here
  if (direct.includes('elsewhere') || standings.some(({ id, is }) => is === 'elsewhere' && isInternalId(id, keys))) return 'elsewhere';
  if (standings.some(({ is }) => is === 'internal')) return 'internal';
  return direct.length > 0 && direct.every((standing) => standing === 'public') ? 'public' : 'unclear';
}

function standingOf(id: string, ticketId: string, { rows, messages }: Quoted, keys: SigningKeys): Answered {
  const ticket = signedTicketOf(id, keys);
  if (ticket !== null && ticket !== ticketId) return 'elsewhere';
  const signed = verifyMessageId(id, keys);
  const hash = messageIdHash(id);
  const row = rows.find((one) => (signed ? one.id === signed.notificationId : one.messageIdHash === hash));
  if (row) return standingOfRow(row, messages);
  if (isInternalId(id, keys)) return 'internal';
  if (signed) return 'unclear';
  // Message-IDs are used twice: what is internal once, is
  const named = ticket === null ? messages.filter(({ messageIdHash: one }) => one === hash) : [];
  if (named.length === 0) return 'unclear';
  return named.every(({ visibility }) => visibility === 'public') ? 'public' : 'internal';
}

/** Of what technicians get, only that the client wrote is theirs, unless it tells of more. */
function standingOfRow({ kind, audience, data, messageItemId }: QuotedRow, messages: readonly QuotedMessage[]): Answered {
  const also = Array.isArray(data.also) ? data.also : [];
  if (audience === 'team' && (kind !== 'client-replied' || also.includes('note-mention'))) return 'internal';
  if (messageItemId === null) return audience === 'team' ? 'internal' : 'public';
  return messages.some(({ id, visibility }) => id === messageItemId && visibility === 'public') ? 'public' : 'internal';
}
