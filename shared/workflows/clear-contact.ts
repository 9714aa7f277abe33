import { ProblemError } from '../api/problem.ts';

/** What letting mail go to an address again writes. */
export type ClearContactDeps = { clear(address: string, by: string, now: Date): Promise<boolean> };

/**
 * Lets automatic mail go to an address again that was returned, complained, or was stopped as a
 * loop. `by`: who asks for it.
 *
 * @throws ProblemError 404 when nothing is known of the address.
 */
export async function clearContact({ clear }: ClearContactDeps, address: string, by: string, now: Date): Promise<void> {
  if (!(await clear(address, by, now))) throw new ProblemError(404, `address: nothing is known of ${address}`);
}
