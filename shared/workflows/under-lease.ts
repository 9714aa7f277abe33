import { MailSourceError } from '../errors.ts';

export type LeaseDeps = {
  now(): Date;
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>;
  newOwner(): string;
  takeLease(mailboxId: string, owner: string, until: Date): Promise<boolean>;
  giveUpLease(mailboxId: string, owner: string): Promise<void>;
};

/** A refresh takes a second or two; its requests give up long before. */
const leaseMs = 60_000;
/** How long another instance is waited for. */
const maxWaitMs = 20_000;
const lookEveryMs = 500;

/**
 * Does work on a mailbox's token that one worker may do at a time, over all instances. `until`: by
 * then another one may have begun.
 *
 * @throws MailSourceError `unreachable` when another one has not ended in 20 s; what `work` throws.
 */
export async function underLease<T>(deps: LeaseDeps, mailboxId: string, work: (until: Date) => Promise<T>): Promise<T> {
  const owner = deps.newOwner();
  const until = await take(deps, mailboxId, owner);
  try {
    return await work(until);
  } finally {
    await deps.giveUpLease(mailboxId, owner);
  }
}

async function take(deps: LeaseDeps, mailboxId: string, owner: string): Promise<Date> {
  const giveUpAt = deps.now().getTime() + maxWaitMs;
  for (;;) {
    const until = new Date(deps.now().getTime() + leaseMs);
    if (await deps.takeLease(mailboxId, owner, until)) return until;
    if (deps.now().getTime() >= giveUpAt) {
      throw new MailSourceError('unreachable', 'Another instance is renewing the token of this mailbox; it is tried again', {
        retryAfterMs: leaseMs,
      });
    }
    await deps.wait(lookEveryMs);
  }
}
