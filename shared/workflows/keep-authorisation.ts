import { delegatedLogin } from '../domain/authorisation/delegated-login.ts';
import type { SignedIn } from '../domain/authorisation/signed-in.ts';
import type { Authorisation } from '../domain/mailboxes/authorisation.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { type PollRef, pollRef } from '../domain/queue-items.ts';
import { type LeaseDeps, underLease } from './under-lease.ts';

export type KeepAuthorisationDeps = LeaseDeps & {
  readNewest(secretName: string): Promise<{ version: string } | null>;
  add(secretName: string, value: string): Promise<string>;
  disable(secretName: string, version: string): Promise<void>;
  writeAuthorisation(mailboxId: string, authorisation: Authorisation, etag: null): Promise<boolean>;
  /**
   * Ends the subscription that the app itself made so far: the mailbox's own token would not be let
   * near it, and it would go on announcing. One that can't be ended runs out by itself.
   */
  endSubscription(mailbox: Mailbox): Promise<void>;
  /** Sets how the mailbox logs in, if it is another way so far. */
  writeLogin(mailboxId: string, login: RefreshTokenLogin, by: string): Promise<void>;
  /** The mailbox is not waited for any longer because of its failures. */
  endBackOff(mailboxId: string): Promise<void>;
  enqueuePoll(ref: PollRef): Promise<void>;
};

/** A consent that was given. */
export type GivenConsent = {
  mailbox: Mailbox;
  login: RefreshTokenLogin;
  signedIn: SignedIn;
  scopes: string[];
  refreshToken: string;
  by: { id: string; name: string };
};

/**
 * Keeps a consent: the token in Key Vault first, then what names it; while no worker refreshes the
 * one before. The mailbox goes on from its cursor, at once, and with a subscription of the new
 * token.
 */
export async function keepAuthorisation(deps: KeepAuthorisationDeps, consent: GivenConsent): Promise<void> {
  const { mailbox, login, signedIn, scopes, refreshToken } = consent;
  const { mailboxId } = mailbox;
  const by = consent.by.name || consent.by.id;
  await underLease(deps, mailboxId, async () => {
    const before = await deps.readNewest(login.secretName);
    await deps.add(login.secretName, refreshToken);
    // one that stays readable is not used all the same: the newest is
    if (before) await deps.disable(login.secretName, before.version).catch(() => {});
    const at = deps.now().toISOString();
    const { account, accountId, tenantId } = signedIn;
    const authorisation: Authorisation = {
      ...{ provider: login.provider, account, accountId, tenantId, scopes },
      ...{ authorisedAt: at, authorisedBy: by, lastRefreshAt: at },
      ...{ problem: null, refusedVersion: null, claims: null },
    };
    await deps.writeAuthorisation(mailboxId, authorisation, null);
  });
  if (delegatedLogin(mailbox) === null) await deps.endSubscription(mailbox);
  await deps.writeLogin(mailboxId, login, by);
  await deps.endBackOff(mailboxId);
  await deps.enqueuePoll(pollRef(mailboxId, deps.now(), mailbox.kind === 'graph' ? 'recreate' : 'keep'));
}
