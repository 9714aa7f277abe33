import type { AppAccessCheck } from '../api/app-access.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { appAccessVerdict, type Reached } from '../domain/authorisation/app-access.ts';
import { delegatedLogin } from '../domain/authorisation/delegated-login.ts';
import { type GraphMailbox, isGraphMailbox, type Mailbox } from '../domain/mailboxes/mailbox.ts';

export type AppAccessDeps = {
  now(): Date;
  readMailbox(mailboxId: string): Promise<Mailbox | null>;
  /** The poller's own call as the app itself, for a user's inbox. */
  reach(user: string): Promise<Reached>;
  /** When the access was first checked; kept at the first call. */
  firstCheckOf(mailboxId: string, now: Date): Promise<Date>;
};

/**
 * Checks that the app itself may read a mailbox of Microsoft 365, and is refused another one.
 *
 * @throws ProblemError 404 without such a mailbox, 409 when it is not read by the app itself.
 */
export async function checkAppAccess(deps: AppAccessDeps, mailboxId: string, notMeant: string): Promise<AppAccessCheck> {
  const mailbox = await appOnlyMailbox(deps, mailboxId);
  if ([mailbox.address, ...mailbox.aliases, mailbox.user.toLowerCase()].includes(notMeant))
    throw new ProblemError(409, 'notMeant: that is this mailbox; name another one');
  const meant = await deps.reach(mailbox.user);
  const other = await deps.reach(notMeant);
  const firstCheckedAt = await deps.firstCheckOf(mailboxId, deps.now());
  const verdict = appAccessVerdict(meant, other, firstCheckedAt, deps.now());
  return { passed: verdict.meant === 'passed' && verdict.notMeant === 'passed', ...verdict };
}

/** The mailbox, if the app itself reads it by Microsoft Graph. Throws ProblemError else. */
export async function appOnlyMailbox({ readMailbox }: Pick<AppAccessDeps, 'readMailbox'>, mailboxId: string): Promise<GraphMailbox> {
  const mailbox = await readMailbox(mailboxId);
  if (!mailbox) throw notFound('mailboxId', 'mailbox', mailboxId);
  if (isGraphMailbox(mailbox) && delegatedLogin(mailbox) === null) return mailbox;
  throw new ProblemError(
    409,
    'mailboxId: this mailbox is not read by the app itself; app-access is for mailboxes of Microsoft 365 without a login',
  );
}
