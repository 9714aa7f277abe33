import { delegatedLogin } from '../domain/authorisation/delegated-login.ts';
import type { Authorisation } from '../domain/mailboxes/authorisation.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import type { Mailbox, MailboxList } from '../domain/mailboxes/mailbox.ts';
import { BrokenSettingError, MailSourceError } from '../errors.ts';
import { limitConcurrency } from '../limit-concurrency.ts';

export type RefreshAuthorisationsDeps = {
  now(): Date;
  listMailboxes(): Promise<MailboxList>;
  readAuthorisation(mailboxId: string): Promise<{ authorisation: Authorisation } | null>;
  /** Renews the token, whatever is kept. */
  refresh(mailbox: Mailbox, login: RefreshTokenLogin): Promise<unknown>;
};

/** The results, each with the failure of one that could not be refreshed. */
export type RefreshedAuthorisations = { mailboxId: string; problem: string | null }[];

/** A token that works hides that its renewal would be refused: a day later that is known. */
const refreshEveryMs = 24 * 3_600_000;
const atATime = 4;

/**
 * Refreshes the tokens that were not for a day: of mailboxes that are paused, too, since a token
 * that is unused for 90 days ends. Those that are refused for good are left alone.
 */
export async function refreshAuthorisations(deps: RefreshAuthorisationsDeps): Promise<RefreshedAuthorisations> {
  const { states } = await deps.listMailboxes();
  const turns = limitConcurrency(atATime);
  const tried = states.map(({ mailbox }) => turns('', () => refreshIfDue(deps, mailbox)));
  return (await Promise.all(tried)).flatMap((one) => (one ? [one] : []));
}

async function refreshIfDue(deps: RefreshAuthorisationsDeps, mailbox: Mailbox): Promise<RefreshedAuthorisations[number] | null> {
  const { mailboxId } = mailbox;
  const login = delegatedLogin(mailbox);
  if (!login) return null;
  try {
    const known = await deps.readAuthorisation(mailboxId);
    if (!known || known.authorisation.refusedVersion !== null) return null;
    // a time that lies ahead was written by a clock that was wrong
    if (Math.abs(deps.now().getTime() - Date.parse(known.authorisation.lastRefreshAt)) < refreshEveryMs) return null;
    await deps.refresh(mailbox, login);
    return { mailboxId, problem: null };
  } catch (error) {
    if (error instanceof MailSourceError) return { mailboxId, problem: `${error.failure}: ${error.message}` };
    // what can't be read of one mailbox keeps no other from being renewed
    if (error instanceof BrokenSettingError) return { mailboxId, problem: error.message };
    throw error;
  }
}
