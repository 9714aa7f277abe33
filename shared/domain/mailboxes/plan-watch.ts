import { elapsedMs } from './elapsed.ts';
import type { Mailbox, MailboxState } from './mailbox.ts';
import type { HourOfMails, KeptSecret, MailboxWatch, SenderDns } from './mailbox-watch.ts';
import { withCounted } from './mails-by-outcome.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What is looked up for a mailbox, once a day. */
export type LookUps = { domain: string | null; secretName: string | null };

/** What was found out now: counted mails from an hour on, and answers by domain and by secret. */
export type Findings = {
  from: string;
  mails: ReadonlyMap<string, HourOfMails[]>;
  dns: ReadonlyMap<string, SenderDns>;
  secrets: ReadonlyMap<string, KeptSecret>;
};

/** The secret of the app registration by which a mailbox is read; null: it is read otherwise. */
export function appSecretOf(mailbox: Mailbox): string | null {
  const login = 'login' in mailbox ? mailbox.login : null;
  if (typeof login !== 'object' || login === null || !('method' in login) || login.method !== 'client-credentials') return null;
  return 'secretName' in login && typeof login.secretName === 'string' ? login.secretName : null;
}

/** What is to be looked up: once a day, and after an hour again what could not be found out. */
export function lookUpsDue({ mailbox, watch }: MailboxState, domain: string, now: Date): LookUps {
  const secretName = appSecretOf(mailbox);
  const { dns = null, secret = null } = watch ?? {};
  const isDnsKnown = dns?.domain === domain && isFresh(dns.checkedAt, [dns.spf, dns.dkim, dns.dmarc].includes('unknown'), now);
  const isSecretKnown = secret?.name === secretName && secret !== null && isFresh(secret.checkedAt, isUnreachable(secret), now);
  return { domain: isDnsKnown ? null : domain, secretName: isSecretKnown ? null : secretName };
}

const isUnreachable = ({ end }: KeptSecret) => !end.known && end.why === 'unreachable';
const isFresh = (checkedAt: string, isUnknown: boolean, now: Date) =>
  Date.parse(checkedAt) <= now.getTime() && elapsedMs(checkedAt, now) < (isUnknown ? hourMs : dayMs);

/** What is kept of a mailbox after the findings; null: the same as before. Pure. */
export function watchAfter({ mailbox, watch }: MailboxState, domain: string, found: Findings, now: Date): MailboxWatch | null {
  const before: MailboxWatch = watch ?? { mails: [], secret: null, dns: null };
  const counted = found.mails.get(mailbox.mailboxId) ?? [];
  const isCounted = JSON.stringify(before.mails.filter(({ hour }) => hour >= found.from)) === JSON.stringify(counted);
  const secretName = appSecretOf(mailbox);
  const after: MailboxWatch = {
    mails: isCounted ? before.mails : withCounted(before.mails, counted, found.from, now),
    secret: secretName === null ? null : (found.secrets.get(secretName) ?? (before.secret?.name === secretName ? before.secret : null)),
    dns: found.dns.get(domain) ?? before.dns,
  };
  return watch && JSON.stringify(after) === JSON.stringify(before) ? null : after;
}
