import type { Credentials } from '../../domain/mailboxes/login.ts';
import { MailSourceError } from '../../errors.ts';
import { limitConcurrency } from '../../limit-concurrency.ts';
import { refusedLogins } from './refused-logins.ts';

/**
 * Shorter than the first wait of a mailbox whose sign-in was refused: its next poll asks the
 * server.
 */
const keptMs = 4 * 60_000;
/** Servers lock an account after five refusals; those under way are not known yet. */
const atATime = 2;

/** Signs in by `work`, unless the server has just refused the same; then it throws that refusal. */
export type SignInGuard = <T>(user: string, server: string, credentials: Credentials, work: () => Promise<T>) => Promise<T>;

/**
 * Keeps an account from being locked where each of many mails signs in by itself, with a password
 * that is wrong by now. Tokens lock no account.
 */
export function signInGuard(now: () => number): SignInGuard {
  const refused = refusedLogins(now, keptMs);
  const turns = limitConcurrency(atATime);
  return (user, server, credentials, work) => {
    if (!('password' in credentials)) return work();
    return turns(`${user} ${server}`, async () => {
      const reason = refused.reason(user, server, credentials);
      if (reason) throw reason;
      try {
        return await work();
      } catch (error) {
        if (error instanceof MailSourceError && error.failure === 'login-refused') refused.keep(user, server, credentials, error);
        throw error;
      }
    });
  };
}
