import { mailboxRow } from '../../api/settings/mailboxes.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { secretNameOf } from '../../domain/mailboxes/secret-name.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/** Removes a secret of a mailbox, unless another mailbox signs in with it, too. */
export async function removeSecret(deps: Pick<MailboxAdminDeps, 'store' | 'secrets'>, name: string, id: string): Promise<void> {
  const others = (await deps.store(mailboxRow).list()).filter((other) => other.name !== id && other.value !== null);
  if (others.every(({ value }) => secretNameOf(Mailbox.parse(value)) !== name)) await deps.secrets.remove(name);
}
