import type { GraphMailbox, MailboxHealth, MailboxList, MailboxState } from '../../domain/mailboxes/mailbox.ts';
import type { Subscription } from '../../domain/mailboxes/subscription.ts';
import type { PollRef } from '../../domain/queue-items.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { SettingDeps } from '../settings/setting-deps.ts';

/** What administering mailboxes reads and writes. */
export type MailboxAdminDeps = SettingDeps & {
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  listMailboxes(): Promise<MailboxList>;
  secrets: Pick<SecretStore, 'write' | 'remove'>;
  /** Whether a mailbox may be read without TLS. */
  allowPlainImap: boolean;
  enqueuePoll(ref: PollRef): Promise<void>;
  /** Ends the subscription of a mailbox, here and at Graph. Throws MailSourceError. */
  endSubscription(mailbox: GraphMailbox, stored: Subscription | null): Promise<unknown>;
  writeHealth(mailboxId: string, health: MailboxHealth): Promise<void>;
  /** Forgets how far it has been read. */
  forgetCursor(mailboxId: string): Promise<void>;
  /** Removes all that is kept of a mailbox besides its settings. */
  removeRest(mailboxId: string): Promise<void>;
};
