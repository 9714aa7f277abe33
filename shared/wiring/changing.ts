import type { Database } from '@azure/cosmos';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { ticketNumbers } from '../adapters/cosmos/ticket-numbers.ts';
import { browseStore } from '../adapters/cosmos/ticket-queries.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { Client, KnownSender } from '../domain/contacts/contact.ts';
import { BrokenSettingError } from '../errors.ts';
import type { ChangeTicketDeps } from '../workflows/change-ticket.ts';
import type { FinishDeps } from '../workflows/finish-changes.ts';
import type { LinkDeps } from '../workflows/link-tickets.ts';
import type { MergeDeps } from '../workflows/merge-ticket.ts';
import type { SplitDeps } from '../workflows/split-ticket.ts';
import type { NoticeDeps } from '../workflows/with-notices.ts';
import { queueNames } from './api.ts';

/** What technicians' changes of tickets are made of; tests put the same together. */
export type ChangingParts = {
  now(): Date;
  database: Database;
  tickets: ReturnType<typeof ticketStore>;
  contacts: { knownSender(address: string, domain: string): Promise<KnownSender> };
  readSettings(): Promise<AdminSettings>;
  notices: NoticeDeps;
};

/** Puts together what changing, merging, splitting and linking tickets reads and writes. */
export function changingDeps({
  now,
  database,
  tickets,
  contacts,
  readSettings,
  notices,
}: ChangingParts): ChangeTicketDeps & MergeDeps & SplitDeps & LinkDeps & FinishDeps {
  return {
    now,
    notices,
    browse: browseStore(database.container('tickets')),
    queueNames: () => queueNames(readSettings),
    async changeSettings() {
      const { policy, ownAddresses, clients } = await readSettings();
      return { technicians: policy().technicians, ownAddresses, clientOf: (id): Client | null => clients.byId(id) };
    },
    async prefixOf(queueId) {
      const queue = (await readSettings()).queues.get(queueId);
      if (!queue)
        throw new BrokenSettingError({
          kind: 'queue',
          name: queueId,
          problem: 'there is none of this id, and a new ticket needs its prefix',
        });
      return queue.prefix;
    },
    numbers: ticketNumbers(database.container('settings')),
    knownSender: contacts.knownSender,
    commit: tickets.commit,
    unfinished: tickets.unfinished,
  };
}
