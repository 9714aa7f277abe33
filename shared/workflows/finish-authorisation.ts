import type { Callback, FinishedAuthorisation } from '../domain/authorisation/callback.ts';
import { wantedLogin } from '../domain/authorisation/delegated-login.ts';
import { explainRefusal } from '../domain/authorisation/explain-refusal.ts';
import { missingScopes } from '../domain/authorisation/needed-scopes.ts';
import { type OAuthRefusal, parseOAuthRefusal } from '../domain/authorisation/oauth-refusal.ts';
import { type PendingAuthorisation, proofsOf, readState } from '../domain/authorisation/pending-authorisation.ts';
import { type SignedIn, whoseAccount } from '../domain/authorisation/signed-in.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { type Remark, remark } from '../domain/words/remark.ts';
import type { MailSourceError } from '../errors.ts';
import { type KeepAuthorisationDeps, keepAuthorisation } from './keep-authorisation.ts';
import type { Access } from './refresh-access.ts';

/** What the code of a callback was redeemed for; `signedIn` null: the ID token doesn't say who. */
export type Redeemed =
  | {
      kind: 'granted';
      access: Access;
      refreshToken: string | null;
      scopes: string[] | null;
      signedIn: SignedIn | null;
      tenantId: string | null;
    }
  | { kind: 'refused'; refusal: OAuthRefusal };

export type FinishAuthorisationDeps = KeepAuthorisationDeps & {
  readMailbox(mailboxId: string): Promise<Mailbox | null>;
  takePending(mailboxId: string, hash: string): Promise<PendingAuthorisation | null>;
  redeem(
    mailbox: Mailbox,
    login: RefreshTokenLogin,
    parameters: Callback['parameters'],
    checks: { state: string; nonce: string; verifier: string },
  ): Promise<Redeemed>;
  /** Whether an organisation knows this app: it gives it a token of its own then. */
  knowsApp(mailbox: Mailbox, login: RefreshTokenLogin, tenantId: string): Promise<OAuthRefusal | null>;
  /** The poller's own call with an access token; null: it may read the mailbox. */
  probe(mailbox: Mailbox, login: RefreshTokenLogin, access: Access): Promise<MailSourceError | null>;
  redirectUri: string;
};

/**
 * Ends what `startAuthorisation` has started: once, and for the admin who started it. The token is
 * kept before anything is tried with it, so that a test that fails throws no consent away.
 */
export async function finishAuthorisation(
  deps: FinishAuthorisationDeps,
  callback: Callback,
  by: { id: string },
): Promise<FinishedAuthorisation> {
  const known = callback.state === null ? null : readState(callback.state);
  const pending = known && (await deps.takePending(known.mailboxId, known.hash));
  // consent that was given in the provider's own portal comes back without our state
  if (!pending)
    return callback.adminConsent ? { kind: 'consent', mailboxId: null, said: remark('consent-seen') } : refused(null, 'sign-in-unknown');
  const { mailboxId } = pending;
  if (pending.startedBy.id !== by.id) return refused(mailboxId, 'sign-in-of-another');
  if (Date.parse(pending.expiresAt) <= deps.now().getTime()) return refused(mailboxId, 'sign-in-late');
  const mailbox = await deps.readMailbox(mailboxId);
  const login = mailbox && wantedLogin(mailbox);
  if (!mailbox || !login) return refused(mailboxId, 'mailbox-gone');
  if (callback.error !== null) {
    const body = { error: callback.error, error_description: callback.errorDescription ?? '' };
    return refusedBy(deps, login, mailboxId, parseOAuthRefusal(body, { status: 400 }));
  }
  if (pending.purpose === 'admin-consent') return consented(deps, mailbox, login, callback);
  return signedIn(deps, { mailbox, login, pending }, callback);
}

type Started = { mailbox: Mailbox; login: RefreshTokenLogin; pending: PendingAuthorisation };

