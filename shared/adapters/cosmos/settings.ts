import type { Container } from '@azure/cosmos';
import { Mailbox } from '../../domain/mailbox.ts';
import { Policy, TicketQueue } from '../../domain/settings.ts';
import { queryAll } from './query.ts';

/** What an admin has set: mailboxes, queues, policy. Kept for a while, since every mail asks for it. */
export type House = {
  mailboxes: Map<string, Mailbox>;
  queues: Map<string, TicketQueue>;
  policy: Policy;
  ownAddresses: ReadonlySet<string>;
};

/** A change by an admin is seen by every process after this at the latest. */
const keptMs = 30_000;

/** The settings, read anew when they are older than half a minute. Concurrent callers share one reading. */
export function houseSettings(settings: Container, mailboxes: Container, now: () => number): () => Promise<House> {
  let kept: { house: Promise<House>; until: number } | null = null;
  return () => {
    if (!kept || kept.until < now()) {
      const house = readHouse(settings, mailboxes);
      kept = { house, until: now() + keptMs };
      house.catch(() => {
        kept = null;
      });
    }
    return kept.house;
  };
}

async function readHouse(settings: Container, mailboxes: Container): Promise<House> {
  const [rows, boxes] = await Promise.all([
    queryAll(settings, "SELECT * FROM c WHERE c.kind IN ('queue', 'policy')", []),
    queryAll(mailboxes, "SELECT * FROM c WHERE c.type = 'mailbox'", []),
  ]);
  const connected = boxes.map((row) => Mailbox.parse(row));
  const queues = rows.filter((row) => row.kind === 'queue').map((row) => TicketQueue.parse(row));
  return {
    mailboxes: new Map(connected.map((mailbox) => [mailbox.mailboxId, mailbox])),
    queues: new Map(queues.map((queue) => [queue.queueId, queue])),
    policy: Policy.parse(rows.find((row) => row.kind === 'policy') ?? {}),
    ownAddresses: new Set(connected.flatMap(({ address, aliases }) => [address, ...aliases])),
  };
}
