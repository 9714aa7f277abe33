import { readFrom } from '../domain/mailboxes/first-read.ts';
import type { Cursor, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { type MailRef, mailRef } from '../domain/queue-items.ts';
import { announcedTimes } from '../domain/subscriptions/plan-subscription.ts';
import type { MailSource, SourceMail, SourceStep } from '../ports/mail-source.ts';
import { acknowledgeMails } from './acknowledge-mails.ts';

/** A mail that is not fetched: it stays at its source and is reported. `head`: its first bytes. */
export type MailSetAside = {
  mailboxId: string;
  remoteId: string;
  size: number;
  receivedAt: Date;
  why: 'too-large' | 'unreadable';
  head: Uint8Array | null;
};

export type FetchDeps = {
  now(): Date;
  /**
   * Which of these mails were ingested before, or tried in vain (those are ingested again). Asked
   * where a source lists mails that were announced already (graph).
   */
  knownRemoteIds(mailboxId: string, remoteIds: string[]): Promise<Map<string, 'known' | 'tried'>>;
  /** Keeps the raw mail; returns the name of its blob, the same for the same bytes and day. */
  stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
  recordSetAside(mail: MailSetAside): Promise<void>;
  enqueueMails(refs: MailRef[]): Promise<void>;
  writeCursor(mailboxId: string, cursor: Cursor): Promise<void>;
};

/**
 * How many mails went into the queue, how many of these should have been announced and were not,
 * and what the admin should know.
 */
export type Fetched = { mails: number; unannounced: number; note: string | null };

/**
 * Fetches a few mails of one poll: their bytes go into Blob, then their ids into the queue, then
 * the mails are acknowledged at their source, and the cursor moves last. Doing it again after any
 * crash queues a mail twice at worst, and ingest writes it once.
 */
export async function fetchMails(
  deps: FetchDeps,
  state: Pick<MailboxState, 'mailbox' | 'subscription' | 'cursor'>,
  source: MailSource,
  steps: SourceStep[],
): Promise<Fetched> {
  const { mailbox } = state;
  const { mailboxId } = mailbox;
  const mails = steps.flatMap(({ mail }) => (mail ? [mail] : []));
  const listed = mails.filter(({ kind }) => kind === 'listed').map(({ remoteId }) => remoteId);
  const known = listed.length > 0 ? await deps.knownRemoteIds(mailboxId, listed) : new Map<string, 'known' | 'tried'>();

  for (const mail of mails) {
    if (mail.kind !== 'set-aside') continue;
    const { remoteId, size, why, head } = mail;
    await deps.recordSetAside({ mailboxId, remoteId, size, why, head, receivedAt: arrival(deps, mail) });
  }
  const { since } = mailbox;
  const isOld = (mail: SourceMail) => since != null && mail.receivedAt !== null && mail.receivedAt < new Date(since);
  const wanted = mails.filter(isFetchable).filter((mail) => known.get(mail.remoteId) !== 'known' && !isOld(mail));
  const refs = await Promise.all(wanted.map((mail) => stage(deps, mailboxId, mail, known.has(mail.remoteId))));
  if (refs.length > 0) await deps.enqueueMails(refs);
  const staged = refs.filter(({ rawBlob }) => rawBlob !== null).map(({ remoteId }) => remoteId);
  // where refused mails go elsewhere, what becomes of them must be known first
  const note = await acknowledgeMails(source, mailbox.afterIntake, mailbox.afterRefusal === null ? staged : []);
  const cursor = steps.findLast(({ cursorAfter }) => cursorAfter !== null)?.cursorAfter;
  const of = readFrom(mailbox);
  const { kind, token, of: before = of } = state.cursor ?? {};
  const isMoved = cursor?.kind !== kind || cursor?.token !== token || before !== of;
  if (cursor && isMoved) await deps.writeCursor(mailboxId, { ...cursor, of });
  const times = announcedTimes(state, deps.now());
  const unannounced = wanted.filter(({ remoteId, receivedAt }) => {
    const at = receivedAt?.getTime() ?? 0;
    return times !== null && at >= times.from && at < times.until && !known.has(remoteId);
  });
  return { mails: refs.length, unannounced: unannounced.length, note };
}

type FetchableMail = Exclude<SourceMail, { kind: 'set-aside' }>;
const isFetchable = (mail: SourceMail): mail is FetchableMail => mail.kind !== 'set-aside';

async function stage(deps: FetchDeps, mailboxId: string, mail: FetchableMail, replay: boolean): Promise<MailRef> {
  const receivedAt = arrival(deps, mail);
  const rawBlob = mail.kind === 'fetched' ? await deps.stageRaw(mail.raw, receivedAt) : null;
  return mailRef({ mailboxId, remoteId: mail.remoteId, rawBlob, receivedAt: receivedAt.toISOString(), replay });
}

const arrival = (deps: FetchDeps, { receivedAt }: SourceMail): Date => receivedAt ?? deps.now();
