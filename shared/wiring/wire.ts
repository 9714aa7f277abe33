import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { Settings } from '../config.ts';
import { type Client, domainKey } from '../domain/contacts/contact.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { AcknowledgeDeps } from '../workflows/acknowledge-ingested-mail.ts';
import type { IngestInTurnDeps } from '../workflows/ingest-in-turn.ts';
import type { TryRulesDeps } from '../workflows/rules/try-deps.ts';
import { archiving } from './archive.ts';
import { authorising } from './authorising.ts';
import { changingTickets } from './changing-tickets.ts';
import { clients } from './clients.ts';
import { connectionTesting } from './connection-tests.ts';
import { consenting } from './consenting.ts';
import { conversing } from './conversing.ts';
import { findingSettings } from './finding-settings.ts';
import { mailboxAdmin } from './mailbox-admin.ts';
import { mailboxJobKinds } from './mailbox-jobs.ts';
import { fetching } from './mailboxes.ts';
import { once } from './once.ts';
import { rawMailReader } from './raw-mail.ts';
import { counting } from './reconciling.ts';
import { recovery } from './recovery.ts';
import { senderOpener } from './senders.ts';
import { sourceOpener } from './source-kind.ts';
import { watching } from './watch.ts';

/**
 * Puts the app together: what its functions read and write by. Each part is made at its first use.
 */
export function wire(settings: Settings) {
  const now = () => new Date();
  const report = (problem: string) => console.error(problem);
  const made = clients(settings);
  const { blobs, database, partitions } = made;
  const authorised = authorising(settings, made);
  const sources = once(async () => sourceOpener((await import('./sources.ts')).sourceKinds(settings, made, authorised)));
  const openSource = async (mailbox: Mailbox) => (await sources())(mailbox);
  const senderFor = senderOpener(settings, made, authorised);

  const tickets = once(async () => {
    const { ticketStore } = await import('../adapters/cosmos/tickets.ts');
    return ticketStore((await partitions()).container('tickets'), (await database()).container('tickets'));
  });
  let lastRead: AdminSettings | null = null;
  const settingsCache = once(async () => {
    const { cachedSettings } = await import('../adapters/cosmos/settings.ts');
    const db = await database();
    const containers = { settings: db.container('settings'), mailboxes: db.container('mailboxes'), contacts: db.container('contacts') };
    const read = cachedSettings(containers, Date.now, report);
    const remembered = async () => {
      lastRead = await read();
      return lastRead;
    };
    return Object.assign(remembered, { forget: read.forget });
  });
  const mailboxes = once(async () => {
    const { mailboxStore } = await import('../adapters/cosmos/mailboxes.ts');
    return mailboxStore((await database()).container('mailboxes'), now, report);
  });
  const connectionTestStore = once(async () => {
    const store = await import('../adapters/cosmos/connection-tests.ts');
    return store.connectionTestStore((await partitions()).container('mailboxes'));
  });
  const contacts = once(async () => {
    const { contactStore } = await import('../adapters/cosmos/contacts.ts');
    const readSettings = await settingsCache();
    const clientOf = async (domain: string) => (await readSettings()).clients.get(domainKey(domain))?.client ?? null;
    const named = async (client: Client) => (await readSettings()).clients.byId(client.id) ?? client;
    return contactStore((await partitions()).container('contacts'), clientOf, now, report, named);
  });
  const blocked = once(async () => {
    const { blockList } = await import('../adapters/cosmos/block-list.ts');
    return blockList((await partitions()).container('settings'), now);
  });
  const keys = once(async () => {
    const { signingKeys } = await import('../adapters/key-vault/signing-keys.ts');
    return signingKeys(await made.secrets(), Date.now);
  });

  const rawMail = rawMailReader(blobs, openSource);

  const ingest = once(async (): Promise<IngestInTurnDeps> => {
    const [{ ingestDeps }, enqueue] = await Promise.all([import('./ingest.ts'), made.queue('inbound-mail')]);
    const [store, readSettings, files, signingKeys, db] = await Promise.all([tickets(), settingsCache(), blobs(), keys(), partitions()]);
    return ingestDeps({
      now,
      tickets: store,
      contacts: await contacts(),
      blocked: await blocked(),
      files,
      settings: db.container('settings'),
      connectionTests: await connectionTestStore(),
      readSettings,
      signingKeys,
      rawMail,
      mailBytes: settings.MAX_MAIL_BYTES,
      requeue: (ref, afterSeconds) => enqueue([ref], afterSeconds * 1000),
      senderFor,
    });
  });

  const browsing = once(async () => {
    const { browseDeps } = await import('./api.ts');
    const db = await database();
    return browseDeps(db.container('tickets'), await blobs(), await settingsCache(), db.container('contacts'));
  });

  /** What trying rules reads: all that taking mail in does, and the mails that came. */
  const tryingRules = once(async (): Promise<TryRulesDeps> => ({ ...(await ingest()), ...(await browsing()) }));

  const settingsApi = once(async () => {
    const { settingDeps } = await import('./setting-store.ts');
    const [{ linkOrigins }, readSettings] = await Promise.all([import('./link-origins.ts'), settingsCache()]);
    const origins = async () => linkOrigins([settings.TICKET_URL, settings.PUBLIC_URL], await readSettings());
    return settingDeps({ database: await database(), forget: readSettings.forget, now, linkOrigins: origins });
  });

  const testing = connectionTesting(settings, { clients: made, authorised, store: connectionTestStore, senderFor, settingsApi, now });

  const acknowledging = once(async (): Promise<AcknowledgeDeps> => {
    const readSettings = await settingsCache();
    return { openSource, mailboxOf: async (mailboxId) => (await readSettings()).mailboxes.values.get(mailboxId) ?? null };
  });

  const bringing = fetching(settings, { clients: made, graphFor: authorised.graphFor, mailboxes, tickets, keys, openSource, now });
  const { reconciling, reconcileJob } = counting({ clients: made, ...bringing, settingsCache, openSource });
  const { archive, archiveJob } = archiving({ clients: made, mailboxes, openSource, ingest, polling: bringing.polling, now });

  const talking = conversing(settings, {
    clients: made,
    tickets,
    contacts,
    settingsCache,
    keys,
    browsing,
    settingsApi,
    senderFor,
    now,
    report,
  });

  return {
    settings,
    /** The kinds of settings that this process, when it last read them, found broken items of. */
    brokenKinds: (): string[] => [...new Set(lastRead?.broken.map(({ kind }) => kind))],
    contacts,
    blocked,
    ingest,
    acknowledging,
    browsing,
    ...talking,
    changing: changingTickets({ now, database, settingsCache, tickets, contacts, telling: talking.telling }),
    findingSettings: findingSettings(settings, made),
    tryingRules,
    settingsApi,
    ...testing,
    mailboxAdmin: mailboxAdmin(settings, { clients: made, mailboxes, depsFor: bringing.depsFor }),
    archive,
    reconciling,
    mailboxJobs: once(() => mailboxJobKinds({ ...testing, archiveJob, reconcileJob })),
    ...recovery({ clients: made, settingsCache, tickets, rawMail, now }),
    ...bringing,
    ...watching(settings, { clients: made, settingsCache, senderFor, now, report }),
    ...consenting({ settings, clients: made, authorised, mailboxes, depsFor: bringing.depsFor, settingsApi }),
  };
}
