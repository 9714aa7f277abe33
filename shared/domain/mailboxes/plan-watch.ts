import { elapsedMs } from './elapsed.ts';
import { Login } from './login.ts';
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

/** Where this app's own secret or certificate at a provider is; null: it has none there. */
export type OwnSecrets = { microsoft: string | null; google: string | null };

/**
 * The secret of the app registration by which a mailbox is read: its own, or that of this app,
 * which people have consented to. Null: it is read without any. Pure.
 */
export function appSecretOf(mailbox: Mailbox, own: OwnSecrets): string | null {
  const { data: login } = Login.safeParse('login' in mailbox ? mailbox.login : null);
  if (login?.method === 'client-credentials') return login.secretName;
  return login?.method === 'refresh-token' ? own[login.provider] : null;
}

/** What is to be looked up: once a day, and after an hour again what could not be found out. */
export function lookUpsDue({ mailbox, watch }: MailboxState, domain: string, own: OwnSecrets, now: Date): LookUps {
  const secretName = appSecretOf(mailbox, own);
  const { dns = null, secret = null } = watch ?? {};
  const isDnsKnown = dns?.domain === domain && isFresh(dns.checkedAt, [dns.spf, dns.dkim, dns.dmarc].includes('unknown'), now);
  const isSecretKnown = secret?.name === secretName && secret !== null && isFresh(secret.checkedAt, isUnreachable(secret), now);
  return { domain: isDnsKnown ? null : domain, secretName: isSecretKnown ? null : secretName };
}

const isUnreachable = ({ end }: KeptSecret) => !end.known && end.why === 'unreachable';
const isFresh = (checkedAt: string, isUnknown: boolean, now: Date) =>
  Date.parse(checkedAt) <= now.getTime() && elapsedMs(checkedAt, now) < (isUnknown ? hourMs : dayMs);

/** What is kept of a mailbox after the findings; null: the same as before. Pure. */
export function watchAfter(
  { mailbox, watch }: MailboxState,
  domain: string,
  own: OwnSecrets,
  found: Findings,
  now: Date,
): MailboxWatch | null {
  const before: MailboxWatch = watch ?? { mails: [], secret: null, dns: null };
  const counted = found.mails.get(mailbox.mailboxId) ?? [];
  const isCounted = JSON.stringify(before.mails.filter(({ hour }) => hour >= found.from)) === JSON.stringify(counted);
  const secretName = appSecretOf(mailbox, own);
  const after: MailboxWatch = {
    mails: isCounted ? before.mails : withCounted(before.mails, counted, found.from, now),
    secret: secretName === null ? null : (found.secrets.get(secretName) ?? (before.secret?.name === secretName ? before.secret : null)),
    dns: found.dns.get(domain) ?? before.dns,
  };
  return watch && JSON.stringify(after) === JSON.stringify(before) ? null : after;
}
