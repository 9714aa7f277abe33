import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { mailboxJob } from '../domain/queue-items.ts';
import type { FetchDeps } from '../workflows/fetch-mails.ts';
import type { ReconcileDeps } from '../workflows/reconcile-mailbox.ts';
import type { MailboxJobKind } from '../workflows/run-mailbox-job.ts';
import type { ScheduleReconcilesDeps } from '../workflows/schedule-reconciles.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

type Parts = {
  clients: Clients;
  polling: () => Promise<FetchDeps & Pick<ReconcileDeps, 'now' | 'readMailbox'>>;
  scheduling: () => Promise<Pick<ScheduleReconcilesDeps, 'listMailboxes'>>;
  settingsCache: () => Promise<() => Promise<AdminSettings>>;
  openSource: ReconcileDeps['openSource'];
};

/** What counts the mails of mailboxes, and fetches what is missing as a poll does. */
export function counting({ clients, polling, scheduling, settingsCache, openSource }: Parts) {
  const reconciling = once(async (): Promise<ReconcileDeps & ScheduleReconcilesDeps> => {
    const { reconcileStore } = await import('../adapters/cosmos/reconciles.ts');
    const [fetch, { listMailboxes }, database, readSettings] = await Promise.all([
      polling(),
      scheduling(),
      clients.database(),
      settingsCache(),
    ]);
    const enqueue = await clients.queue('mailbox-jobs');
    return {
      ...fetch,
      ...reconcileStore(database.container('mailboxes')),
      openSource,
      listMailboxes,
      traceDays: async () => (await readSettings()).policy().traceDays,
      enqueueReconcile: (mailboxId, afterMs) => enqueue([mailboxJob('reconcile', mailboxId)], afterMs),
    };
  });

  const reconcileJob: MailboxJobKind = {
    async run(mailboxId) {
      const { reconcileMailbox } = await import('../workflows/reconcile-mailbox.ts');
      return reconcileMailbox(await reconciling(), mailboxId);
    },
    async giveUp(mailboxId) {
      const { giveUpReconcile } = await import('../workflows/give-up-reconcile.ts');
      await giveUpReconcile(await reconciling(), mailboxId);
    },
  };

  return { reconciling, reconcileJob };
}
