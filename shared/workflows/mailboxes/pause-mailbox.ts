import { notFound, ProblemError } from '../../api/problem.ts';
import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { recordedSetting, type ShownSetting, shownSetting } from '../../api/settings/shown-setting.ts';
import { isGraphMailbox, Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { pollRef } from '../../domain/queue-items.ts';
import { MailSourceError } from '../../errors.ts';
import { clearFailures } from './clear-failures.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';
import { type ShownMailbox, shownMailbox } from './shown-mailbox.ts';

/** What others write to an item at the same time. */
const maxRaces = 10;

/**
 * Pauses a mailbox: nothing of it is taken in until it goes on. Where it has been read up to stays,
 * so the first read after that finds all that came meanwhile; its subscription is given up.
 *
 * @throws ProblemError 404, 409 when its settings can't be read.
 */
export async function pauseMailbox(deps: MailboxAdminDeps, id: string, by: string): Promise<ShownMailbox> {
  const shown = await setEnabled(deps, id, false, by);
  const state = await deps.readMailbox(id);
  if (state && isGraphMailbox(state.mailbox) && state.subscription) {
    // the timer that sees to subscriptions tries it again
    await deps.endSubscription(state.mailbox, state.subscription).catch((error: unknown) => {
      if (!(error instanceof MailSourceError)) throw error;
    });
  }
  return shownMailbox(deps, shown, id);
}

/** Goes on with a mailbox that was paused, at once. Throws as pauseMailbox does. */
export async function resumeMailbox(deps: MailboxAdminDeps, id: string, by: string): Promise<ShownMailbox> {
  const shown = await setEnabled(deps, id, true, by);
  await clearFailures(deps, id);
  await deps.enqueuePoll(pollRef(id, deps.now(), 'renew'));
  return shownMailbox(deps, shown, id);
}

async function setEnabled(deps: MailboxAdminDeps, id: string, enabled: boolean, by: string): Promise<ShownSetting> {
  const store = deps.store(mailboxRow);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    if (!seen) throw notFound('id', 'mailbox', id);
    if (!seen.value) throw new ProblemError(409, `mailbox "${id}" can't be read (${seen.problem}): replace or remove it`);
    const mailbox = Mailbox.parse(seen.value);
    if (mailbox.enabled === enabled) return shownSetting(mailboxRow, mailbox, seen);
    const recorded = recordedSetting(mailboxRow, mailbox);
    const [before, after] = [mailbox.enabled, enabled].map((on) => ({ ...recorded, paused: !on }));
    const change = { kind: mailboxRow.kind, id, by, before: before ?? null, after: after ?? null };
    const made = await store.replace(seen, { ...mailbox, enabled }, change);
    if (!made) continue;
    deps.forget();
    return shownSetting(mailboxRow, mailbox, made);
  }
  throw new ProblemError(409, `mailbox "${id}" is being changed by others; try again`);
}
