import { hash } from 'node:crypto';
import { answerIndex } from '../mail/thread-index.ts';
import type { Ticket } from '../tickets/ticket.ts';

/**
 * RFC 5322 has no limit, but servers do: References of 10 kB were refused as too long (zammad issue
 * 3691), header blocks of more than 4,096 characters too (freescout issue 5542).
 */
const maxReferences = 900;
/** The newest besides the root and the ticket's own. */
const maxNewest = 8;

/**
 * The References of a mail of a ticket: the root of the client's conversation, the ticket's own id
 * (`reference`), and the newest of the others, of which the last is what is answered; as many as
 * 900 characters hold. `ids`: what is known, the oldest first, as it was written. Pure.
 */
export function outgoingReferences(ids: readonly string[], reference: string): string[] {
  const [root, ...others] = idsIn(ids).filter((id) => id !== reference);
  const parent = others.at(-1);
  // of ids as long as the limit, the ticket's own is what a reply is still known by
  const kept = [reference];
  let length = reference.length;
  const take = (id: string | undefined, at: number) => {
    if (id === undefined || length + 1 + id.length > maxReferences) return;
    kept.splice(at, 0, id);
    length += 1 + id.length;
  };
  take(root, 0);
  const afterReference = kept.length;
  take(parent, afterReference);
  for (const id of others.slice(-maxNewest, -1).reverse()) take(id, afterReference);
  return kept;
}

/** The id that a mail answers, as it may be written into a field; null without one. Pure. */
export const outgoingInReplyTo = (id: string | null): string | null => idsIn(id === null ? [] : [id])[0] ?? null;

/**
 * Ids as they are in what was stored: folded fields were copied with white space and stray brackets
 * before (nextcloud/mail issue 12558).
 */
const idsIn = (texts: readonly string[]): string[] => [...new Set(texts.flatMap((text) => text.match(/<[^<>\s]+>/g) ?? []))];

/**
 * The fields by which Outlook puts an answer beside what it answers; none where the client's mail
 * had none that are valid. `cause` names the answer: the same one has the same fields. Pure.
 */
export function exchangeFields({ exchangeThread }: Pick<Ticket, 'exchangeThread'>, at: Date, cause: string): Record<string, string> {
  if (exchangeThread === null) return {};
  const index = answerIndex(exchangeThread.index, at, hash('sha256', cause, 'buffer'));
  if (index === null) return {};
  // with another topic than the client's it would be another conversation
  return { 'Thread-Index': index, ...(exchangeThread.topic === '' ? {} : { 'Thread-Topic': exchangeThread.topic }) };
}

/**
 * What stands after the token in the subject of a ticket's mails, whatever its title is by now:
 * Gmail begins another conversation when the subject changes. Pure.
 */
export const mailSubjectOf = ({ mailSubject, subject }: Pick<Ticket, 'mailSubject' | 'subject'>): string => mailSubject ?? subject;
