import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '@azure/cosmos';
import type { blockList } from '../adapters/cosmos/block-list.ts';
import type { ConnectionTestStore } from '../adapters/cosmos/connection-tests.ts';
import type { contactStore } from '../adapters/cosmos/contacts.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { ticketNumbers } from '../adapters/cosmos/ticket-numbers.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { blobStore } from '../adapters/storage/blobs.ts';
import type { IngestInTurnDeps } from '../workflows/ingest-in-turn.ts';
import { ticketTurns } from '../workflows/ticket-turns.ts';
import { ruleCompiler } from './compile-rules.ts';
import { mailboxSettings } from './mailbox-settings.ts';
import type { SenderFor } from './senders.ts';
import { noticeFacts } from './telling.ts';

/** What taking mails in is made of; tests put the same together. */
export type IngestParts = Pick<IngestInTurnDeps, 'signingKeys' | 'rawMail' | 'mailBytes' | 'requeue' | 'now'> & {
  tickets: ReturnType<typeof ticketStore>;
  contacts: ReturnType<typeof contactStore>;
  blocked: ReturnType<typeof blockList>;
  files: ReturnType<typeof blobStore>;
  settings: Container;
  connectionTests: Pick<ConnectionTestStore, 'changeTest'>;
  readSettings(): Promise<AdminSettings>;
  senderFor: SenderFor;
};

/** Between two tries to write to a ticket that another process writes to (ms). */
const maxBackOffMs = 1000;

/** Puts together what taking mails in reads and writes. */
export function ingestDeps(parts: IngestParts): IngestInTurnDeps {
  const compile = ruleCompiler();
  const { tickets, contacts, blocked, files, settings, readSettings, senderFor, connectionTests, ...rest } = parts;
  return {
    ...rest,
    ...tickets,
    ...contacts,
    noticeFacts: noticeFacts({ contacts, readSettings, senderFor, now: rest.now }),
    countHit: blocked.countHit,
    changeTest: connectionTests.changeTest,
    numbers: ticketNumbers(settings),
    turns: ticketTurns(Date.now),
    backOff: (race) => sleep(Math.random() * Math.min(20 * 2 ** race, maxBackOffMs)),
    stageRaw: files.stageRaw,
    keepFile: files.keepFile,
    // what makes signatures is large, and needed for technicians' mail alone
    replySettings: async (ticket, writer) => {
      const { replySettings } = await import('./reply-settings.ts');
      return replySettings({ readSettings, senderFor, signingKeys: rest.signingKeys })(ticket, writer);
    },
    async settingsOf(mailboxId) {
      const all = await readSettings();
      const read = mailboxSettings(all, mailboxId, compile);
      // what our channels send from is ours too: a mail from there is never answered
      const senders = [...all.mailboxes.values.values()].map((mailbox) => senderFor(mailbox).address.toLowerCase());
      return read && { ...read, ownAddresses: new Set([...read.ownAddresses, ...senders]) };
    },
  };
}
