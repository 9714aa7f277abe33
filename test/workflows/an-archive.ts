import { expect } from 'vitest';
import { mailboxProgress } from '../../shared/adapters/cosmos/mailbox-progress.ts';
import { ArchiveImport } from '../../shared/domain/mailboxes/archive-import.ts';
import type { Cursor, MailboxHealth } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { type ImportArchiveDeps, importArchive } from '../../shared/workflows/import-archive.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { readArchiveImport, type SteerArchiveDeps, startArchiveImport } from '../../shared/workflows/steer-archive-import.ts';
import type { Deployment } from '../support/a-deployment.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';

type Mail = { raw: Uint8Array; receivedAt: Date; large?: boolean; breaks?: boolean };
export const connected = '2026-11-02T08:00:00.000Z';
export const day = (n: number) => new Date(Date.parse('2025-01-01T10:00:00Z') + n * 86_400_000);

/**
 * A mailbox that was connected in November 2026, and held these mails by then. `killAfter`: with
 * the write of this number the process dies.
 */
export function anArchive(deployment: Deployment, mails: Mail[], more: { listsOnly?: boolean } = {}) {
  const imports = mailboxProgress(deployment.mailboxes, 'archive-import', ArchiveImport);
  const world = {
    mailbox: imapMailbox(993, { since: connected }),
    health: null as MailboxHealth | null,
    now: new Date('2026-11-03T09:00:00Z'),
    /** How many milliseconds each look at the clock takes. */
    tick: 0,
    turns: [] as number[],
    queued: [] as MailRef[],
    setAside: [] as string[],
    writes: 0,
    killAfter: Number.POSITIVE_INFINITY,
    error: null as MailSourceError | null,
    opened: 0,
  };
  const write = () => {
    world.writes += 1;
    // dead is dead: nothing after it is done either
    if (world.writes >= world.killAfter) throw new Killed('archive');
  };
  const source: MailSource = {
    async *newMails(cursor, { received, setAside }) {
      const from = cursor ? Number(cursor.token) : 0;
      for (const [at, { raw, receivedAt, large, breaks }] of mails.entries()) {
        if (at < from) continue;
        if (world.error) throw world.error;
        const remoteId = `archive-${at}`;
        if (breaks && setAside !== remoteId) throw new MailSourceError('unreachable', 'the connection broke', { remoteId });
        const known = { remoteId, size: raw.length, receivedAt };
        const cursorAfter: Cursor | null =
          more.listsOnly && at % 5 < 4 && at < mails.length - 1 ? null : { kind: 'spool', token: String(at + 1) };
        const isOut = received?.before != null && receivedAt >= received.before;
        if (isOut && !more.listsOnly) yield { mail: null, cursorAfter };
        else if (large || setAside === remoteId)
          yield { mail: { kind: 'set-aside', ...known, why: large ? 'too-large' : 'unreadable', head: null }, cursorAfter };
        else if (more.listsOnly) yield { mail: { kind: 'listed', ...known }, cursorAfter };
        else yield { mail: { kind: 'fetched', ...known, raw }, cursorAfter };
      }
    },
    rawMail: async (remoteId) => mails[Number(remoteId.slice('archive-'.length))]?.raw ?? null,
    acknowledge: () => Promise.reject(new Error('archive is left as it is')),
    close: async () => {},
  };
  const readMailbox: SteerArchiveDeps['readMailbox'] = async (id) =>
    id === 'helpdesk' ? { mailbox: world.mailbox, cursor: null, subscription: null, health: world.health } : null;
  const deps: ImportArchiveDeps & SteerArchiveDeps = {
    now() {
      world.now = new Date(world.now.getTime() + world.tick);
      return world.now;
    },
    imports: {
      read: imports.read,
      async write(...args) {
        const etag = await imports.write(...args);
        write();
        return etag;
      },
    },
    readMailbox,
    async openSource() {
      world.opened += 1;
      return source;
    },
    mailBytes: 1_000_000,
    async ingest(ref, raw) {
      const { trace, sends } = await ingestMail({ ...deployment.ingest(), rawMail: async () => raw }, ref, 1);
      expect(sends).toEqual([]);
      write();
      return trace.outcome;
    },
    recordSetAside: async ({ remoteId }) => void world.setAside.push(remoteId),
    async enqueueMail(ref) {
      world.queued.push(ref);
      write();
    },
    async enqueueTurn(_, afterMs) {
      world.turns.push(afterMs);
      write();
    },
  };
  /** Works off the queue of turns; a turn that is killed is delivered again. */
  const run = async (most = 100) => {
    let kills = 0;
    for (let turns = 0; world.turns.length > 0 && turns < most; turns += 1) {
      try {
        await importArchive(deps, 'helpdesk');
        world.turns.shift();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        kills += 1;
        world.killAfter = Number.POSITIVE_INFINITY;
      }
    }
    return kills;
  };
  const start = (since = '2025-01-01T00:00:00Z') => startArchiveImport(deps, 'helpdesk', since, 'an admin');
  const forget = () => deployment.mailboxes.item('archive-import', 'helpdesk').delete();
  return Object.assign(world, { deps, run, start, forget, progress: () => readArchiveImport(deps, 'helpdesk') });
}
