import { parseSettings, type Settings } from './config.ts';
import type { RenderSettings } from './domain/render.ts';
import type { Ticket } from './domain/ticket.ts';
import type { IngestDeps } from './workflows/ingest-mail.ts';
import type { FailureDeps } from './workflows/record-failure.ts';
import type { SendDeps } from './workflows/send-notification.ts';
import type { SweepDeps } from './workflows/sweep-notifications.ts';

/**
 * The composition root: the only reader of the environment, and the only place that makes clients. Each part is made at its first use and
 * its SDK is loaded only then, since every function that starts pays for what it loads (a webhook has 3 seconds, loading included).
 */
export const wiring = once(() => wire(parseSettings(process.env)));

export type Wiring = ReturnType<typeof wire>;

function wire(settings: Settings) {
  const now = () => new Date();

  const credential = once(async () => {
    const { ManagedIdentityCredential } = await import('@azure/identity');
    return settings.AZURE_CLIENT_ID
      ? new ManagedIdentityCredential({ clientId: settings.AZURE_CLIENT_ID })
      : new ManagedIdentityCredential();
  });

  const open = async (withinPartitions: boolean) => {
    const { openDatabase } = await import('./adapters/cosmos/open-database.ts');
    const key = settings.COSMOS_KEY;
    const login = key ? { key } : { aadCredentials: await credential() };
    return openDatabase(settings.COSMOS_ENDPOINT, settings.COSMOS_DATABASE, login, { withinPartitions });
  };
  const database = once(() => open(false));
  const partitions = once(() => open(true));

  const tickets = once(async () => {
    const { ticketStore } = await import('./adapters/cosmos/tickets.ts');
    return ticketStore((await partitions()).container('tickets'), (await database()).container('tickets'));
  });

  const house = once(async () => {
    const { houseSettings } = await import('./adapters/cosmos/settings.ts');
    return houseSettings((await database()).container('settings'), (await database()).container('mailboxes'), Date.now);
  });

  const blobs = once(async () => {
    const [{ BlobServiceClient }, { blobStore }] = await Promise.all([
      import('@azure/storage-blob'),
      import('./adapters/storage/blobs.ts'),
    ]);
    return blobStore(
      settings.AzureWebJobsStorage
        ? BlobServiceClient.fromConnectionString(settings.AzureWebJobsStorage)
        : new BlobServiceClient(settings.BLOB_ENDPOINT ?? '', await credential()),
    );
  });

  const keys = once(async () => {
    const [{ SecretClient }, { signingKeys }] = await Promise.all([
      import('@azure/keyvault-secrets'),
      import('./adapters/key-vault/signing-keys.ts'),
    ]);
    // the vault's own domain is checked by its settings, not by its host name: a vault behind a private name is one too
    const options = { disableChallengeResourceVerification: true };
    return signingKeys(new SecretClient(settings.KEY_VAULT_URL, await credential(), options), Date.now);
  });

  const sender = once(async () => {
    const { acsSender } = await import('./adapters/acs/acs-sender.ts');
    return acsSender(settings.ACS_ENDPOINT, await credential(), settings.ACS_SENDER);
  });

  const ingest = once(async (): Promise<IngestDeps> => {
    const { contactStore } = await import('./adapters/cosmos/contacts.ts');
    const { ticketNumbers } = await import('./adapters/cosmos/ticket-numbers.ts');
    const [store, readHouse, files, readKeys, db] = await Promise.all([tickets(), house(), blobs(), keys(), partitions()]);
    return {
      ...store,
      ...contactStore(db.container('contacts'), Date.now),
      numbers: ticketNumbers(db.container('settings')),
      now,
      signingKeys: readKeys,
      stageRaw: files.stageRaw,
      keepFile: files.keepFile,
      async settingsOf(mailboxId) {
        const { mailboxes, queues, policy, ownAddresses } = await readHouse();
        const mailbox = mailboxes.get(mailboxId);
        const queue = mailbox && queues.get(mailbox.queueId);
        return queue ? { mailbox, queue, policy, ownAddresses: new Set([...ownAddresses, settings.ACS_SENDER.toLowerCase()]) } : null;
      },
      async rawMail(mailbox, ref) {
        if (ref.rawBlob !== null) return files.rawMail(ref.rawBlob);
        throw new Error(`remoteId: mailbox ${mailbox.address} hands over no single mails`);
      },
    };
  });

  const sending = once(async (): Promise<SendDeps> => {
    const [store, readHouse, readKeys, channel] = await Promise.all([tickets(), house(), keys(), sender()]);
    return {
      now,
      owed: store.owed,
      changeNotification: store.changeNotification,
      sender: channel,
      async renderSettings(ticket: Ticket): Promise<RenderSettings> {
        const { mailboxes, queues } = await readHouse();
        const mailbox = mailboxes.get(ticket.mailboxId);
        if (!mailbox)
          throw new Error(
            `mailboxId: mailbox "${ticket.mailboxId}" of ticket ${ticket.number} is not connected any more; connect it again`,
          );
        const { address, plusAddressing } = mailbox;
        return {
          keys: await readKeys(),
          senderDomain: settings.ACS_SENDER.slice(settings.ACS_SENDER.lastIndexOf('@') + 1),
          mailbox: { address, plusAddressing, name: queues.get(ticket.queueId)?.name ?? address },
          ticketUrl: settings.TICKET_URL,
        };
      },
    };
  });

  const sweeping = async (): Promise<SweepDeps> => ({ now, overdue: (await tickets()).overdue });

  const failures = once(async (): Promise<FailureDeps> => {
    const [{ rawMail, stageRaw }, store, readHouse] = await Promise.all([ingest(), tickets(), house()]);
    const mailboxOf = async (mailboxId: string) => (await readHouse()).mailboxes.get(mailboxId) ?? null;
    return { now, rawMail, stageRaw, mailboxOf, leftTrace: store.leftTrace, putTrace: store.putTrace };
  });

  const browsing = once(async () => {
    const { browseStore } = await import('./adapters/cosmos/browse.ts');
    const [db, files, readHouse] = await Promise.all([database(), blobs(), house()]);
    const find = <T>(values: Iterable<T>, is: (value: T) => boolean) => [...values].find(is);
    return {
      browse: browseStore(db.container('tickets')),
      files,
      /** A queue or mailbox by name or id; a name that nobody has matches nothing. */
      queueIdOf: async (named: string) =>
        find((await readHouse()).queues.values(), ({ queueId, name }) => queueId === named || name === named)?.queueId ?? named,
      queueNameOf: async (queueId: string) => (await readHouse()).queues.get(queueId)?.name ?? queueId,
      mailboxIdOf: async (named: string) =>
        find((await readHouse()).mailboxes.values(), ({ mailboxId, address }) => mailboxId === named || address === named.toLowerCase())
          ?.mailboxId ?? named,
      addressOf: async (mailboxId: string) => (await readHouse()).mailboxes.get(mailboxId)?.address ?? mailboxId,
    };
  });

  return { settings, now, credential, database, house, blobs, ingest, sending, sweeping, failures, browsing };
}

/** The function's result, made once; a failed promise is not kept, so that the next call tries again. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    if (made === null) {
      made = { value: make() };
      const { value } = made;
      if (value instanceof Promise) {
        value.catch(() => {
          made = null;
        });
      }
    }
    return made.value;
  };
}
