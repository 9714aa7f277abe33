import type { Mailbox, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { type MailboxRead, mailToSetAside } from '../domain/mailboxes/mailbox-health.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource, SourceStep } from '../ports/mail-source.ts';
import { fetchMails, type TakeInDeps } from './fetch-mails.ts';

export type ReadMailboxDeps = TakeInDeps & {
  /**
   * The mailbox's source, not connected yet. Throws MailSourceError when its secret or token can't
   * be had.
   */
  openSource(mailbox: Mailbox): Promise<MailSource>;
  /** Larger mails are set aside. */
  mailBytes: number;
};

/**
 * `left`: the budget was used up before the mails were; `lost`: the claim ran out and another poll
 * goes on; `unannounced`: so many mails should have been announced and never were.
 */
export type MailboxReadResult = { visit: MailboxRead; left: boolean; lost: boolean; unannounced: number };

/** Mails that are held at a time: their bytes, and what has to be done again after a crash. */
const groupMails = 10;
const groupBytes = 4 * 1024 * 1024;

/** One visit takes so long and so many: other mailboxes wait for the same functions. */
const visitMs = 60_000;
const visitMails = 500;

/**
 * Reads a mailbox from its cursor on and takes its mails in, a few at a time. What a source's
 * failure cuts off is kept up to there.
 *
 * @throws whatever the stores throw: the queue tries again. A source's failure is an answer.
 */
export async function readMailbox(
  deps: ReadMailboxDeps,
  state: MailboxState,
  renewClaim: () => Promise<boolean>,
): Promise<MailboxReadResult> {
  const { mailbox, cursor, health } = state;
  const started = deps.now().getTime();
  let mails = 0;
  let unannounced = 0;
  let note: string | null = null;
  let group: SourceStep[] = [];
  let source: MailSource | null = null;

  const takeIn = async (opened: MailSource) => {
    const steps = group;
    group = [];
    const taken = await fetchMails(deps, state, opened, steps);
    mails += taken.mails;
    unannounced += taken.unannounced;
    note ??= taken.note;
  };
  const read = (left: boolean, lost: boolean): MailboxReadResult => ({ visit: { kind: 'read', mails, note }, left, lost, unannounced });

  try {
    source = await deps.openSource(mailbox);
    let seen = 0;
    for await (const step of source.newMails(cursor, { mailBytes: deps.mailBytes, setAside: mailToSetAside(health) })) {
      group.push(step);
      seen += 1;
      // only where the cursor moves: a page of changes that is left in its middle would be read
      // again from its beginning, for ever
      const spent = step.cursorAfter !== null && (seen >= visitMails || deps.now().getTime() - started >= visitMs);
      if (!spent && !isFull(group)) continue;
      await takeIn(source);
      if (spent) return read(true, false);
      if (!(await renewClaim())) return read(false, true);
    }
    if (group.length > 0) await takeIn(source);
    return read(false, false);
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    if (source && group.length > 0) await takeIn(source);
    const { failure, message, retryAfterMs, remoteId } = error;
    return {
      visit: { kind: 'failed', mails, error: `${failure}: ${message}`, retryAfterMs, remoteId },
      left: false,
      lost: false,
      unannounced,
    };
  } finally {
    await source?.close();
  }
}

function isFull(group: SourceStep[]): boolean {
  const bytes = group.reduce((sum, { mail }) => sum + (mail?.kind === 'fetched' ? mail.raw.length : 0), 0);
  return group.length >= groupMails || bytes >= groupBytes;
}
