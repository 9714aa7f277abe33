import type { contactStore } from '../adapters/cosmos/contacts.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { Settings } from '../config.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { HeldDeps } from '../workflows/notifications/held-deps.ts';
import type { DeliveryDeps } from '../workflows/record-delivery.ts';
import type { NoticeDeps } from '../workflows/with-notices.ts';
import type { browseDeps } from './api.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';
import type { SenderFor } from './senders.ts';
import type { settingDeps } from './setting-store.ts';
import { writing } from './writing.ts';

/** What mail that goes out is made of. */
type Parts = {
  clients: Clients;
  tickets(): Promise<ReturnType<typeof ticketStore>>;
  contacts(): Promise<ReturnType<typeof contactStore>>;
  settingsCache(): Promise<() => Promise<AdminSettings>>;
  keys(): Promise<() => Promise<SigningKeys>>;
  browsing(): Promise<ReturnType<typeof browseDeps>>;
  settingsApi(): Promise<ReturnType<typeof settingDeps>>;
  senderFor: SenderFor;
  now(): Date;
  report(problem: string): void;
};

/** Puts together what writes to people: sending, what became of it, what is held, and links. */
export function conversing(settings: Settings, parts: Parts) {
  const { clients, tickets, contacts, settingsCache, keys, browsing, settingsApi, senderFor, now, report } = parts;
  const { sending, replying, uploading } = writing(settings, { clients, tickets, contacts, settingsCache, keys, senderFor, now, report });

  /** What is told of the changes that technicians make. */
  const telling = once(async (): Promise<NoticeDeps> => {
    const [{ tellingDeps }, store, counts, readSettings] = await Promise.all([
      import('./telling.ts'),
      ...([tickets(), contacts(), settingsCache()] as const),
    ]);
    const enqueue: NoticeDeps['enqueue'] = async (ref, afterMs) => (await clients.queue('outbound-mail'))([ref], afterMs);
    return tellingDeps({ now, tickets: store, contacts: counts, readSettings, senderFor, enqueue });
  });

  const delivering = once(async (): Promise<DeliveryDeps> => {
    const { deliveryStore } = await import('../adapters/cosmos/delivery-reports.ts');
    const [{ owed, commit }, { noteOutcome }, all, signingKeys, notices] = await Promise.all([
      tickets(),
      contacts(),
      clients.database(),
      keys(),
      telling(),
    ]);
    return { ...deliveryStore(all.container('tickets')), now, signingKeys, noteOutcome, owed, commit, notices };
  });

  /** What people with the link of a mail read and write. */
  const guests = once(async () => {
    const [{ ticketState, owed, commit }, readSettings, signingKeys, reading, notices] = await Promise.all([
      tickets(),
      settingsCache(),
      keys(),
      browsing(),
      telling(),
    ]);
    const policy = async () => (await readSettings()).policy();
    return { ...reading, now, signingKeys, policy, ticketState, owed, commit, notices, enqueue: notices.enqueue };
  });

  /** Looking at what is held, and deciding on it. */
  const holding = once(async (): Promise<HeldDeps> => {
    const [{ browse }, { now: clock, owed, commit, enqueue, contactAt }] = await Promise.all([browsing(), sending()]);
    return { browse, now: clock, owed, commit, enqueue, contactAt };
  });

  return {
    sending,
    replying,
    uploading,
    telling,
    delivering,
    guests,
    holding,
    templateTests: once(async () =>
      (await import('./template-tests.ts')).templateTesting(settings, { clients, settingsCache, browsing, settingsApi, now, report }),
    ),
  };
}
