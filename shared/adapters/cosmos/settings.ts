import type { Container } from '@azure/cosmos';
import { type Client, ClientDomain } from '../../domain/contact.ts';
import { Mailbox } from '../../domain/mailbox.ts';
import { BlockedSender, Policy, TicketQueue } from '../../domain/settings.ts';
import { queryAll } from './query.ts';

/** What an admin has set. Kept for a while, since every mail asks for it. */
export type House = {
  mailboxes: ReadonlyMap<string, Mailbox>;
  queues: ReadonlyMap<string, TicketQueue>;
  policy: Policy;
  ownAddresses: ReadonlySet<string>;
  blockedSenders: readonly string[];
  clientDomains: ReadonlyMap<string, Client>;
};

/** A change by an admin is seen by every process after this at the latest. */
const keptMs = 30_000;

/** The settings, read anew when they are older than half a minute. Concurrent callers share one reading. */
export function houseSettings(
  containers: { settings: Container; mailboxes: Container; contacts: Container },
  now: () => number,
): () => Promise<House> {
  let kept: { house: Promise<House>; until: number } | null = null;
  return () => {
    if (!kept || kept.until < now()) {
      const house = readHouse(containers);
      kept = { house, until: now() + keptMs };
      house.catch(() => {
        kept = null;
      });
    }
    return kept.house;
  };
}

async function readHouse({ settings, mailboxes, contacts }: Parameters<typeof houseSettings>[0]): Promise<House> {
  const [rows, boxes, domains] = await Promise.all([
    queryAll(settings, "SELECT * FROM c WHERE c.kind IN ('queue', 'policy', 'blocked-sender')", []),
    queryAll(mailboxes, "SELECT * FROM c WHERE c.type = 'mailbox'", []),
    queryAll(contacts, "SELECT * FROM c WHERE c.type = 'client-domain'", []),
  ]);
  // one that can't be read is named when it is polled; the others go on
  const connected = boxes.flatMap((row) => Mailbox.safeParse(row).data ?? []);
  const ofKind = (kind: string) => rows.filter((row) => row.kind === kind);
  const queues = ofKind('queue').map((row) => TicketQueue.parse(row));
  const clients = domains.map((row) => ClientDomain.parse(row));
  return {
    mailboxes: new Map(connected.map((mailbox) => [mailbox.mailboxId, mailbox])),
    queues: new Map(queues.map((queue) => [queue.queueId, queue])),
    policy: Policy.parse(ofKind('policy')[0] ?? {}),
    ownAddresses: new Set(connected.flatMap(({ address, aliases }) => [address, ...aliases])),
    blockedSenders: ofKind('blocked-sender').map((row) => BlockedSender.parse(row).entry),
    clientDomains: new Map(clients.map(({ domain, client }) => [domain, client])),
  };
}
