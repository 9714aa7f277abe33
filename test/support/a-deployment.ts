import { BlobServiceClient } from '@azure/storage-blob';
import { acsLimits } from '../../shared/adapters/acs/acs-limits.ts';
import { blockList } from '../../shared/adapters/cosmos/block-list.ts';
import { connectionTestStore } from '../../shared/adapters/cosmos/connection-tests.ts';
import { contactStore } from '../../shared/adapters/cosmos/contacts.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { sendBooks } from '../../shared/adapters/cosmos/send-books.ts';
import { cachedSettings } from '../../shared/adapters/cosmos/settings.ts';
import { browseStore } from '../../shared/adapters/cosmos/ticket-queries.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { blobStore } from '../../shared/adapters/storage/blobs.ts';
import { settingRowOf, settingRows } from '../../shared/api/settings/setting-apis.ts';
import { domainKey } from '../../shared/domain/contacts/contact.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import type { MailRef, NotificationRef } from '../../shared/domain/queue-items.ts';
import type { SigningKeys } from '../../shared/domain/thread/signed-ids.ts';
import type { Message } from '../../shared/domain/tickets/message.ts';
import { TicketEvent } from '../../shared/domain/tickets/ticket-event.ts';
import type { MailSender } from '../../shared/ports/mail-sender.ts';
import { changingDeps } from '../../shared/wiring/changing.ts';
import { conversationDeps } from '../../shared/wiring/conversation.ts';
import { ingestDeps } from '../../shared/wiring/ingest.ts';
import { sendingDeps } from '../../shared/wiring/sending.ts';
import { settingDeps } from '../../shared/wiring/setting-store.ts';
import { blockSender } from '../../shared/workflows/block-sender.ts';
import type { IngestDeps } from '../../shared/workflows/ingest-mail.ts';
import { pacing } from '../../shared/workflows/pace-sending.ts';
import type { FailureDeps } from '../../shared/workflows/record-failure.ts';
import type { SendDeps } from '../../shared/workflows/send-notification.ts';
import { lentAzurite, lentCosmos } from './lent-stores.ts';
import { seedCosmos } from './seed-cosmos.ts';

export type Deployment = Awaited<ReturnType<typeof aDeployment>>;

type QueuedAgain = { ref: MailRef; afterMs: number };

export const keys: SigningKeys = [Buffer.from('a key for tests')];
/** From which our mail leaves. */
const senderAddress = 'donotreply@contoso.example';
const channel = { name: 'acs', address: senderAddress, limits: acsLimits, pace: { perMinute: 10_000, perHour: 100_000 } };
const noSender = () => ({ ...channel, open: () => Promise.reject(new Error('nothing is sent here')) });

/**
 * A seeded Cosmos stand-in and Azurite, with the app's own adapters on them, as a functions process
 * has them. `mails` is the mailbox: remote id to raw bytes. `sent` is what the channel sent: one
 * mail for each operation id, as Communication Services does it; `sendCalls` how often it was asked
 * to, each time with the operation id.
 */
