import { type GraphMailbox, isGraphMailbox, type MailboxList } from '../domain/mailboxes/mailbox.ts';
import { renaming } from '../domain/notifications/final-message-id.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { notificationRef } from '../domain/queue-items.ts';
import { type SigningKeys, verifyMessageId } from '../domain/thread/signed-ids.ts';
import { MailSourceError } from '../errors.ts';
import type { Committed } from './ticket-versions.ts';

/** What a mailbox tells of the mail that was sent from it; `isOurs` knows a Message-ID of ours. */
export type SentMail = {
  /** Mails that have another Message-ID than ours now: ours as they state it, and that one. */
  renamedSince(since: Date, isOurs: (messageId: string) => boolean): Promise<{ ownId: string; messageId: string }[]>;
  /** Removes drafts of ours from before then. How many. */
  removeLeftDrafts(before: Date, isOurs: (messageId: string) => boolean): Promise<number>;
};

/** What tending reads and writes. */
export type TendDeps = {
  now(): Date;
  signingKeys(): Promise<SigningKeys>;
  listMailboxes(): Promise<MailboxList>;
  sentMailOf(mailbox: GraphMailbox): Promise<SentMail>;
  commit(change: TicketChange): Promise<Committed>;
};

/** What was done in a mailbox; `error` where that failed. */
export type Tended = { mailboxId: string; renamed: number; removed: number; error: string | null };

/** Three runs of the timer: one that failed is made up for. */
const lookBackMs = 45 * 60_000;
/** No try takes that long: an older draft was left by a crash, and somebody might send it. */
const leftAfterMs = 60 * 60_000;

/**
 * Looks after the mailboxes that send by themselves: learns what Exchange called our mails, so that
 * replies to those are known, and removes drafts that a crash left. One that fails doesn't keep the
 * others from theirs; it is looked at again the next time. Doing it again changes nothing.
 */
export async function tendSentMail(deps: TendDeps): Promise<Tended[]> {
  const tended: Tended[] = [];
  const mailboxes = (await deps.listMailboxes()).states.map(({ mailbox }) => mailbox);
  const sending = mailboxes.filter(isGraphMailbox).filter(({ sendsBy, enabled }) => sendsBy === 'graph' && enabled);
  if (sending.length === 0) return [];
  const keys = await deps.signingKeys();
  for (const mailbox of sending) {
    const { mailboxId } = mailbox;
    try {
      tended.push({ mailboxId, ...(await tend(deps, mailbox, keys)), error: null });
    } catch (error) {
      if (!(error instanceof MailSourceError)) throw error;
      tended.push({ mailboxId, renamed: 0, removed: 0, error: error.message });
    }
  }
  return tended;
}

async function tend(deps: TendDeps, mailbox: GraphMailbox, keys: SigningKeys): Promise<Pick<Tended, 'renamed' | 'removed'>> {
  const now = deps.now();
  const isOurs = (messageId: string) => verifyMessageId(messageId, keys) !== null;
  const sent = await deps.sentMailOf(mailbox);
  const removed = await sent.removeLeftDrafts(new Date(now.getTime() - leftAfterMs), isOurs);
  let renamed = 0;
  for (const { ownId, messageId } of await sent.renamedSince(new Date(now.getTime() - lookBackMs), isOurs)) {
    // others may state whatever they like
    const signed = verifyMessageId(ownId, keys);
    if (signed && (await deps.commit(renaming(notificationRef(signed), messageId, now))) !== 'conflict') renamed += 1;
  }
  return { renamed, removed };
}
