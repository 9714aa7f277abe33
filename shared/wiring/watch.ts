import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { Settings } from '../config.ts';
import { addressesToTell } from '../domain/alerts/addresses-to-tell.ts';
import { healthReader } from '../workflows/read-health.ts';
import type { WatchDeps } from '../workflows/watch-mailboxes.ts';
import type { Clients } from './clients.ts';
import { wrongRules } from './compile-rules.ts';
import { wrongTemplates } from './mail-texts.ts';
import { once } from './once.ts';
import type { SenderFor } from './senders.ts';

type Parts = {
  clients: Clients;
  settingsCache: () => Promise<() => Promise<AdminSettings>>;
  senderFor: SenderFor;
  now: () => Date;
  report: (problem: string) => void;
};

/** Monitors give up after ten seconds or so. */
const healthPatienceMs = 8000;

/** What looks at mailboxes, and tells admins and monitors how they do. */
export function watching(settings: Settings, { clients, settingsCache, senderFor, now, report }: Parts) {
  const store = once(async () => {
    const [{ watchStore }, database] = await Promise.all([import('../adapters/cosmos/watch-store.ts'), clients.database()]);
    return watchStore(database.container('mailboxes'));
  });

  const watchingMailboxes = once(async (): Promise<WatchDeps> => {
    const [{ mailCounter }, { senderRecords }, { secretEnd }] = await Promise.all([
      import('../adapters/cosmos/mail-counts.ts'),
      import('../adapters/dns/sender-records.ts'),
      import('../adapters/key-vault/secret-end.ts'),
    ]);
    const [{ readWatched, writeBook, writeWatch }, database, readSettings] = await Promise.all([
      store(),
      clients.database(),
      settingsCache(),
    ]);
    const sender = settings.ACS_SENDER;
    return {
      now,
      ...{ readWatched, writeBook, writeWatch },
      countMails: mailCounter(database.container('tickets')),
      senderDomainOf: (mailbox) => domainOf(senderFor(mailbox).address),
      lookUpSender: senderRecords(settings.NAME_SERVERS, now),
      ownSecrets: {
        microsoft: settings.OAUTH_SECRET_NAME ?? settings.OAUTH_CERTIFICATE_NAME ?? null,
        google: settings.GOOGLE_SECRET_NAME ?? null,
      },
      lookUpSecret: secretEnd(clients.secrets, now),
      async brokenSettings() {
        const [all, { settingKinds }] = await Promise.all([readSettings(), import('../adapters/cosmos/setting-kinds.ts')]);
        const rules = [...all.items(settingKinds.rule).values.values()];
        const templates = [...all.items(settingKinds.template).values.values()];
        return [...all.broken, ...(await wrongRules(rules)), ...(await wrongTemplates(templates))];
      },
      async alertAddresses() {
        const all = await readSettings();
        // what our channels send from is ours too
        const senders = [...all.mailboxes.values.values()].map((mailbox) => senderFor(mailbox).address.toLowerCase());
        const ours = new Set([...all.ownAddresses, ...senders, sender.toLowerCase()]);
        return addressesToTell(all.policy().alertAddresses, ours);
      },
      senderAddress: sender,
      linkTo: (mailboxId) => new URL(`/api/mailboxes/${encodeURIComponent(mailboxId)}`, settings.PUBLIC_URL).href,
      send: async (mail) => (await clients.acs()).send(mail),
    };
  });

  const mailboxesHealth = healthReader({
    now,
    listMailboxes: async () => (await store()).listHealth(),
    failingMinutes: settings.HEALTH_FAILING_MINUTES,
    report,
    patienceMs: healthPatienceMs,
  });

  return { watchingMailboxes, mailboxesHealth };
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