async function signedIn(
  deps: FinishAuthorisationDeps,
  { mailbox, login, pending }: Started,
  { parameters, state }: Callback,
): Promise<FinishedAuthorisation> {
  const { mailboxId, address } = mailbox;
  const redeemed = await deps.redeem(mailbox, login, parameters, { state: state ?? '', ...proofsOf(state ?? '', pending) });
  if (redeemed.kind === 'refused') return refusedBy(deps, login, mailboxId, redeemed.refusal);
  const { access, refreshToken, signedIn: who } = redeemed;
  const because = (reason: Remark, remedy: Remark = remark('start-again')): FinishedAuthorisation => ({
    kind: 'refused',
    mailboxId,
    problem: remark('sign-in-refused', { reason, remedy }),
  });

  if (!who) return because(remark('sign-in-unclear'));
  const signInAsMailbox = remark('sign-in-as-mailbox', { mailbox: login.account ?? address });
  if (who.tenantId !== redeemed.tenantId) {
    return because(remark('wrong-tenant', { account: who.account, tenantId: who.tenantId ?? 'none' }), signInAsMailbox);
  }
  const scopes = redeemed.scopes ?? pending.scopes;
  const missing = missingScopes(pending.scopes, scopes);
  if (missing.length > 0) return because(remark('scopes-missing', { scopes: missing.join(', ') }), remark('grant-everything'));
  if (refreshToken === null) return because(remark('no-refresh-token'), remark('authorise-again'));

  const whose = whoseAccount(mailbox, login, who);
  if (whose === 'other') {
    const failed = await deps.probe(mailbox, login, access);
    const isRefused = failed && ['login-refused', 'folder-missing'].includes(failed.failure);
    if (isRefused) return because(remark('wrong-account', { account: who.account, mailbox: address }), signInAsMailbox);
    if (failed) return because(remark('access-unproven', { account: who.account, mailbox: address, said: failed.message }));
  }
  const account = whose === 'own' ? null : who.account;
  await keepAuthorisation(deps, { mailbox, login: { ...login, account }, signedIn: who, scopes, refreshToken, by: pending.startedBy });
  const failed = await deps.probe(mailbox, login, access);
  return { kind: 'authorised', mailboxId, address, account: who.account, isOwn: account === null, problem: failed?.message ?? null };
}

/** What stands in the query proves nothing: the organisation is asked for a token of the app. */
async function consented(
  deps: FinishAuthorisationDeps,
  mailbox: Mailbox,
  login: RefreshTokenLogin,
  { tenant }: Callback,
): Promise<FinishedAuthorisation> {
  const { mailboxId } = mailbox;
  const isTenant = tenant !== null && /^[0-9A-Za-z.-]{1,255}$/.test(tenant);
  const refusal = isTenant ? await deps.knowsApp(mailbox, login, tenant) : null;
  if (!isTenant) return { kind: 'consent', mailboxId, said: remark('consent-seen') };
  if (!refusal) return { kind: 'consent', mailboxId, said: remark('consent-proven') };
  const said = refusal.code === null ? refusal.error : `AADSTS${refusal.code}`;
  return { kind: 'consent', mailboxId, said: remark('consent-unproven', { said }) };
}

function refused(
  mailboxId: string | null,
  reason: 'sign-in-unknown' | 'sign-in-of-another' | 'sign-in-late' | 'mailbox-gone',
): FinishedAuthorisation {
  return { kind: 'refused', mailboxId, problem: remark('sign-in-refused', { reason: remark(reason), remedy: remark('start-again') }) };
}

const refusedBy = (
  { redirectUri }: FinishAuthorisationDeps,
  { provider }: RefreshTokenLogin,
  mailboxId: string,
  refusal: OAuthRefusal,
): FinishedAuthorisation => ({
  kind: 'refused',
  mailboxId,
  problem: explainRefusal(refusal, { provider, redirectUri }).problem,
});
