import { readSince } from '../domain/mailboxes/first-read.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { planNextPass, type Reconcile, type StoredReconcile } from '../domain/mailboxes/reconcile.ts';
import { MailSourceError, type SourceFailure } from '../errors.ts';
import type { MailListing, MailSource } from '../ports/mail-source.ts';
import type { FetchDeps } from './fetch-mails.ts';
import { type LogLine, logOfReconcile } from './log-lines.ts';
import { reconcilePage } from './reconcile-page.ts';
import type { StartReconcileDeps } from './start-reconcile.ts';

export type ReconcileDeps = FetchDeps & StartReconcileDeps & { openSource(mailbox: Mailbox): Promise<MailSource & MailListing> };

/** A turn ends after the page, or the few mails, that it is at then. */
const maxTurnMs = 45_000;
/** Failures of the source in a row, with their waits some two hours. */
const maxFailures = 12;
const firstWaitMs = 30_000;
const maxWaitMs = 15 * 60_000;
/** What no wait mends: trying again would only bring an account nearer to being locked. */
const lasting: readonly SourceFailure[] = ['login-refused', 'needs-authorisation', 'address-refused', 'certificate', 'folder-missing'];

/**
 * Does a turn of a mailbox's count: page by page of what its source lists, each kept when it is
 * done, so that the next turn goes on there, whatever this one dies of. Mails without a trace are
 * fetched as a poll does it. The next turn is queued. Returns what the log is told at the end.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function reconcileMailbox(deps: ReconcileDeps, mailboxId: string): Promise<LogLine[]> {
  const stored = await deps.readReconcile(mailboxId);
  if (!stored || stored.reconcile.endedAt !== null) return [];
  const state = await deps.readMailbox(mailboxId);
  const kept = keeper(deps, stored);
  if (!state?.mailbox.enabled) {
    const problem = { code: 'paused', message: 'The mailbox is paused' };
    await kept.write({ problem, endedAt: deps.now().toISOString() });
    return [];
  }
  const mailbox = { ...state.mailbox, since: readSince(state.mailbox, state.health) };
  const until = deps.now().getTime() + maxTurnMs;
  let source: (MailSource & MailListing) | null = null;
  try {
    source = await deps.openSource(mailbox);
    while (deps.now().getTime() < until) {
      const { page, pass, unsettled } = kept.at();
      for await (const { counts, isDone, next } of reconcilePage(deps, { mailbox, source, at: kept.at() })) {
        const isLast = isDone && (next === null || (pass !== 'count' && page === unsettled?.until));
        const now = deps.now();
        const went = { ...counts, ...(isDone ? { page: next, doneInPage: 0 } : {}), failures: 0, stuckOn: null, problem: null };
        const step = isLast ? planNextPass({ ...kept.at(), ...went }, now) : null;
        // who was faster goes on
        if (!(await kept.write(step?.next ?? went))) return [];
        if (step?.next.endedAt) return logOfReconcile(step.next);
        if (step || now.getTime() >= until) return await queued(deps, mailboxId, step?.afterMs ?? 0);
      }
    }
    return await queued(deps, mailboxId, 0);
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return await failed(deps, kept, error);
  } finally {
    await source?.close();
  }
}

type Keeper = { at(): Reconcile; write(more: Partial<Reconcile>): Promise<boolean> };

/** Keeps how far the count has come; false: another turn has kept something else. */
function keeper(deps: ReconcileDeps, stored: StoredReconcile): Keeper {
  let { reconcile, etag } = stored;
  return {
    at: () => reconcile,
    async write(more) {
      const written = await deps.writeReconcile({ ...reconcile, updatedAt: deps.now().toISOString(), ...more }, etag);
      if (written) ({ reconcile, etag } = written);
      return written !== null;
    },
  };
}

async function queued(deps: ReconcileDeps, mailboxId: string, afterMs: number): Promise<LogLine[]> {
  await deps.enqueueReconcile(mailboxId, afterMs);
  return [];
}

async function failed(deps: ReconcileDeps, kept: Keeper, error: MailSourceError): Promise<LogLine[]> {
  const { failure: code, message, retryAfterMs, remoteId: stuckOn } = error;
  const { mailboxId, failures: before } = kept.at();
  const failures = before + 1;
  const isFinal = lasting.includes(code) || failures >= maxFailures;
  const endedAt = isFinal ? deps.now().toISOString() : null;
  const isWritten = await kept.write({ failures, stuckOn, problem: { code, message: message.slice(0, 1000) }, endedAt });
  if (!isWritten) return [];
  if (isFinal) return logOfReconcile(kept.at());
  const wait = Math.min(firstWaitMs * 2 ** (failures - 1), maxWaitMs);
  return queued(deps, mailboxId, Math.max(wait, retryAfterMs ?? 0));
}
