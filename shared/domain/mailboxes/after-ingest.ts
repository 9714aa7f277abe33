import type { Outcome } from '../trace/outcome.ts';
import type { AfterFetch, Mailbox } from './mailbox.ts';

/** The outcomes of mails that nobody sees in a ticket. */
const refusals: readonly Outcome[] = ['suppressed', 'quarantined'];

/**
 * What happens at its source to a mail once its outcome is known. `announced`: its bytes came by
 * ingest, so that it has not been acknowledged when it was fetched. Pure.
 */
export function afterIngest({ afterIntake, afterRefusal }: Mailbox, outcome: Outcome, announced: boolean): AfterFetch {
  if (afterRefusal === null) return announced ? afterIntake : { action: 'leave' };
  if (outcome === 'failed' || outcome === 'processing') return { action: 'leave' };
  return refusals.includes(outcome) ? afterRefusal : afterIntake;
}
