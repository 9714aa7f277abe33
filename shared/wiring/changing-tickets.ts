import type { Database } from '@azure/cosmos';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { KnownSender } from '../domain/contacts/contact.ts';
import type { NoticeDeps } from '../workflows/with-notices.ts';
import { once } from './once.ts';

type Parts = {
  now(): Date;
  database(): Promise<Database>;
  settingsCache(): Promise<() => Promise<AdminSettings>>;
  tickets(): Promise<ReturnType<typeof ticketStore>>;
  telling(): Promise<NoticeDeps>;
  contacts(): Promise<{ knownSender(address: string, domain: string): Promise<KnownSender> }>;
};

/** What technicians' changes of tickets read and write, made at its first use. */
export const changingTickets = ({ now, ...parts }: Parts) =>
  once(async () => {
    const [{ changingDeps }, database, readSettings] = await Promise.all([
      import('./changing.ts'),
      parts.database(),
      parts.settingsCache(),
    ]);
    return changingDeps({
      now,
      database,
      tickets: await parts.tickets(),
      contacts: await parts.contacts(),
      readSettings,
      notices: await parts.telling(),
    });
  });
