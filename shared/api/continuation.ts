import { z } from 'zod';
import { ItemId } from './params.ts';
import { ProblemError } from './problem.ts';

/** Where the next page goes on: after the row with this time and id. Lists are ordered by both, so a page neither repeats nor skips under inserts. */
const Position = z.strictObject({ at: z.iso.datetime(), id: ItemId });
export type Position = z.infer<typeof Position>;

/** A position as a caller hands it back: opaque. */
export const toContinuation = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws ProblemError 400 when it is none of ours. */
export function fromContinuation(continuation: string): Position {
  const parsed = Position.safeParse(decoded(continuation));
  // written again it is the same text, or somebody has changed it: base64 and JSON can be written in many ways
  if (parsed.success && toContinuation(parsed.data) === continuation) return parsed.data;
  throw new ProblemError(400, 'continuation: is not the "next" of a page; start again without it');
}

function decoded(continuation: string): unknown {
  try {
    return JSON.parse(Buffer.from(continuation, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
