import { cursorOf } from '../domain/mailboxes/first-read.ts';
import type { Mailbox, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { type MailboxRead, mailToSetAside } from '../domain/mailboxes/mailbox-health.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource, SourceStep } from '../ports/mail-source.ts';
import { type FetchDeps, fetchMails } from './fetch-mails.ts';

export type ReadMailboxDeps = FetchDeps & {
  /** The mailbox's source, not connected yet. Throws MailSourceError without secret or token. */
  openSource(mailbox: Mailbox): Promise<MailSource>;
  /** Larger mails are set aside. */
  mailBytes: number;
};

/**
 * How a read came to its end: with all mails; `left`: the budget ran out before the mails did;
 * `lost`: another poll holds the claim, and goes on; `bytes`: there are mails that would have to be
 * fetched, which a look leaves to others. `unannounced`: how many mails should have been announced
 * and were not.
 */
export type MailboxReadResult = { read: MailboxRead; end: 'all' | 'left' | 'lost' | 'bytes'; unannounced: number };

/** Mails held at a time: bounds their bytes, and what must be done again after a crash. */
const groupMails = 10;
const groupBytes = 4 * 1024 * 1024;

/** The limits of one poll: other mailboxes wait for the same functions. */
const maxPollMs = 60_000;
const maxPollMails = 500;

/**
 * Reads a mailbox from its cursor on and fetches its mails, a few at a time. When the source fails,
 * the mails before that are kept. `hold` takes or renews the claim, which is asked for before
 * anything is done with mails. A `look` fetches no mail's bytes: those of many mailboxes side by
 * side would not fit into memory.
 *
 * @throws what the stores throw: the queue tries again. A source's failure is returned.
 */
export async function readMailbox(
  deps: ReadMailboxDeps,
  state: MailboxState,
  hold: () => Promise<boolean>,
  how: 'look' | 'take-in',
): Promise<MailboxReadResult> {
  const { mailbox, health } = state;
  const cursor = cursorOf(state);
  const started = deps.now().getTime();
  let mails = 0;
  let unannounced = 0;
  let note: string | null = null;
  let group: SourceStep[] = [];
  let source: MailSource | null = null;

  /** False: the claim is lost, and nothing was done. */
  const fetchGroup = async (opened: MailSource): Promise<boolean> => {
    const steps = group;
    group = [];
    if (steps.some(({ mail }) => mail !== null) && !(await hold())) return false;
    const fetched = await fetchMails(deps, state, opened, steps);
    mails += fetched.mails;
    unannounced += fetched.unannounced;
    note ??= fetched.note;
    return true;
  };
  const certificate = () => source?.certificate?.() ?? null;
  const finished = (end: MailboxReadResult['end']): MailboxReadResult => ({
    read: { kind: 'read', mails, note, certificate: certificate() },
    ...{ end, unannounced },
  });

  try {
    source = await deps.openSource(mailbox);
    let seen = 0;
    const received = { from: mailbox.since ? new Date(mailbox.since) : null, before: null };
    for await (const step of source.newMails(cursor, { mailBytes: deps.mailBytes, setAside: mailToSetAside(health), received })) {
      if (how === 'look' && (step.bytesNext || step.mail?.kind === 'fetched')) return finished('bytes');
      if (step.bytesNext && !(await hold())) return finished('lost');
      if (step.bytesNext) continue;
      group.push(step);
      note ??= step.note ?? null;
      seen += 1;
      // only where the cursor moves: a page of changes left in its middle would be read from its
      // beginning again, for ever
      const spent = step.cursorAfter !== null && (seen >= maxPollMails || deps.now().getTime() - started >= maxPollMs);
      if (!spent && !isFull(group)) continue;
      if (!(await fetchGroup(source))) return finished('lost');
      if (spent) return finished('left');
    }
    if (group.length > 0 && !(await fetchGroup(source))) return finished('lost');
    return finished('all');
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    if (source && group.length > 0 && !(await fetchGroup(source))) return finished('lost');
    const { failure, message, retryAfterMs, remoteId } = error;
    const told = { error: `${failure}: ${message}`, failure, retryAfterMs, remoteId };
    return { read: { kind: 'failed', mails, ...told, certificate: certificate() }, end: 'all', unannounced };
  } finally {
    await source?.close();
  }
}

function isFull(group: SourceStep[]): boolean {
  const bytes = group.reduce((sum, { mail }) => sum + (mail?.kind === 'fetched' ? mail.raw.length : 0), 0);
  return group.length >= groupMails || bytes >= groupBytes;
}
