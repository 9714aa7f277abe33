import { setTimeout as wait } from 'node:timers/promises';
import type { contactStore } from '../adapters/cosmos/contacts.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { Settings } from '../config.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { UploadDeps } from '../workflows/keep-upload.ts';
import type { SendDeps } from '../workflows/send-notification.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';
import type { SenderFor } from './senders.ts';
import { sendingDeps } from './sending.ts';

type Parts = {
  clients: Clients;
  contacts: () => Promise<ReturnType<typeof contactStore>>;
  tickets: () => Promise<ReturnType<typeof ticketStore>>;
  settingsCache: () => Promise<() => Promise<AdminSettings>>;
  keys: () => Promise<() => Promise<SigningKeys>>;
  senderFor: SenderFor;
  now: () => Date;
  report(line: string): void;
};

/** What technicians write with, and what sends that and all other mail. */
export function writing(
  { TICKET_URL: ticketUrl, PUBLIC_URL: publicUrl }: Settings,
  { clients, tickets, contacts, settingsCache, keys, senderFor, now, report }: Parts,
) {
  const { blobs, database, partitions, queue } = clients;

  /** How fast channels are used, by this process and all others. */
  const pace = once(async () => {
    const [{ pacing }, { sendBooks }, db] = await Promise.all([
      import('../workflows/pace-sending.ts'),
      import('../adapters/cosmos/send-books.ts'),
      partitions(),
    ]);
    return pacing({ ...sendBooks(db.container('settings')), now, wait, random: Math.random });
  });

  const sending = once(async (): Promise<SendDeps> => {
    const [store, people, readSettings, signingKeys] = await Promise.all([tickets(), contacts(), settingsCache(), keys()]);
    return sendingDeps({
      ...{ now, readSettings, signingKeys, senderFor, ticketUrl, publicUrl, tickets: store, contacts: people, report },
      pace: await pace(),
      keepRaw: async (...of) => (await blobs()).keepRaw(...of),
      // their SDKs are loaded only for a mail with files, and when something is put off
      fileBytes: async (name, maxBytes) => (await blobs()).body(name, maxBytes),
      enqueue: async (ref, afterMs) => (await queue('outbound-mail'))([ref], afterMs),
    });
  });

  const replying = once(async () => {
    const [{ conversationDeps }, { browseStore }] = await Promise.all([
      import('./conversation.ts'),
      import('../adapters/cosmos/ticket-queries.ts'),
    ]);
    const [store, files, readSettings, signingKeys] = await Promise.all([tickets(), blobs(), settingsCache(), keys()]);
    const [browse, enqueue, people] = [
      browseStore((await database()).container('tickets')),
      await queue('outbound-mail'),
      await contacts(),
    ];
    return conversationDeps({
      ...{ now, browse, files, readSettings, signingKeys, senderFor, tickets: store, contacts: people },
      enqueue: (ref, afterMs) => enqueue([ref], afterMs),
    });
  });

  const uploading = once(async (): Promise<UploadDeps> => {
    const [{ keepUpload }, readSettings] = await Promise.all([blobs(), settingsCache()]);
    return { now, keepUpload, policy: async () => (await readSettings()).policy() };
  });

  return { sending, replying, uploading };
}
