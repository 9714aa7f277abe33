import type { contactStore } from '../adapters/cosmos/contacts.ts';
import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { NoticeDeps } from '../workflows/with-notices.ts';
import type { SenderFor } from './senders.ts';

/** What telling of changes is made of; tests put the same together. */
export type TellingParts = Pick<NoticeDeps, 'now' | 'enqueue'> & {
  tickets: Pick<ReturnType<typeof ticketStore>, 'waiting'>;
  contacts: Pick<ReturnType<typeof contactStore>, 'answersNow' | 'countAnswer' | 'keepAnswers'>;
  readSettings(): Promise<AdminSettings>;
  senderFor: SenderFor;
};

/** A queue that is gone has no team, and no settings of its own. */
const noQueue = { team: [], notifications: {} };

/** Puts together what telling of changes reads and writes. */
export function tellingDeps({ tickets, contacts, readSettings, senderFor, now, enqueue }: TellingParts): NoticeDeps {
  return {
    now,
    enqueue,
    waiting: tickets.waiting,
    countAnswer: contacts.countAnswer,
    keepAnswers: contacts.keepAnswers,
    noticeFacts: noticeFacts({ contacts, readSettings, senderFor, now }),
  };
}

/** Reads what is set for the notices of a queue's tickets. */
export function noticeFacts({
  contacts,
  readSettings,
  senderFor,
  now,
}: Pick<TellingParts, 'readSettings' | 'senderFor' | 'now'> & {
  contacts: Pick<TellingParts['contacts'], 'answersNow'>;
}): NoticeDeps['noticeFacts'] {
  return async (queueId) => {
    const settings = await readSettings();
    // what our channels send from is ours too
    const senders = [...settings.mailboxes.values.values()].map((mailbox) => senderFor(mailbox).address.toLowerCase());
    return {
      now: now(),
      policy: settings.policy(),
      queue: settings.queues.values.get(queueId) ?? noQueue,
      technicians: [...settings.items(settingKinds.technician).values.values()],
      ownAddresses: new Set([...settings.ownAddresses, ...senders]),
      blockedSenders: settings.blockedSenders,
      owedLately: contacts.answersNow,
    };
  };
}
