import { ProblemError } from '../problem.ts';

/**
 * Whether the version that a caller has seen (`If-Match`, RFC 9110 13.1.1: entity tags or `*`) is
 * the one that is there.
 *
 * @throws ProblemError 428 without one: a change made blindly could undo another's.
 */
export function isCurrent(ifMatch: string | null, etag: string): boolean {
  if (ifMatch === null || ifMatch.trim() === '') {
    throw new ProblemError(
      428,
      'if-match: send the ETag that came with the item, so that nobody undoes what another has changed meanwhile',
    );
  }
  const sent = ifMatch.split(',').map((tag) => tag.trim());
  return sent.includes('*') || sent.includes(etag);
}
