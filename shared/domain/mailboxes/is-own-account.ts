import type { GraphMailbox, Mailbox } from './mailbox.ts';

/** Whether an account that signs in (null: the mailbox's own) is the mailbox's own. Pure. */
export const isOwnAccount = (mailbox: Pick<Mailbox, 'address' | 'aliases'> & { user?: string }, account: string | null): boolean =>
  account === null || [mailbox.address, ...mailbox.aliases, mailbox.user?.toLowerCase()].includes(account.toLowerCase());

/**
 * Whether Graph announces this mailbox's mails when it is subscribed to. With the token of another
 * account that has access to it, a subscription can be made, and nothing is ever announced
 * (learn.microsoft.com/graph/outlook-change-notifications-overview): such a mailbox is polled.
 * Pure.
 */
export const isAnnounced = (mailbox: GraphMailbox): boolean => isOwnAccount(mailbox, mailbox.login?.account ?? null);
