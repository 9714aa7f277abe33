/** Local parts that no person reads (RFC 2142 5 for postmaster; the rest by custom). */
const unread =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|dont[-_.]?reply|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre|mailer[-_.]?daemon|postmaster|bounces?|null|nobody|daemon|automailer|autoreply|auto[-_.]?responder)(?:[-_.+=].*)?$|(?:^|[-_.+])no[-_.]?reply$/i;

/** Whether an address is one that is not read: an automatic answer to it only makes a bounce or a loop. */
export const isNoReplyAddress = (address: string): boolean =>
  unread.test(address.slice(0, Math.max(0, address.lastIndexOf('@'))).slice(0, 100));
