import { z } from 'zod';
import type { Position } from '../domain/tickets/position.ts';
import { ItemId } from './params.ts';
import { ProblemError } from './problem.ts';

const SentPosition = z.strictObject({ at: z.iso.datetime(), id: ItemId });

/** A position as a caller hands it back: opaque. */
export const toContinuation = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/**
 * The position that a caller hands back; null without one: from the start.
 *
 * @throws ProblemError 400 when it is none of ours.
 */
export function fromContinuation(continuation: string | undefined): Position | null {
  if (continuation === undefined) return null;
  const parsed = SentPosition.safeParse(decoded(continuation));
  // written again it is the same text, or somebody has changed it: base64 and JSON can be written
  // in many ways
  if (parsed.success && toContinuation(parsed.data) === continuation) return parsed.data;
  throw notOurs();
}

const SentAfter = z.strictObject({ after: z.string().min(1).max(1000) });

/** Where a list that goes by one text goes on, as a caller hands it back: opaque. */
export const tokenAfter = (after: string): string => Buffer.from(JSON.stringify({ after })).toString('base64url');

/**
 * The text after which a list goes on; null: from the start.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export function afterToken(continuation: string | undefined): string | null {
  if (continuation === undefined) return null;
  const parsed = SentAfter.safeParse(decoded(continuation));
  if (parsed.success && tokenAfter(parsed.data.after) === continuation) return parsed.data.after;
  throw notOurs();
}

const notOurs = () => new ProblemError(400, 'continuation: is not the "next" of a page; start again without it');

function decoded(continuation: string): unknown {
  try {
    return JSON.parse(Buffer.from(continuation, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
