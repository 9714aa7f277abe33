import type { MailboxJob } from '../domain/queue-items.ts';
import type { LogLine } from './log-lines.ts';

/**
 * A kind of work on mailboxes that takes longer than a request: `run` does a turn of the one with
 * this id, queues the next turn if there is more, and may have something for the log; `giveUp`
 * keeps that its tries are used up.
 */
export type MailboxJobKind = { run(id: string): Promise<readonly LogLine[]> | Promise<void>; giveUp(id: string): Promise<void> };

/** The kinds of work, by the name that their queue items have. */
export type MailboxJobKinds = ReadonlyMap<MailboxJob['job'], MailboxJobKind>;

/**
 * Does one turn of a job. Returns what the log is told.
 *
 * @throws Error when there is no such kind, and what its turn throws: the queue tries again.
 */
export const runMailboxJob = async (kinds: MailboxJobKinds, { job, id }: MailboxJob): Promise<readonly LogLine[]> =>
  (await kindOf(kinds, job).run(id)) ?? [];

/** Keeps that a job is given up. Throws as `runMailboxJob` does. */
export const giveUpMailboxJob = (kinds: MailboxJobKinds, { job, id }: MailboxJob): Promise<void> => kindOf(kinds, job).giveUp(id);

function kindOf(kinds: MailboxJobKinds, job: MailboxJob['job']): MailboxJobKind {
  const kind = kinds.get(job);
  if (!kind) throw new Error(`job: "${job}" is no job of this version`);
  return kind;
}
