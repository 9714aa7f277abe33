import type { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import type { StoredReconcile } from '../../shared/domain/mailboxes/reconcile.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSetAside } from '../../shared/workflows/fetch-mails.ts';
import { type ReconcileDeps, reconcileMailbox } from '../../shared/workflows/reconcile-mailbox.ts';
import { startReconcile } from '../../shared/workflows/start-reconcile.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';

const pageSize = 250;

type Mail = { id: string; receivedAt: Date };

/**
 * A mailbox, the traces of its mails, and the queue as plain values; its mails came one a minute,
 * the last when it is counted. `killAfter`: with the write of this number the process is killed,
 * the write done.
 */
export function aCountedMailbox(count: number, isKnown: (n: number) => boolean) {
  const start = new Date('2026-11-02T09:00:00Z');
  const mails: Mail[] = Array.from({ length: count }, (_, n) => ({
    id: `mail ${n}`,
    receivedAt: new Date(start.getTime() - (count - 1 - n) * 1000),
  }));
  const world = {
    mailbox: graphMailbox() as Mailbox,
    mails,
    now: start,
    traces: new Map<string, 'known' | 'tried'>(mails.flatMap(({ id }, n) => (isKnown(n) ? [[id, 'known'] as const] : []))),
    /** Those that ingest can't take in, however often it is given them. */
    lost: new Set<string>(),
    queued: [] as MailRef[],
    setAside: [] as MailSetAside[],
    turns: [] as { afterMs: number }[],
    stored: null as StoredReconcile | null,
    requests: { list: 0, raw: 0, known: 0, write: 0 },
    writes: 0,
    killAfter: Number.POSITIVE_INFINITY,
    sourceError: null as MailSourceError | null,
    broken: new Set<string>(),
    held: { most: 0 },
  };
  let etags = 0;
  const write = () => {
    world.writes += 1;
    if (world.writes === world.killAfter) throw new Killed();
  };
  const unless = (remoteId: string | null) => {
    if (world.sourceError) throw world.sourceError;
    if (remoteId !== null && world.broken.has(remoteId)) throw new MailSourceError('unreachable', 'the connection broke');
  };
  const deps: ReconcileDeps = {
    now: () => world.now,
    readMailbox: async (id) =>
      id === world.mailbox.mailboxId ? { mailbox: world.mailbox, cursor: null, subscription: null, health: null } : null,
    traceDays: async () => 90,
    readReconcile: async () => structuredClone(world.stored),
    async writeReconcile(reconcile, etag) {
      world.requests.write += 1;
      if ((world.stored?.etag ?? null) !== etag) return null;
      etags += 1;
      world.stored = { reconcile: structuredClone(reconcile), etag: `${etags}` };
      write();
      return structuredClone(world.stored);
    },
    async enqueueReconcile(_, afterMs = 0) {
      world.turns.push({ afterMs });
      write();
    },
    openSource: async () => ({
      async *newMails() {},
      async rawMail(remoteId) {
        world.requests.raw += 1;
        unless(remoteId);
        return world.mails.some(({ id }) => id === remoteId) ? Buffer.from(`Subject: ${remoteId}\r\n\r\n`) : null;
      },
      acknowledge: async () => {},
      async listMails(since, page) {
        world.requests.list += 1;
        unless(null);
        const first = since === null ? 0 : world.mails.findIndex(({ receivedAt }) => receivedAt >= since);
        const from = Number(page ?? first);
        const part = world.mails.slice(from, from + pageSize);
        world.held.most = Math.max(world.held.most, part.length);
        const listed = part.map(({ id, receivedAt }) => ({ remoteId: id, size: 1, receivedAt }));
        return { mails: listed, next: world.mails.length > from + pageSize ? String(from + pageSize) : null };
      },
      async close() {},
    }),
    async knownRemoteIds(_, ids) {
      world.requests.known += 1;
      return new Map(ids.flatMap((id) => (world.traces.has(id) ? [[id, world.traces.get(id) ?? 'known'] as const] : [])));
    },
    stageRaw: async (raw) => `raw/${Buffer.from(raw).toString()}`,
    async recordSetAside(mail) {
      world.setAside.push(mail);
      world.traces.set(mail.remoteId, 'known');
    },
    async enqueueMails(refs) {
      world.queued.push(...refs);
      write();
    },
    writeCursor: () => Promise.reject(new Error('a count moves no cursor')),
  };
  /** What is queued is ingested between two turns. */
  const ingest = () => {
    for (const { remoteId } of world.queued) if (!world.lost.has(remoteId)) world.traces.set(remoteId, 'known');
  };
  const id = world.mailbox.mailboxId;
  return Object.assign(world, {
    deps,
    ingest,
    start: () => startReconcile(deps, id),
    turn: () => reconcileMailbox(deps, id),
    /** Turn by turn until it has ended; what the log was told. A turn that dies comes again. */
    async run(between: () => void = () => {}) {
      await startReconcile(deps, id);
      for (let turns = 0; turns < 2000; turns += 1) {
        const [next] = world.turns.splice(0, 1);
        if (!next) throw new Error('no turn is queued, and it has not ended');
        world.now = new Date(world.now.getTime() + next.afterMs + 100);
        between();
        const told = await reconcileMailbox(deps, id).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          world.turns.push({ afterMs: 0 });
          return [];
        });
        ingest();
        if (world.stored?.reconcile.endedAt) return { report: world.stored.reconcile, told: told.map(({ text }) => text) };
      }
      throw new Error('it does not end');
    },
  });
}
