import { ticketIdFor } from '../ids.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { cluesIn, rootMessageId } from './clues.ts';
import type { SigningKeys } from './signed-ids.ts';

/**
 * The tickets that a mail most likely belongs to, by the mail alone: ids, the most trusted clue
 * first, then numbers. Decides only for which ticket the mail waits its turn, not whether it may
 * join. Pure.
 */
export function likelyTickets(mail: ParsedMail, keys: SigningKeys): [string, ...string[]] {
  const ids: string[] = [];
  const numbers: string[] = [];
  for (const clue of cluesIn(mail, keys)) {
    if (clue.kind === 'subject-token') numbers.push(...clue.numbers);
    else if (clue.kind !== 'quoted-message-ids') ids.push(...clue.ticketIds);
  }
  const [first, ...rest] = [...ids, ticketIdFor(rootMessageId(mail)), ...numbers];
  return [first ?? ticketIdFor(mail.messageId), ...rest];
}
