import { toStoredMailbox } from '../../api/mailbox-mapping.ts';
import { WantedMailbox } from '../../api/mailboxes.ts';
import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { readInput } from '../../api/settings/read-input.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { outdatedBy } from '../../domain/mailboxes/plan-mailbox-change.ts';
import { secretNameOf } from '../../domain/mailboxes/secret-name.ts';
import { smtpSecretNameFor } from '../../domain/mailboxes/smtp-settings.ts';
import { pollRef } from '../../domain/queue-items.ts';
import { changeSetting } from '../settings/change-setting.ts';
import { requireCurrent } from '../settings/require-current.ts';
import { requireFitting } from '../settings/require-fitting.ts';
import { clearFailures } from './clear-failures.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';
import { removeSecret } from './remove-secret.ts';
import { requireConnectable } from './require-connectable.ts';
import { requireSendable } from './require-sendable.ts';
import { type ShownMailbox, shownMailbox } from './shown-mailbox.ts';

type Wanted = { id: string; ifMatch: string | null; body: unknown; by: string };

/**
 * Changes a mailbox that is as its caller has seen it (`ifMatch`). A new secret is kept before its
 * settings; what was remembered of it and no longer counts is forgotten; then it is read at once.
 *
 * @throws ProblemError 400 or 422 for a wrong field, 404, 409 when another mailbox has its address
 *   or one of its aliases, 412, 428.
 */
export async function changeMailbox(deps: MailboxAdminDeps, { id, ifMatch, body, by }: Wanted): Promise<ShownMailbox> {
  const seen = await deps.store(mailboxRow).read(id);
  requireCurrent(mailboxRow, seen, id, ifMatch);
  const before = seen?.value ? Mailbox.parse(seen.value) : null;
  const wanted = WantedMailbox.parse(readInput(mailboxRow, body, id).input);
  const oldName = before && secretNameOf(before);
  const secret = requireConnectable(deps, wanted, before);
  const smtpSecret = requireSendable(deps, wanted, before);
  const after = toStoredMailbox(wanted, { id, before, at: deps.now().toISOString() });
  await requireFitting(deps, mailboxRow, after, before);
  const name = secretNameOf(after);
  const outdated = before ? outdatedBy(before, after, secret !== null) : { cursor: true, health: true };

  if (secret !== null && name !== null) await deps.secrets.write(name, secret);
  if (smtpSecret !== null) await deps.secrets.write(smtpSecretNameFor(id), smtpSecret);
  const changed = await changeSetting(deps, mailboxRow, { id, ifMatch, body, by });
  if (outdated.cursor) await deps.forgetCursor(id);
  if (outdated.health) await clearFailures(deps, id);
  if (oldName !== null && oldName !== name) await removeSecret(deps, oldName, id);
  await deps.enqueuePoll(pollRef(id, deps.now(), 'renew'));
  return shownMailbox(deps, changed, id);
}
