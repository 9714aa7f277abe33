import { headerValue } from '../../domain/mail/header-fields.ts';
import type { ParsedMail } from '../../domain/mail/parsed-mail.ts';

/**
 * The field with our Message-ID, for where Exchange gives the mail another. A name that begins with
 * x- is kept in MIME once a mailbox has sent it otherwise (microsoft-graph-docs issue 424), as
 * every draft does.
 */
export const ownIdField = 'X-Psa-Email-Id';

/** The same field as a property of a message, by which messages are found (PS_INTERNET_HEADERS). */
export const ownIdProperty = `String {00020386-0000-0000-C000-000000000046} Name ${ownIdField.toLowerCase()}`;

/** The Message-ID that we gave to a mail, as it states it beside the one it has; or null. */
export const statedOwnId = (mail: ParsedMail): string | null =>
  (headerValue(mail, ownIdField.toLowerCase()) ?? headerValue(mail, 'x-microsoft-original-message-id'))?.trim() || null;
