import type { Container } from '@azure/cosmos';
import { failureOfOldTrace, type MailFailure } from '../../domain/trace/mail-failure.ts';
import { MailTrace } from '../../domain/trace/mail-trace.ts';
import { keepsMail, mayReplaceTrace } from '../../domain/trace/may-replace-trace.ts';
import { readableRows } from './parse-item.ts';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

/** A trace whose mail is due to be tried again, at the version at which it was read. */
export type DueRetry = { trace: MailTrace; failure: MailFailure; etag: string };

/** Traces of an earlier version, which don't say how long to try, are looked at for so long. */
const oldTracesMs = 7 * 86_400_000;

/**
 * The traces of mails in the tickets container: `container` for one partition, `across` for all.
 */
export const traceStore = (container: Container, across: Container, report: (problem: string) => void = console.error) => ({
  /**
   * Which of these mails of a mailbox have a trace. `tried`: they could not be fetched so
   * far (announced, and failed or gone), so they are ingested when they can be.
   */
  async knownRemoteIds(mailboxId: string, remoteIds: string[]): Promise<Map<string, 'known' | 'tried'>> {
    if (remoteIds.length === 0) return new Map();
    const items = await queryAll(
      across,
      "SELECT c.remoteId, c.outcome, c.rawBlob FROM c WHERE c.type = 'mail' AND c.mailboxId = @mailboxId AND ARRAY_CONTAINS(@remoteIds, c.remoteId)",
      [
        { name: '@mailboxId', value: mailboxId },
        { name: '@remoteIds', value: remoteIds },
      ],
    );
    const found = new Map<string, 'known' | 'tried'>();
    for (const item of items) {
      const { remoteId, outcome, rawBlob } = Kept.parse(item);
      if (keepsMail({ outcome, rawBlob })) found.set(remoteId, 'known');
      else if (!found.has(remoteId)) found.set(remoteId, 'tried');
    }
    return found;
  },

  /**
   * Keeps the trace of a mail without ticket, unless what stands there must not be replaced (its
   * end is known); returns the trace that stands. One request where there is none yet.
   */
  async putTrace(trace: MailTrace, isSecondLook: boolean): Promise<MailTrace> {
    const place = container.item(trace.id, trace.ticketId);
    for (let race = 0; race < maxRaces; race += 1) {
      if ((await statusOf(container.items.create(trace))) === 201) return trace;
      const { resource, etag } = await place.read();
      if (resource === undefined) continue;
      const stored = MailTrace.parse(resource);
      if (!mayReplaceTrace(stored, trace, isSecondLook)) return stored;
      if ((await statusOf(place.replace(trace, { accessCondition: { type: 'IfMatch', condition: etag } }))) === 200) return trace;
    }
    throw new Error(`The trace of mail ${trace.mailId} changed ${maxRaces} times while it was to be written; it is tried again`);
  },

  /** The trace by which a mail is in a ticket, or null. */
  async ticketTrace(mailId: string): Promise<MailTrace | null> {
    const query = "SELECT * FROM c WHERE c.type = 'mail' AND c.mailId = @mailId AND NOT IS_NULL(c.ticketNumber)";
    const [item] = await queryAll(across, query, [{ name: '@mailId', value: mailId }]);
    return item ? MailTrace.parse(item) : null;
  },

  /** The trace in a mail's own partition, or null. */
  async leftTrace(partition: string, id: string): Promise<MailTrace | null> {
    const { resource } = await container.item(id, partition).read();
    return resource === undefined ? null : MailTrace.parse(resource);
  },

  async dropTrace(partition: string, id: string): Promise<void> {
    const status = await statusOf(container.item(id, partition).delete());
    if (status !== 204 && status !== 404) throw new Error(`Cosmos DB answered ${status} when an old trace was to be removed`);
  },

  /**
   * Mails that failed and are due to be tried again by now, at most `max`; those that an earlier
   * version left failed are due at once.
   */
  async dueRetries(now: Date, max: number): Promise<DueRetry[]> {
    const items = await queryAll(
      across,
      `SELECT TOP ${Math.trunc(max)} * FROM c WHERE c.type = 'mail' AND (c.failure.retryAt <= @now OR (c.outcome = 'failed' AND NOT IS_DEFINED(c.failure) AND c.processedAt > @since))`,
      [
        { name: '@now', value: now.toISOString() },
        { name: '@since', value: new Date(now.getTime() - oldTracesMs).toISOString() },
      ],
    );
    return readableRows(MailTrace, items, report).map(([trace, item]) => ({
      trace,
      failure: trace.failure ?? failureOfOldTrace(trace.processedAt, trace.reason),
      etag: String(item._etag),
    }));
  },

  /**
   * Notes on a trace how its mail is tried from now on, if it is as it was read; false: somebody
   * else was faster, or it is done.
   */
  async claimRetry({ trace, etag }: DueRetry, failure: MailFailure): Promise<boolean> {
    const accessCondition = { type: 'IfMatch', condition: etag };
    const patch = container.item(trace.id, trace.ticketId).patch([{ op: 'set', path: '/failure', value: failure }], { accessCondition });
    return (await statusOf(patch)) === 200;
  },
});

const Kept = MailTrace.pick({ remoteId: true, outcome: true, rawBlob: true });

/**
 * Others that write the same trace at the same moment: copies of one message, no more than a few.
 */
const maxRaces = 5;
