import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Position } from '../domain/tickets/position.ts';
import { ProblemError } from './problem.ts';

/**
 * A message of a ticket: those before it are the earlier ones. Messages are in the order of both,
 * so a page neither repeats nor skips one.
 */
const SentPlace = z.strictObject({ ticketId: z.string().max(100), at: z.iso.datetime(), id: z.string().min(1).max(100) });

/**
 * The place before a message, as a caller hands it back: opaque. It ends with a checksum, so that
 * one that was changed is seen.
 */
export function toMessageCursor(ticketId: string, { at, id }: Position): string {
  const place = Buffer.from(JSON.stringify({ ticketId, at, id })).toString('base64url');
  return `${place}.${checksum(place)}`;
}

/** @throws ProblemError 400 when it is none that was given for this ticket. */
export function fromMessageCursor(ticketId: string, cursor: string): Position {
  const [place = '', check] = cursor.split('.');
  const read = check === checksum(place) && cursor === `${place}.${check}` ? SentPlace.safeParse(parsed(place)).data : undefined;
  if (read?.ticketId !== ticketId)
    throw new ProblemError(400, 'before: is not the "earlier" of a page of this ticket; start again without it');
  return { at: read.at, id: read.id };
}

const checksum = (place: string) => hash('sha256', `messages before ${place}`, 'base64url').slice(0, 12);

function parsed(place: string): unknown {
  try {
    return JSON.parse(Buffer.from(place, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
