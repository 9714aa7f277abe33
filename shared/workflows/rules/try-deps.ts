import type { SigningKeys } from '../../domain/thread/signed-ids.ts';
import type { Position } from '../../domain/tickets/position.ts';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import type { MailFilter } from '../../domain/trace/mail-filter.ts';
import type { MailTrace } from '../../domain/trace/mail-trace.ts';
import type { ThreadDeps } from '../find-thread.ts';
import type { MailboxSettings, ReadFactsDeps } from '../read-facts.ts';

/** What trying rules reads; nothing is written. */
export type TryRulesDeps = ThreadDeps &
  Pick<ReadFactsDeps, 'now' | 'knownSender'> & {
    settingsOf(mailboxId: string): Promise<MailboxSettings | null>;
    signingKeys(): Promise<SigningKeys>;
    browse: {
      mail(mailId: string): Promise<MailTrace | null>;
      mails(filter: MailFilter): Promise<{ items: MailTrace[]; next: Position | null }>;
      ticket(idOrNumber: string): Promise<Ticket | null>;
    };
    files: { rawMail(name: string): Promise<Uint8Array | null> };
    /** Our mailboxes with their addresses, in an order that stays. */
    mailboxAddresses(): Promise<{ mailboxId: string; addresses: readonly string[] }[]>;
    /** A mailbox by its address or id. */
    mailboxIdOf(named: string): Promise<string>;
  };
