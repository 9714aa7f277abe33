import { ProblemError } from '../../api/problem.ts';
import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { recordedSetting } from '../../api/settings/shown-setting.ts';
import { CommonMailbox, isGraphMailbox, Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { secretNameFor, secretNameOf, tokenNameFor } from '../../domain/mailboxes/secret-name.ts';
import { smtpSecretNameFor } from '../../domain/mailboxes/smtp-settings.ts';
import { MailSourceError } from '../../errors.ts';
import { claimUnique } from '../settings/claim-unique.ts';
import { requireCurrent } from '../settings/require-current.ts';
import { whatHangsOn } from '../settings/what-hangs-on.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';
import { removeSecret } from './remove-secret.ts';

/** What others write to an item at the same time. */
const maxRaces = 10;

/**
 * Disconnects a mailbox that is as its caller has seen it (`ifMatch`): its settings, its secret,
 * its subscription and all that was remembered of it are gone, its mail at the provider and its
 * tickets stay. Returns what hung on it, in words (null: nothing). Done again after a crash, it
 * removes what was left, and says that there is no such mailbox.
 *
 * @throws ProblemError 404, 412 with the mailbox as it is now, 428.
 */
export async function disconnectMailbox(
  deps: MailboxAdminDeps,
  { id, ifMatch, by }: { id: string; ifMatch: string | null; by: string },
): Promise<{ hungOnIt: string | null }> {
  const store = deps.store(mailboxRow);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    if (!seen) await removeTraces(deps, id, null);
    requireCurrent(mailboxRow, seen, id, ifMatch);
    if (!seen) break;
    const hungOnIt = await whatHangsOn(deps, mailboxRow, id);
    const mailbox = seen.value && Mailbox.parse(seen.value);
    // Graph must be asked while it is known which subscription it is
    if (mailbox && isGraphMailbox(mailbox)) await endSubscription(deps, id);
    const before = mailbox && recordedSetting(mailboxRow, mailbox);
    const remove = () => store.remove(seen, { kind: mailboxRow.kind, id, by, before, after: null });
    if (!(await claimUnique(deps, mailboxRow, { before: mailbox, value: null }, remove))) continue;
    deps.forget();
    await removeTraces(deps, id, mailbox && secretNameOf(mailbox));
    return { hungOnIt };
  }
  throw new ProblemError(409, `mailbox "${id}" is being changed by others; try again`);
}

/** One that Graph does not end now runs out by itself: what it announces is refused. */
async function endSubscription(deps: MailboxAdminDeps, id: string): Promise<void> {
  const state = await deps.readMailbox(id);
  if (!state || !isGraphMailbox(state.mailbox)) return;
  await deps.endSubscription(state.mailbox, state.subscription).catch((error: unknown) => {
    if (!(error instanceof MailSourceError)) throw error;
  });
}

/**
 * `secretName`: by which it logged in, as far as that is known. It may have had a password before a
 * token, or a token before a password, and after a crash nobody knows which. Of what no mailbox can
 * be called there is nothing.
 */
async function removeTraces(deps: MailboxAdminDeps, id: string, secretName: string | null): Promise<void> {
  if (!CommonMailbox.shape.mailboxId.safeParse(id).success) return;
  await deps.removeRest(id);
  const names = new Set([secretNameFor(id), tokenNameFor(id), smtpSecretNameFor(id), ...(secretName === null ? [] : [secretName])]);
  for (const name of names) await removeSecret(deps, name, id);
}
