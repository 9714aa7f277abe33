import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { type Client, ClientDomain } from '../../domain/contacts/contact.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { Policy } from '../../domain/settings/policy.ts';
import { TicketQueue } from '../../domain/settings/ticket-queue.ts';
import { queryAll, type Row } from './query.ts';

/** What an admin has set. Kept for a while, since every mail asks for it. */
export type AdminSettings = {
  mailboxes: ReadonlyMap<string, Mailbox>;
  queues: ReadonlyMap<string, TicketQueue>;
  policy: Policy;
  ownAddresses: ReadonlySet<string>;
  blockedSenders: readonly string[];
  clientDomains: ReadonlyMap<string, Client>;
  /** What of it can't be read and is left out: which item, and what is wrong with it. */
  problems: readonly string[];
};

/** A change by an admin is seen by every process after this at the latest. */
const keptMs = 30_000;

/**
 * The settings, read anew when they are older than half a minute. Concurrent callers share one
 * reading. An item that can't be read is left out, so that it does not stop every mail, and told
 * once to `report`.
 */
export function cachedSettings(
  containers: { settings: Container; mailboxes: Container; contacts: Container },
  now: () => number,
  report: (problem: string) => void,
): () => Promise<AdminSettings> {
  let kept: { settings: Promise<AdminSettings>; until: number } | null = null;
  let reported: ReadonlySet<string> = new Set();
  return () => {
    if (!kept || kept.until < now()) {
      const settings = readSettings(containers);
      kept = { settings, until: now() + keptMs };
      settings.then(
        ({ problems }) => {
          for (const problem of problems) if (!reported.has(problem)) report(problem);
          reported = new Set(problems);
        },
        () => {
          kept = null;
        },
      );
    }
    return kept.settings;
  };
}

async function readSettings({ settings, mailboxes, contacts }: Parameters<typeof cachedSettings>[0]): Promise<AdminSettings> {
  const [rows, boxes, domains] = await Promise.all([
    queryAll(settings, "SELECT * FROM c WHERE c.kind IN ('queue', 'policy', 'blocked-sender')", []),
    queryAll(mailboxes, "SELECT * FROM c WHERE c.type = 'mailbox'", []),
    queryAll(contacts, "SELECT * FROM c WHERE c.type = 'client-domain'", []),
  ]);
  // one that can't be read is named when it is polled; the others go on
  const connected = boxes.flatMap((row) => Mailbox.safeParse(row).data ?? []);
  const ofKind = (kind: string) => rows.filter((row) => row.kind === kind);
  const problems: string[] = [];
  const readable = <T>(schema: z.ZodType<T>, items: Row[]): T[] =>
    items.flatMap((row) => {
      const read = schema.safeParse(row);
      if (!read.success) problems.push(problemOf(row, read.error));
      return read.success ? [read.data] : [];
    });
  const queues = readable(TicketQueue, ofKind('queue'));
  const clients = readable(ClientDomain, domains);
  return {
    mailboxes: new Map(connected.map((mailbox) => [mailbox.mailboxId, mailbox])),
    queues: new Map(queues.map((queue) => [queue.queueId, queue])),
    policy: readPolicy(ofKind('policy')[0] ?? {}, problems),
    ownAddresses: new Set(connected.flatMap(({ address, aliases }) => [address, ...aliases])),
    blockedSenders: readable(BlockedSender, ofKind('blocked-sender')).map(({ entry }) => entry),
    clientDomains: new Map(clients.map(({ domain, client }) => [domain, client])),
    problems,
  };
}

/** The policy; a part of it that can't be read has its default. */
function readPolicy(row: Row, problems: string[]): Policy {
  const read = Policy.safeParse(row);
  if (read.success) return read.data;
  problems.push(problemOf(row, read.error));
  const wrong = new Set(read.error.issues.map(({ path }) => path[0]));
  return Policy.parse(Object.fromEntries(Object.entries(row).filter(([name]) => !wrong.has(name))));
}

const problemOf = (row: Row, error: z.ZodError) =>
  `Settings: item "${String(row.id).slice(0, 300)}" (${String(row.kind ?? row.type)}) can't be read and is left out; correct it: ${z.prettifyError(error)}`;
