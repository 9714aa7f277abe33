import type { mailboxStore } from '../adapters/cosmos/mailboxes.ts';
import type { Settings } from '../config.ts';
import type { GraphMailbox } from '../domain/mailboxes/mailbox.ts';
import type { MailboxAdminDeps } from '../workflows/mailboxes/mailbox-admin-deps.ts';
import { type RenewSubscriptionDeps, renewSubscription } from '../workflows/renew-subscription.ts';
import type { SettingDeps } from '../workflows/settings/setting-deps.ts';
import type { Clients } from './clients.ts';

type Parts = {
  clients: Clients;
  mailboxes: () => Promise<ReturnType<typeof mailboxStore>>;
  depsFor: (mailbox: GraphMailbox) => Promise<RenewSubscriptionDeps>;
};

/** What administering mailboxes reads and writes, besides what all settings do. */
export const mailboxAdmin =
  (settings: Settings, { clients, mailboxes, depsFor }: Parts) =>
  async (): Promise<Omit<MailboxAdminDeps, keyof SettingDeps>> => {
    const [{ mailboxRest }, { watchStore }, { keyVaultSecrets }] = await Promise.all([
      import('../adapters/cosmos/mailbox-rest.ts'),
      import('../adapters/cosmos/watch-store.ts'),
      import('../adapters/key-vault/secret-store.ts'),
    ]);
    const [store, database, enqueuePolls] = await Promise.all([mailboxes(), clients.database(), clients.queue('poll-mailbox')]);
    return {
      ...mailboxRest(database.container('mailboxes')),
      readMailbox: store.readMailbox,
      // with what was found out about them, without cursors
      listMailboxes: watchStore(database.container('mailboxes')).readWatched,
      writeHealth: store.writeHealth,
      secrets: keyVaultSecrets(clients.secrets),
      allowPlainImap: settings.ALLOW_PLAIN_IMAP,
      enqueuePoll: (ref) => enqueuePolls([ref]),
      endSubscription: async (mailbox) => renewSubscription(await depsFor(mailbox), { ...mailbox, enabled: false }, 'keep'),
    };
  };
