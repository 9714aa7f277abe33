import type { MailboxState } from './mailbox.ts';

/** Whether a mailbox's new mails are announced, as far as is stored. Pure. */
export const isSubscribed = ({ subscription }: Pick<MailboxState, 'subscription'>, now: Date): boolean =>
  subscription !== null && subscription.subscriptionId !== '' && Date.parse(subscription.expiresAt) > now.getTime();