export async function aDeployment() {
  const [cosmos, azurite] = await Promise.all([lentCosmos(), lentAzurite()]);
  await seedCosmos({
    cosmos: { endpoint: cosmos.endpoint, key: cosmos.key, database: 'psa-email' },
    imap: { host: 'localhost', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  for (const name of ['raw-mail', 'attachments']) await service.getContainerClient(name).create();
  const mails = new Map<string, Uint8Array>();
  const sent = new Map<string, OutgoingMail>();
  const sendCalls: string[] = [];
  const requeued: QueuedAgain[] = [];
  const givenUp: QueuedAgain[] = [];
  const putOff: { ref: NotificationRef; afterMs: number }[] = [];
  const open = (withinPartitions: boolean) => openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions });
  const tickets = open(false).container('tickets');
  const browse = browseStore(tickets);
  /** All messages of a ticket, oldest first. */
  const messages = async (ticketId: string) => {
    const found: Message[] = [];
    for await (const message of browse.messagesBefore(ticketId, null)) found.unshift(message);
    return found;
  };
  const told: string[] = [];
  const report = (problem: string) => void told.push(problem);
  /** What an admin has set, as a process that just started reads it. */
  const adminSettings = (kinds?: Parameters<typeof cachedSettings>[3]) => {
    const db = open(false);
    const containers = { settings: db.container('settings'), mailboxes: db.container('mailboxes'), contacts: db.container('contacts') };
    return cachedSettings(containers, Date.now, report, kinds);
  };
  /** The events of a ticket, in the order of its changes. */
  const history = async (ticketId: string) => {
    const query = "SELECT * FROM c WHERE c.type = 'event' ORDER BY c.at";
    return (await tickets.items.query(query, { partitionKey: ticketId }).fetchAll()).resources.map((item) => TicketEvent.parse(item));
  };
  const settingsApi = { ...settingDeps({ database: open(false), now: () => new Date(), forget: () => {} }), rows: settingRows };
  const storeOfTickets = () => ticketStore(open(true).container('tickets'), tickets);

  const [nobodys, clock] = [async () => null, () => new Date()];
  const contactsOf = () => contactStore(open(true).container('contacts'), nobodys, clock, report);

  return {
    mails,
    sent,
    sendCalls,
    /**
     * The mails that were put back into their queue, or into that of mails that were given up, and
     * after what time they come.
     */
    requeued,
    givenUp,
    /** The notifications that were queued for later. */
    putOff,
    adminSettings,
    /** The settings that could not be read, as the log has them. */
    told,
    tickets,
    files: blobStore(service),
    settings: open(false).container('settings'),
    mailboxes: open(false).container('mailboxes'),
    /** The items of the container `contacts`; `contacts()` is the store. */
    contactItems: open(false).container('contacts'),
    /** The most automatic answers to one sender within an hour. */
    limitAnswers: (answers: number) =>
      open(false)
        .container('settings')
        .item('policy', 'policy')
        .patch([{ op: 'set', path: '/loops/perSender', value: { answers, minutes: 60 } }]),
    browse: { ...browse, messages, history },
    /** What a functions process that just started has. */
    ingest(): IngestDeps {
      const db = open(true);
      const readSettings = adminSettings();
      const clientOf = async (domain: string) => (await readSettings()).clients.get(domainKey(domain))?.client ?? null;
      const deps = ingestDeps({
        now: () => new Date(),
        tickets: storeOfTickets(),
        contacts: contactStore(db.container('contacts'), clientOf, () => new Date(), report),
        blocked: blockList(db.container('settings'), () => new Date()),
        files: blobStore(service),
        settings: db.container('settings'),
        connectionTests: connectionTestStore(db.container('mailboxes')),
        readSettings,
        signingKeys: async () => keys,
        rawMail: async (_mailbox, { remoteId }) => mails.get(remoteId) ?? null,
        mailBytes: 52_428_800,
        requeue: async (ref, afterSeconds) => void requeued.push({ ref, afterMs: afterSeconds * 1000 }),
        senderFor: noSender,
      });
      return { ...deps, backOff: async () => {} };
    },
    failures(): FailureDeps {
      const { stageRaw, rawMail } = this.ingest();
      const read = adminSettings();
      return {
        ...storeOfTickets(),
        now: () => new Date(),
        stageRaw,
        rawMail,
        mailboxOf: async (mailboxId) => (await read()).mailboxes.values.get(mailboxId) ?? null,
        enqueueMail: async (ref, afterMs) => void requeued.push({ ref, afterMs }),
        enqueueGivenUp: async (ref, afterMs) => void givenUp.push({ ref, afterMs }),
      };
    },
    sending(): SendDeps {
      const send: MailSender['send'] = async (mail) => {
        sendCalls.push(mail.operationId);
        if (!sent.has(mail.operationId)) sent.set(mail.operationId, mail);
        return { kind: 'accepted' };
      };
      return sendingDeps({
        ...{ now: clock, tickets: storeOfTickets(), contacts: contactsOf(), readSettings: adminSettings(), signingKeys: async () => keys },
        senderFor: () => ({ ...channel, open: async () => ({ send }) }),
        ticketUrl: 'https://psa.contoso.example/tickets/{number}',
        publicUrl: 'https://mail.contoso.example',
        report,
        fileBytes: blobStore(service).body,
        pace: pacing({ ...sendBooks(open(true).container('settings')), now: () => new Date(), wait: async () => {}, random: Math.random }),
        keepRaw: blobStore(service).keepRaw,
        enqueue: async (ref, afterMs) => void putOff.push({ ref, afterMs }),
      });
    },
    /** What technicians write with; what is queued is in `putOff`. */
    replying() {
      return conversationDeps({
        ...{ now: () => new Date(), tickets: storeOfTickets(), browse, files: blobStore(service), senderFor: noSender },
        ...{ readSettings: adminSettings(), signingKeys: async () => keys, contacts: this.contacts() },
        enqueue: async (ref, afterMs) => void putOff.push({ ref, afterMs }),
      });
    },
    /** What technicians change tickets with. */
    changing() {
      const { notices } = this.replying();
      const parts = { now: () => new Date(), database: open(false), tickets: storeOfTickets(), contacts: contactsOf() };
      return changingDeps({ ...parts, readSettings: adminSettings(), notices });
    },
    overdue: storeOfTickets().overdue,
    cosmos,
    store: storeOfTickets,
    contacts: contactsOf,
    database: () => open(false),
    /** What the API of settings reads and writes. */
    settingsApi,
    /** Blocks a sender, as an admin does it. Returns the entry's id. */
    block: async (entry: string, note = '') => blockSender(settingsApi, await settingRowOf('block-list'), { entry, note }, 'an admin'),
    blockList: () => blockList(open(true).container('settings'), () => new Date()),
    async stop() {
      await Promise.all([cosmos.giveBack(), azurite.giveBack()]);
    },
  };
}
