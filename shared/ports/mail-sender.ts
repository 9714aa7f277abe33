import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import type { Remark } from '../domain/words/remark.ts';

/**
 * What the channel said.
 *
 * - accepted: it has taken the mail over. `finalMessageId`: under which Message-ID it goes, where
 *   the channel tells that it is another than ours.
 * - refused: for good, and why. `isAddressDead`: nobody has the address, so other mail to it would
 *   come back too.
 * - uncertain: it has the bytes, and no answer came: it may have taken the mail, and must not get
 *   it again before somebody looked. `canLook`: a try `again` finds out by itself.
 *
 * What may pass (throttling, outages), or an admin can put right, is thrown as MailSenderError.
 */
export type SendResult =
  | { kind: 'accepted'; finalMessageId?: string }
  | { kind: 'refused'; reason: Remark; isAddressDead?: true }
  | { kind: 'uncertain'; reason: Remark; canLook: boolean };

/** `again`: an earlier try may have got through, so a channel that can looks before it sends. */
export type SendOptions = { again: boolean };

/**
 * How mail leaves. A second `send` with the same operation id is `accepted`, and no second mail
 * leaves, where the channel can tell (test/adapters/mail-sender-contract.ts). Implementations: acs.
 */
export type MailSender = { send(mail: OutgoingMail, options?: SendOptions): Promise<SendResult> };
