import type { GraphMailbox } from '../domain/mailboxes/mailbox.ts';
import type { FolderSubscription } from '../domain/mailboxes/subscription.ts';
import { subscribedFolders } from '../domain/subscriptions/plan-subscription.ts';
import { MailSourceError } from '../errors.ts';
import { type RenewedSubscription, type RenewFolderDeps, renewFolderSubscription } from './renew-folder-subscription.ts';

export type RenewSubscriptionDeps = RenewFolderDeps & { readSubscriptions(mailboxId: string): Promise<FolderSubscription[]> };

/** What became of several counts as what asks for the most. */
const weight: readonly RenewedSubscription[] = ['kept', 'lost-race', 'removed', 'renewed', 'created'];

/**
 * Sees to the subscriptions of a mailbox: each of its folders has one, a folder that is not read
 * any more has none, and a mailbox that is paused has none at all. A folder that fails keeps no
 * other from its own. `known`: its subscriptions, where they have been read.
 *
 * @throws MailSourceError of the first folder that failed.
 */
export async function renewSubscription(
  deps: RenewSubscriptionDeps,
  mailbox: GraphMailbox,
  wanted: 'keep' | 'renew' | 'recreate',
  known: FolderSubscription[] | null = null,
): Promise<RenewedSubscription> {
  const stored = known ?? (await deps.readSubscriptions(mailbox.mailboxId));
  let result: RenewedSubscription = 'kept';
  let failed: MailSourceError | null = null;
  for (const folder of subscribedFolders(mailbox, stored)) {
    try {
      const became = await renewFolderSubscription(deps, mailbox, folder, wanted);
      if (weight.indexOf(became) > weight.indexOf(result)) result = became;
    } catch (error) {
      if (!(error instanceof MailSourceError)) throw error;
      failed ??= error;
    }
  }
  if (failed) throw failed;
  return result;
}
