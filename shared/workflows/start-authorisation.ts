import { notFound, ProblemError } from '../api/problem.ts';
import { wantedLogin } from '../domain/authorisation/delegated-login.ts';
import { explainRefusal } from '../domain/authorisation/explain-refusal.ts';
import type { OAuthRefusal } from '../domain/authorisation/oauth-refusal.ts';
import { makeState, maxPendingMs, type PendingAuthorisation, proofsOf, readState } from '../domain/authorisation/pending-authorisation.ts';
import type { Authorisation } from '../domain/mailboxes/authorisation.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { inWords } from '../domain/words/in-words.ts';

/** What a sign-in is asked for with. */
export type SignInRequest = { scopes: string[]; state: string; verifier: string; nonce: string; loginHint: string; claims: string | null };
export type Asked = { kind: 'url'; url: string } | { kind: 'refused'; refusal: OAuthRefusal };

export type StartAuthorisationDeps = {
  now(): Date;
  /** Text of 32 random bytes (base64url). */
  newSecret(): string;
  readMailbox(mailboxId: string): Promise<Mailbox | null>;
  readAuthorisation(mailboxId: string): Promise<{ authorisation: Authorisation } | null>;
  putPending(hash: string, pending: PendingAuthorisation): Promise<void>;
  /** Null: mailboxes of this kind can't be authorised there. */
  scopesFor(mailbox: Mailbox, login: RefreshTokenLogin): string[] | null;
  signInUrl(mailbox: Mailbox, login: RefreshTokenLogin, request: SignInRequest): Promise<Asked>;
  /** Null: the provider has no consent for a whole organisation. */
  adminConsentUrl(mailbox: Mailbox, login: RefreshTokenLogin, request: Pick<SignInRequest, 'scopes' | 'state'>): string | null;
  redirectUri: string;
};

/** Where to sign in, and where an administrator consents for the whole organisation. */
export type StartedAuthorisation = { url: string; adminConsentUrl: string | null; expiresAt: string; scopes: string[] };

/**
 * Starts the authorisation of a mailbox by a person's sign-in. A mailbox of Microsoft 365 that the
 * app itself opens so far goes over to the person's consent once it is given.
 *
 * @throws ProblemError 404 without such a mailbox, 409 where it can't be authorised, with what is
 * missing.
 */
export async function startAuthorisation(
  deps: StartAuthorisationDeps,
  mailboxId: string,
  by: PendingAuthorisation['startedBy'],
): Promise<StartedAuthorisation> {
  const mailbox = await deps.readMailbox(mailboxId);
  if (!mailbox) throw notFound('mailboxId', 'mailbox', mailboxId);
  const login = wantedLogin(mailbox);
  const scopes = login && deps.scopesFor(mailbox, login);
  if (!login || !scopes) throw new ProblemError(409, whyNot(mailbox, login));
  const known = await deps.readAuthorisation(mailboxId);

  const pending = {
    mailboxId,
    startedBy: by,
    expiresAt: new Date(deps.now().getTime() + maxPendingMs).toISOString(),
    scopes,
  };
  const keep = async (purpose: PendingAuthorisation['purpose']) => {
    const state = makeState(mailboxId, deps.newSecret());
    const kept = { ...pending, purpose, salt: deps.newSecret() };
    await deps.putPending(readState(state)?.hash ?? '', kept);
    return { state, ...proofsOf(state, kept) };
  };
  const { state, verifier, nonce } = await keep('sign-in');
  const loginHint = login.account ?? mailbox.address;
  const asked = await deps.signInUrl(mailbox, login, {
    scopes,
    state,
    verifier,
    nonce,
    loginHint,
    claims: known?.authorisation.claims ?? null,
  });
  if (asked.kind === 'refused')
    throw new ProblemError(
      409,
      inWords(explainRefusal(asked.refusal, { provider: login.provider, redirectUri: deps.redirectUri }).problem),
    );
  const consent = login.provider === 'microsoft' ? await keep('admin-consent') : null;
  const adminConsentUrl = consent && deps.adminConsentUrl(mailbox, login, { scopes, state: consent.state });
  return { url: asked.url, adminConsentUrl, expiresAt: pending.expiresAt, scopes };
}

const whyNot = ({ kind }: Mailbox, login: RefreshTokenLogin | null): string =>
  login
    ? `login.provider: a mailbox of kind ${kind} can't be authorised at ${login.provider}`
    : 'login.method: the mailbox logs in by other means; to authorise it, set login to { method: "refresh-token", provider: "microsoft" or "google" } first';
