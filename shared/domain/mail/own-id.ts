import { headerValue } from './header-fields.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import type { ParsedMail } from './parsed-mail.ts';

/**
 * The field with our Message-ID, for where a channel gives the mail another. Exchange keeps a field
 * with x- of a MIME mail only once a mailbox has sent that name otherwise (microsoft-graph-docs
 * issue 424), as each draft does.
 */
export const ownIdField = 'X-Psa-Email-Id';

/**
 * Its value: our Message-ID, and the operation, since somebody may have one mail sent again. Pure.
 */
export const ownIdOf = ({ messageId, operationId }: Pick<OutgoingMail, 'messageId' | 'operationId'>): string =>
  `${messageId} ${operationId}`;

/**
 * The Message-ID that a mail says it had before another took its place, or null: our own field, or
 * what Exchange writes then. Anybody can write both. Pure.
 */
export function formerMessageId(mail: Pick<ParsedMail, 'headers'>): string | null {
  const stated = headerValue(mail, ownIdField.toLowerCase()) ?? headerValue(mail, 'x-microsoft-original-message-id');
  return /<[^<>\s]{1,900}>/.exec(stated ?? '')?.[0] ?? null;
}
