import type { Position } from '../tickets/position.ts';
import type { Outcome } from './outcome.ts';

/** Which mails are listed, and from where on; absent or null asks for nothing. */
export type MailFilter = {
  /** As in the header, with its brackets. */
  messageId?: string | undefined;
  /** An address. */
  from?: string | undefined;
  outcome?: Outcome | undefined;
  mailboxId: string | null;
  limit: number;
  after: Position | null;
};
