import type { AppStatus } from '../api/health.ts';
import { isFailingLong } from '../domain/mailboxes/is-failing-long.ts';
import type { MailboxList } from '../domain/mailboxes/mailbox.ts';

export type HealthDeps = {
  now(): Date;
  /** All mailboxes, with their health. */
  listMailboxes(): Promise<MailboxList>;
  failingMinutes: number;
  /** Says something in the log. */
  report(problem: string): void;
  /** How long the database may take, in milliseconds; a monitor waits no longer. */
  patienceMs: number;
};

/** So long an answer is given again: whoever asks a thousand times a second costs one query. */
const keptMs = 20_000;

/**
 * Says whether all mailboxes are read, by what is known for at most twenty seconds; those who ask
 * at the same time share one reading. Never throws.
 */
export function healthReader(deps: HealthDeps): () => Promise<AppStatus> {
  let kept: { status: Promise<AppStatus>; at: number } | null = null;
  return () => {
    const now = deps.now().getTime();
    if (!kept || Math.abs(now - kept.at) >= keptMs) kept = { status: read(deps), at: now };
    return kept.status;
  };
}

async function read(deps: HealthDeps): Promise<AppStatus> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${deps.patienceMs / 1000} s`)), deps.patienceMs);
  });
  try {
    const { states, broken } = await Promise.race([deps.listMailboxes(), late]);
    // one whose item can't be read is not polled, and nothing says since when
    const isFailing = broken.length > 0 || states.some((state) => isFailingLong(state, deps.failingMinutes, deps.now()));
    return isFailing ? 'mailbox-failing' : 'ok';
  } catch (error) {
    deps.report(`The health of the mailboxes can't be read: ${error instanceof Error ? error.message : String(error)}`);
    return 'database-unreachable';
  } finally {
    clearTimeout(timer);
  }
}
