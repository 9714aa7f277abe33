import type { Container } from '@azure/cosmos';
import { markedAmong } from '../adapters/cosmos/marked-addresses.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { browseStore } from '../adapters/cosmos/ticket-queries.ts';
import type { Clients } from './clients.ts';

/** The names of all queues by their ids. */
export async function queueNames(readSettings: () => Promise<AdminSettings>): Promise<ReadonlyMap<string, string>> {
  const { queues } = await readSettings();
  return new Map([...queues.values.values()].map(({ queueId, name }) => [queueId, name]));
}

/**
 * What the API reads with: tickets and mails, files, and the names that people use for queues and
 * mailboxes.
 */
export const browseDeps = (
  tickets: Container,
  files: Awaited<ReturnType<Clients['blobs']>>,
  readSettings: () => Promise<AdminSettings>,
  contacts: Container,
) => ({
  now: () => new Date(),
  browse: browseStore(tickets),
  markedAmong: markedAmong(contacts),
  files,
  /** A queue by its name or id; a name that none has matches nothing. */
  async queueIdOf(named: string): Promise<string> {
    const { queues } = await readSettings();
    return [...queues.values.values()].find(({ queueId, name }) => queueId === named || name === named)?.queueId ?? named;
  },
  queueNameOf: async (queueId: string): Promise<string> => (await readSettings()).queues.values.get(queueId)?.name ?? queueId,
  /** The names of all queues by their ids. */
  queueNames: () => queueNames(readSettings),
  /** Our mailboxes with their addresses. */
  async mailboxAddresses(): Promise<{ mailboxId: string; addresses: string[] }[]> {
    const { mailboxes } = await readSettings();
    return [...mailboxes.values.values()].map(({ mailboxId, address, aliases }) => ({ mailboxId, addresses: [address, ...aliases] }));
  },
  /** A mailbox by its address or id. */
  async mailboxIdOf(named: string): Promise<string> {
    const { mailboxes } = await readSettings();
    return (
      [...mailboxes.values.values()].find(({ mailboxId, address }) => mailboxId === named || address === named.toLowerCase())?.mailboxId ??
      named
    );
  },
  addressOf: async (mailboxId: string): Promise<string> => (await readSettings()).mailboxes.values.get(mailboxId)?.address ?? mailboxId,
});
