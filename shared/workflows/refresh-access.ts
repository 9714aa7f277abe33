import { explainRefusal, type RefusalMeaning } from '../domain/authorisation/explain-refusal.ts';
import { type OAuthRefusal, ownRefusal } from '../domain/authorisation/oauth-refusal.ts';
import type { Authorisation } from '../domain/mailboxes/authorisation.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import { inWords } from '../domain/words/in-words.ts';
import { MailSourceError } from '../errors.ts';
import { type LeaseDeps, underLease } from './under-lease.ts';

/** An access token, and when it ends (ms since 1970). */
export type Access = { token: string; endsAt: number };
/** What a token endpoint gave, or why not. `refreshToken`: null where the old one stays. */
export type Renewed = { kind: 'renewed'; access: Access; refreshToken: string | null } | { kind: 'refused'; refusal: OAuthRefusal };
type Version = { value: string; version: string };

/** A refresh token that could not be written yet, and the version that it replaces. */
export type Unsaved = Map<string, { value: string; replaces: string }>;

export type RefreshDeps = LeaseDeps & {
  readAuthorisation(mailboxId: string): Promise<{ authorisation: Authorisation; etag: string } | null>;
  writeAuthorisation(mailboxId: string, authorisation: Authorisation, etag: string | null): Promise<boolean>;
  readNewest(secretName: string): Promise<Version | null>;
  add(secretName: string, value: string): Promise<string>;
  disable(secretName: string, version: string): Promise<void>;
  renew(mailbox: Refreshed, login: RefreshTokenLogin, refreshToken: string): Promise<Renewed>;
  /** Of this process. */
  unsaved: Unsaved;
  redirectUri: string;
};

/** The mailbox whose token is refreshed. */
export type Refreshed = { mailboxId: string; address: string };

const maxWrites = 3;

/**
 * Gets an access token by the mailbox's refresh token: one worker at a time over all instances. The
 * token is replaced at each use, and the new one is safe in Key Vault before the access token is
 * handed out.
 *
 * @throws MailSourceError `needs-authorisation` when only a person can help; `login-refused` when
 * the app itself is refused; `unreachable` or `throttled` for what passes.
 */
export async function refreshAccess(deps: RefreshDeps, mailbox: Refreshed, login: RefreshTokenLogin): Promise<Access> {
  return underLease(deps, mailbox.mailboxId, (until) => refresh(deps, mailbox, login, until));
}

async function refresh(deps: RefreshDeps, mailbox: Refreshed, login: RefreshTokenLogin, until: Date): Promise<Access> {
  const { mailboxId } = mailbox;
  const stored = await deps.readAuthorisation(mailboxId);
  await saveLeftOver(deps, mailboxId, login.secretName);
  const secret = await newest(deps, login.secretName);
  const unauthorised = () => toFailure(explainRefusal(ownRefusal('not-authorised'), placeOf(deps, login)));
  if (secret === null || stored === null) throw unauthorised();
  const { authorisation, etag } = stored;
  if (authorisation.problem && authorisation.refusedVersion === secret.version) {
    throw new MailSourceError('needs-authorisation', inWords(authorisation.problem));
  }
  const { answer, sent } = await renewOnceMore(deps, mailbox, login, secret);
  if (answer.kind === 'refused') {
    const meaning = explainRefusal(answer.refusal, placeOf(deps, login));
    if (meaning.failure === 'needs-authorisation') {
      const refusedVersion = meaning.isDead ? sent.version : null;
      await deps.writeAuthorisation(
        mailboxId,
        { ...authorisation, problem: meaning.problem, refusedVersion, claims: answer.refusal.claims },
        etag,
      );
    }
    throw toFailure(meaning);
  }
  // disconnected meanwhile: its secret is gone, and must not come back by this
  if ((await deps.readAuthorisation(mailboxId)) === null) throw unauthorised();
  if (answer.refreshToken !== null && answer.refreshToken !== sent.value) {
    await keepNew(deps, mailboxId, login.secretName, { value: answer.refreshToken, replaces: sent.version }, until);
  }
  const lastRefreshAt = deps.now().toISOString();
  await deps.writeAuthorisation(mailboxId, { ...authorisation, lastRefreshAt, problem: null, refusedVersion: null, claims: null }, etag);
  return answer.access;
}

/**
 * A token that was refused may have been replaced meanwhile, by a person who authorised again or a
 * worker whose lease had run out: then the new one is tried, once.
 */
async function renewOnceMore(deps: RefreshDeps, mailbox: Refreshed, login: RefreshTokenLogin, secret: Version) {
  const answer = await deps.renew(mailbox, login, secret.value);
  if (answer.kind === 'renewed' || answer.refusal.error !== 'invalid_grant') return { answer, sent: secret };
  const again = await newest(deps, login.secretName);
  if (again === null || again.version === secret.version) return { answer, sent: secret };
  return { answer: await deps.renew(mailbox, login, again.value), sent: again };
}

/** One that an earlier refresh of this process could not write comes first: it is the valid one. */
async function saveLeftOver(deps: RefreshDeps, mailboxId: string, secretName: string): Promise<void> {
  const left = deps.unsaved.get(mailboxId);
  if (!left) return;
  const current = await newest(deps, secretName);
  if (current !== null && current.version === left.replaces) await write(deps, mailboxId, secretName, left);
  deps.unsaved.delete(mailboxId);
}

/**
 * Puts the new token into Key Vault, then disables the old version. When the lease had run out,
 * another worker may have put one there: then that stays.
 */
async function keepNew(deps: RefreshDeps, mailboxId: string, secretName: string, made: { value: string; replaces: string }, until: Date) {
  deps.unsaved.set(mailboxId, made);
  const isLate = deps.now() >= until;
  const overtaken = isLate && (await newest(deps, secretName))?.version !== made.replaces;
  if (!overtaken) await write(deps, mailboxId, secretName, made);
  deps.unsaved.delete(mailboxId);
}

async function write(deps: RefreshDeps, mailboxId: string, secretName: string, made: { value: string; replaces: string }): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await deps.add(secretName, made.value);
      break;
    } catch (error) {
      if (tries >= maxWrites) throw toVaultFailure(error);
      await deps.wait(tries * 1000);
    }
  }
  deps.unsaved.delete(mailboxId);
  // an old version that stays readable is not used all the same: the newest is
  await deps.disable(secretName, made.replaces).catch(() => {});
}

const newest = (deps: RefreshDeps, secretName: string): Promise<Version | null> =>
  deps.readNewest(secretName).catch((error: unknown) => {
    throw toVaultFailure(error);
  });

const toVaultFailure = (error: unknown): MailSourceError =>
  new MailSourceError('unreachable', error instanceof Error ? error.message : 'Key Vault can not be reached');

const toFailure = ({ failure, problem, retryAfterMs }: RefusalMeaning): MailSourceError =>
  new MailSourceError(failure, inWords(problem), { retryAfterMs });

const placeOf = ({ redirectUri }: RefreshDeps, { provider }: RefreshTokenLogin) => ({ provider, redirectUri });
