import { resumedHealth } from '../../domain/mailboxes/mailbox-health.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/** What went wrong with a mailbox counts no longer: it is tried again at once. */
export async function clearFailures(deps: Pick<MailboxAdminDeps, 'now' | 'readMailbox' | 'writeHealth'>, id: string): Promise<void> {
  const health = (await deps.readMailbox(id))?.health;
  if (health) await deps.writeHealth(id, { ...resumedHealth(health, deps.now()), stuckOn: null });
}
