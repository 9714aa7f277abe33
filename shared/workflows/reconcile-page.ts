import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { isCounted, type Reconcile } from '../domain/mailboxes/reconcile.ts';
import { MailSourceError } from '../errors.ts';
import type { MailListing, MailPage, MailSource, SourceMail } from '../ports/mail-source.ts';
import { type FetchDeps, fetchMails } from './fetch-mails.ts';

/** A mailbox as it is read, its source, and how far its count has come. */
export type CountedMailbox = { mailbox: Mailbox; source: MailSource & MailListing; at: Reconcile };

/** The count after (a part of) a page; `isDone`: the page is done, and `next` comes after it. */
type PageStep = { counts: Partial<Reconcile>; isDone: boolean; next: string | null };

/** Mails held at a time, and counted as fetched together. */
const groupMails = 10;
const groupBytes = 4 * 1024 * 1024;
/** How many failures in a row may be of the same mail before it is set aside. */
const maxTriesOfAMail = 4;

/**
 * Does the next page of a count, in steps: each is to be kept before the next one is asked for.
 *
 * @throws MailSourceError, of a mail that could not be fetched with its id.
 */
export async function* reconcilePage(deps: FetchDeps, counted: CountedMailbox): AsyncGenerator<PageStep> {
  const { source, mailbox, at } = counted;
  const { mails: listed, next } = await source.listMails(at.since === null ? null : new Date(at.since), at.page);
  const mails = listed.filter((mail) => isCounted(at, mail)).slice(at.doneInPage);
  const ids = mails.map(({ remoteId }) => remoteId);
  const known = ids.length > 0 ? await deps.knownRemoteIds(mailbox.mailboxId, ids) : new Map<string, 'known' | 'tried'>();
  const unknown = mails.filter(({ remoteId }) => known.get(remoteId) !== 'known');
  const done = { isDone: true, next };

  if (at.pass === 'count') {
    const unsettled = { from: at.unsettled ? at.unsettled.from : at.page, until: at.page };
    const sums = { inMailbox: at.inMailbox + mails.length, known: at.known + mails.length - unknown.length };
    yield { ...done, counts: unknown.length > 0 ? { ...sums, unsettled } : sums };
  } else if (at.pass === 'check') {
    const tried = unknown.filter(({ remoteId }) => known.has(remoteId)).length;
    yield { ...done, counts: { failed: at.failed + tried, missing: at.missing + unknown.length - tried } };
  } else {
    let [inMailbox, fetched] = [at.inMailbox, at.fetched];
    for await (const group of groupsOf(counted, unknown, known)) {
      await fetchMails(
        deps,
        { mailbox, subscription: null, cursor: null },
        source,
        group.taken.map((mail) => ({ mail, cursorAfter: null })),
      );
      // those that are fetched once more have been counted
      if (!at.isRetried) [inMailbox, fetched] = [inMailbox - group.gone, fetched + group.taken.length];
      const last = mails.findIndex(({ remoteId }) => remoteId === group.lastId);
      yield { counts: { inMailbox, fetched, doneInPage: at.doneInPage + last + 1 }, isDone: false, next };
    }
    yield { ...done, counts: { inMailbox, fetched } };
  }
}

type Group = { taken: SourceMail[]; gone: number; lastId: string };

/** The mails with their bytes, a few at a time; `gone`: how many were not there any more. */
async function* groupsOf(counted: CountedMailbox, mails: MailPage['mails'], known: ReadonlyMap<string, unknown>): AsyncGenerator<Group> {
  let group: Group = { taken: [], gone: 0, lastId: '' };
  let bytes = 0;
  for (const mail of mails) {
    // what was tried in vain is ingested anew, and asked for then
    const taken = known.has(mail.remoteId) ? ({ ...mail, kind: 'listed' } as const) : await fetchMail(counted, mail);
    if (taken) group.taken.push(taken);
    else group.gone += 1;
    group.lastId = mail.remoteId;
    bytes += taken?.kind === 'fetched' ? taken.raw.length : 0;
    if (group.taken.length < groupMails && bytes < groupBytes) continue;
    yield group;
    group = { taken: [], gone: 0, lastId: '' };
    bytes = 0;
  }
  if (group.lastId !== '') yield group;
}

async function fetchMail({ source, at }: CountedMailbox, mail: MailPage['mails'][number]): Promise<SourceMail | null> {
  const { remoteId } = mail;
  const aside = (why: 'too-large' | 'unreadable'): SourceMail => ({ ...mail, kind: 'set-aside', why, head: null });
  if (at.stuckOn === remoteId && at.failures >= maxTriesOfAMail) return aside('unreadable');
  try {
    const raw = await source.rawMail(remoteId);
    return raw && { ...mail, kind: 'fetched', raw };
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    const { failure, message, retryAfterMs } = error;
    if (failure === 'too-large' || failure === 'unreadable') return aside(failure);
    throw new MailSourceError(failure, message, { retryAfterMs, remoteId });
  }
}
