/** Local parts that say that nobody reads them, in the languages that we have seen. */
const unattended =
  /^(?:.{0,40}[-_.+])?(?:no[-_.]?(?:reply|response|answer|contestar|responder|responda|risposta|odpowiadaj)|(?:do|please)[-_.]?not[-_.]?(?:reply|respond|answer)|dont[-_.]?reply|donotreply|keine?[-_.]?antwort|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre|nepasrepondre|nao[-_.]?(?:responda|responder)|non[-_.]?rispondere|niet[-_.]?antwoorden|svara[-_.]?inte|ei[-_.]?vastata|unattended|auto[-_.]?(?:mailer|reply|responder|respond|notify|notification|confirm|mail)|mail(?:er)?[-_.]?robot|noreplies)(?:[-_.+=0-9].{0,200})?$/;

/**
 * Mail systems that report on mail (RFC 3464, RFC 5321 4.5.1 for postmaster), and other names for
 * them.
 */
const daemon =
  /^(?:mailer?[-_.]?d(?:ae|e)mon|mdaemon|mail[-_.]?delivery(?:[-_.]?(?:sub)?system|[-_.]?service)?|m?ailer[-_.]?agent)(?:[-_.+=].{0,200})?$/;

/**
 * Envelope senders of lists and mailings (ezmlm, Mailman, Majordomo, VERP, SRS), whose mail is
 * handled by programs: `list-request@` (RFC 2142 6), `owner-list@`. People read a shop's owner@ or
 * returns@ and somebody's joe.owner@.
 */
const returnAddress =
  /^(?:bounces?|srs[01]|prvs|btv1|msprvs1|verp|majordomo|listserv|listproc|mailman|sympa|ezmlm)(?:[-_.+=].{0,250})?$|^owner-.{1,250}$|^(?:returns?|errors?)[-+][^@]{0,60}[\d=].{0,200}$|[-_.+]bounces?(?:[+=-].{0,250})?$|-(?:owner|request|return|errors?|unsubscribe|subscribe|confirm|return-\d{1,9}[^@]{0,200})(?:[+=-].{0,250})?$/;

/**
 * Mailboxes for reports about mail and abuse (RFC 2142 2 and 4). People may read them, but programs
 * write from them that answer every mail, and an abuse desk counts an automatic reply as one more
 * abuse. Also system accounts; with a dot after them they are names: root.anna@.
 */
const role =
  /^(?:post[-_.]?master|abuse|spam|fbl|feedback[-_.]?loop|hostmaster|null|www-?data)(?:[-_.+=].{0,200})?$|^(?:root|daemon|nobody|cron|apache|nagios|system)(?:[-+=].{0,200})?$/;

/**
 * Whether automatic mail must not be sent to an address, because it would only cause a bounce, a
 * complaint or a loop. The address may be in upper or lower case.
 */
export function isNoReplyAddress(address: string): boolean {
  const local = localPartOf(address);
  return unattended.test(local) || daemon.test(local) || returnAddress.test(local) || role.test(local);
}

/**
 * Whether an address says that it is not read (no-reply and the like): a program wrote what comes
 * from it.
 */
export const isUnattendedAddress = (address: string): boolean => unattended.test(localPartOf(address));

/** Local parts of programs and devices that send notices: monitors, backups, scanners, printers. */
const program =
  /^(?:.{0,40}[-_.+])?(?:alerts?|alarms?|monitor(?:ing)?|notif(?:y|ier|ication|ications)|reports?|reporting|backups?|scan(?:ner|s|to.{0,20})?|printers?|copier|kopierer|mfp|fax|nas|ups|cron|watchdog|events?|logs?|sensors?|servers?|status|prtg|zabbix|nagios|icinga|veeam|router|switch|firewall)\d{0,4}(?:[-_.+].{0,60})?$/;

/** Whether an address belongs to a program or a device that sends notices, or is not read. */
export const isProgramAddress = (address: string): boolean => program.test(localPartOf(address)) || isNoReplyAddress(address);

/** Whether an address is one that mail systems report from: mailer-daemon and the like. */
export const isDaemonAddress = (address: string): boolean => daemon.test(localPartOf(address));

/**
 * Exactly the local parts that a domain gives only to its mail system and its abuse desk: a mailbox
 * provider may give "mailer-daemon-x" to anybody. The long one is Exchange's.
 */
const reporter = /^(?:mailer-daemon|postmaster|abuse|fbl|feedback-?loop|microsoftexchange[\da-f]{32})$/;

/** Whether an address is one that a domain's own mail system reports from (RFC 2142 2 and 5). */
export const isReporterAddress = (address: string): boolean => reporter.test(localPartOf(address));

/**
 * RFC 5321 4.5.3.1 allows 64 characters; longer ones are cut, so that nobody can make us read more.
 */
const localPartOf = (address: string): string => {
  const at = address.lastIndexOf('@');
  return (at < 0 ? address : address.slice(0, at)).slice(0, 320).toLowerCase();
};
