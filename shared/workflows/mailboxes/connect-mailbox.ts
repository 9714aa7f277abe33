import { toStoredMailbox } from '../../api/mailbox-mapping.ts';
import { WantedMailbox } from '../../api/mailboxes.ts';
import { ProblemError } from '../../api/problem.ts';
import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { readInput } from '../../api/settings/read-input.ts';
import { mailboxIdFor } from '../../domain/ids.ts';
import { secretNameOf } from '../../domain/mailboxes/secret-name.ts';
import { smtpSecretNameFor } from '../../domain/mailboxes/smtp-settings.ts';
import { pollRef } from '../../domain/queue-items.ts';
import { createSetting } from '../settings/create-setting.ts';
import { requireFitting } from '../settings/require-fitting.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';
import { requireConnectable } from './require-connectable.ts';
import { requireSendable } from './require-sendable.ts';
import { type ShownMailbox, shownMailbox } from './shown-mailbox.ts';

/**
 * Connects a mailbox: its secret is kept first, so that a crash leaves an orphan secret and never a
 * mailbox without; then its settings; then it is read, which subscribes it, too.
 *
 * @throws ProblemError 400 or 422 for a wrong field, 409 when another mailbox has its address or
 *   one of its aliases.
 */
export async function connectMailbox(deps: MailboxAdminDeps, body: unknown, by: string): Promise<ShownMailbox & { id: string }> {
  const { id: own, input } = readInput(mailboxRow, body, null);
  const wanted = WantedMailbox.parse(input);
  const id = own ?? (await freeIdFor(deps, wanted.address));
  const secret = requireConnectable(deps, wanted, null);
  const smtpSecret = requireSendable(deps, wanted, null);
  const value = toStoredMailbox(wanted, { id, before: null, at: deps.now().toISOString() });
  await requireFitting(deps, mailboxRow, value, null);
  const name = secretNameOf(value);
  if (await deps.store(mailboxRow).read(id)) throw new ProblemError(409, `address: mailbox "${id}" has "${wanted.address}" already`);
  // what a mailbox of this id left that was disconnected before
  await deps.removeRest(id);
  if (secret !== null && name !== null) await deps.secrets.write(name, secret);
  if (smtpSecret !== null) await deps.secrets.write(smtpSecretNameFor(id), smtpSecret);
  const { id: made, ...shown } = await createSetting(deps, mailboxRow, { ...wanted, id }, by);
  await deps.enqueuePoll(pollRef(made, deps.now(), 'renew'));
  return { id: made, ...(await shownMailbox(deps, shown, made)) };
}

/**
 * An id made of the address; another one where a mailbox has it that has moved to another address.
 */
async function freeIdFor(deps: MailboxAdminDeps, address: string): Promise<string> {
  const store = deps.store(mailboxRow);
  for (const attempt of [0, 1, 2]) {
    const id = mailboxIdFor(address, attempt);
    const there = (await store.read(id))?.value;
    if (!there || mailboxRow.unique(there).address?.includes(address)) return id;
  }
  return mailboxIdFor(address);
}
