import { createHash } from 'node:crypto';
import type { Credentials } from '../../domain/mailboxes/login.ts';
import type { MailSourceError } from '../../errors.ts';

/** Shorter than most directories count failed logins for; who mends a password stores it anew. */
const usuallyKeptMs = 10 * 60_000;

/** Logins that a server refused, so that they are not tried again and again. */
export type RefusedLogins = {
  /** Why these were refused a short while ago; null: they were not. */
  reason(user: string, server: string, credentials: Credentials): MailSourceError | null;
  keep(user: string, server: string, credentials: Credentials, reason: MailSourceError): void;
};

/**
 * Each mail that waits to be taken in signs in by itself, several times: with a password that is
 * wrong fifty of them would lock the account for everybody. Kept in this process, for ten minutes
 * or `keptMs`; other credentials are tried at once.
 */
export function refusedLogins(now: () => number, keptMs = usuallyKeptMs): RefusedLogins {
  const refused = new Map<string, { reason: MailSourceError; until: number }>();
  return {
    reason(user, server, credentials) {
      const known = refused.get(keyOf(user, server, credentials));
      return known && known.until > now() ? known.reason : null;
    },
    keep(user, server, credentials, reason) {
      for (const [key, { until }] of refused) if (until <= now()) refused.delete(key);
      refused.set(keyOf(user, server, credentials), { reason, until: now() + keptMs });
    },
  };
}

const keyOf = (user: string, server: string, credentials: Credentials): string =>
  createHash('sha256')
    .update(JSON.stringify([user, server, credentials]))
    .digest('base64');
