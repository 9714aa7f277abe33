import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailboxProgress } from '../../shared/adapters/cosmos/mailbox-progress.ts';
import { ArchiveImport } from '../../shared/domain/mailboxes/archive-import.ts';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { type ImportArchiveDeps, importArchive } from '../../shared/workflows/import-archive.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import {
  readArchiveImport,
  resumeArchiveImport,
  type SteerArchiveDeps,
  startArchiveImport,
  stopArchiveImport,
} from '../../shared/workflows/steer-archive-import.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';

/** The mail that a mailbox held before it was connected becomes closed tickets, quietly. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, clientMessages } = aMailFlow(() => deployment);

type Mail = { raw: Uint8Array; receivedAt: Date; large?: boolean; breaks?: boolean };
const connected = '2026-11-02T08:00:00.000Z';
const day = (n: number) => new Date(Date.parse('2025-01-01T10:00:00Z') + n * 86_400_000);

/** A mailbox that was connected in November 2026, and held these mails by then. */
function anArchive(mails: Mail[], more: { listsOnly?: boolean } = {}) {
  const imports = mailboxProgress(deployment.mailboxes, 'archive-import', ArchiveImport);
  const world = {
    mailbox: imapMailbox(993, { since: connected }),
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
    id === 'helpdesk' ? { mailbox: world.mailbox, cursor: null, subscription: null, health: null } : null;
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

const ticketsOf = async (messageId: string) => {
  const query = { query: "SELECT * FROM c WHERE c.type = 'ticket' AND c.openedBy = @id", parameters: [{ name: '@id', value: messageId }] };
  return (await deployment.tickets.items.query(query).fetchAll()).resources;
};

describe('an archive', () => {
  test('becomes one closed ticket for each conversation, and nobody is told', async () => {
    const [root, answer] = [unique(), unique()];
    const world = anArchive([
      { raw: aMail({ messageId: root, from: 'carol@fabrikam.example' }), receivedAt: day(0) },
      { raw: aMail({ messageId: answer, from: 'carol@fabrikam.example', inReplyTo: root, references: [root] }), receivedAt: day(300) },
      { raw: aMail({ messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }), receivedAt: day(301) },
      { raw: aMail({ messageId: unique(), from: 'support@contoso.example' }), receivedAt: day(302) },
      // these are no archive
      { raw: aMail({ messageId: unique() }), receivedAt: new Date(connected) },
      { raw: aMail({ messageId: unique() }), receivedAt: new Date('2024-12-31T23:59:59Z') },
    ]);
    expect(await world.start()).toMatchObject({ state: 'running', before: connected, found: 0 });
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'done', found: 4, imported: 2, known: 0, refused: 2, failed: 0, problem: null });
    const [ticket, ...others] = await ticketsOf(root);
    expect(others).toEqual([]);
    expect(ticket).toMatchObject({
      status: 'closed',
      createdAt: day(0).toISOString(),
      closedAt: day(300).toISOString(),
      queueId: 'helpdesk',
    });
    expect(await clientMessages(ticket.ticketId)).toHaveLength(2);
    expect((await deployment.browse.history(ticket.ticketId)).map(({ kind }) => kind)).toEqual(['opened', 'joined']);
    const { resources } = await deployment.tickets.items.query("SELECT * FROM c WHERE c.type = 'notification'").fetchAll();
    expect(resources).toEqual([]);
    expect((await deployment.contacts().knownSender('carol@fabrikam.example', 'fabrikam.example')).contact).toBeNull();
    await world.forget();
  });

  test.each([
    ['long after, opens a ticket that is linked to it', 30, 'ticket', [{ relation: 'follow-up' }]],
    ['soon after, reopens it', 0, 'reply', []],
  ] as const)('is closed as any ticket is: an answer %s', async (_, daysBefore, outcome, links) => {
    const root = unique();
    const receivedAt = new Date(Date.now() - (daysBefore * 86_400_000 + 60_000));
    const world = anArchive([{ raw: aMail({ messageId: root, from: 'dave@fabrikam.example' }), receivedAt }]);
    world.mailbox = imapMailbox(993, { since: new Date().toISOString() });
    await world.start();
    await world.run();
    const { trace } = await ingest(aMail({ messageId: unique(), from: 'dave@fabrikam.example', references: [root] }), 'helpdesk');
    expect(trace.outcome).toBe(outcome);
    expect((await deployment.browse.ticket(trace.ticketNumber ?? ''))?.links).toMatchObject(links);
    await world.forget();
  });

  test.each([
    ['fetched', false],
    ['listed', true],
  ] as const)('is imported once, whichever write the process is killed after: mails that are %s', async (_, listsOnly) => {
    const mails = () =>
      Array.from({ length: 13 }, (_, n) => ({ raw: aMail({ messageId: unique(), text: `number ${n}` }), receivedAt: day(n) }));
    let kills = 0;
    for (let killAfter = 1; ; killAfter += 3) {
      const before = (await deployment.tickets.items.query("SELECT VALUE COUNT(1) FROM c WHERE c.type = 'ticket'").fetchAll()).resources[0];
      const world = anArchive(mails(), { listsOnly });
      world.killAfter = killAfter;
      await world.start().catch((error) => {
        if (!(error instanceof Killed)) throw error;
        world.killAfter = Number.POSITIVE_INFINITY;
        return resumeArchiveImport(world.deps, 'helpdesk');
      });
      const killed = (await world.run()) > 0;
      expect([killAfter, await world.progress()]).toMatchObject([killAfter, { state: 'done', found: 13, imported: 13, failed: 0 }]);
      const after = (await deployment.tickets.items.query("SELECT VALUE COUNT(1) FROM c WHERE c.type = 'ticket'").fetchAll()).resources[0];
      expect(after - before).toBe(13);
      await world.forget();
      if (!killed && killAfter > 3) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(3);
  });

  test('is imported in turns, and can be stopped and gone on with', async () => {
    const world = anArchive(
      Array.from({ length: 60 }, (_, n) => ({ raw: aMail({ messageId: unique(), text: `${n}` }), receivedAt: day(n) })),
    );
    world.tick = 3000;
    await world.start();
    await world.run(1);
    const { found } = await world.progress();
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(60);
    expect(await stopArchiveImport(world.deps, 'helpdesk')).toMatchObject({ state: 'stopped', found });
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'stopped', found });
    await resumeArchiveImport(world.deps, 'helpdesk');
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'done', found: 60, imported: 60 });
    await world.forget();
  });

  test('names what it could not import: too large, broken at the source, or what failed and is tried again', async () => {
    const world = anArchive([
      { raw: aMail({ messageId: unique() }), receivedAt: day(0), large: true },
      { raw: aMail({ messageId: unique() }), receivedAt: day(1), breaks: true },
      { raw: aMail({ messageId: unique() }), receivedAt: day(2) },
    ]);
    const { ingest: works } = world.deps;
    world.deps.ingest = (ref, raw) => (ref.remoteId === 'archive-2' ? Promise.reject(new Error('unlucky')) : works(ref, raw));
    await world.start();
    await world.run();
    expect(world.setAside).toEqual(['archive-0', 'archive-1']);
    expect(world.queued).toMatchObject([{ remoteId: 'archive-2', archive: true }]);
    expect(await world.progress()).toMatchObject({ state: 'done', found: 3, imported: 0, failed: 3 });
    await world.forget();
  });

  test('waits while the mailbox is out of reach, and stops where a login is refused', async () => {
    const world = anArchive([{ raw: aMail({ messageId: unique() }), receivedAt: day(0) }]);
    world.error = new MailSourceError('unreachable', 'no route to it');
    await world.start();
    await world.run(3);
    expect(world.turns).toEqual([240_000]);
    expect(await world.progress()).toMatchObject({ state: 'running', problem: 'unreachable: no route to it', failures: 3 });
    world.error = new MailSourceError('login-refused', 'wrong password');
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'failed', problem: 'login-refused: wrong password' });
    world.error = null;
    await resumeArchiveImport(world.deps, 'helpdesk');
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'done', imported: 1, problem: null });
    await world.forget();
  });

  test('is stopped when its mailbox is paused', async () => {
    const world = anArchive([{ raw: aMail({ messageId: unique() }), receivedAt: day(0) }]);
    await world.start();
    world.mailbox = { ...world.mailbox, enabled: false };
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'stopped', problem: expect.stringContaining('paused') });
    await expect(resumeArchiveImport(world.deps, 'helpdesk')).rejects.toMatchObject({ status: 409 });
    expect(world.opened).toBe(0);
    await world.forget();
  });

  test.each([
    ['no such mailbox', 404, {}, 'nowhere', '2025-01-01T00:00:00Z'],
    ['a mailbox that takes in everything', 422, { since: null }, 'helpdesk', '2025-01-01T00:00:00Z'],
    ['a time after it was connected', 422, {}, 'helpdesk', '2026-12-01T00:00:00Z'],
    ['a paused mailbox', 409, { enabled: false }, 'helpdesk', '2025-01-01T00:00:00Z'],
  ] as const)('is refused: %s', async (_, status, more, mailboxId, since) => {
    const world = anArchive([]);
    world.mailbox = { ...world.mailbox, ...more };
    await expect(startArchiveImport(world.deps, mailboxId, since, 'an admin')).rejects.toMatchObject({ status });
  });

  test('is not begun while it runs, and may be again afterwards: what is there is known', async () => {
    const world = anArchive([{ raw: aMail({ messageId: unique() }), receivedAt: day(0) }]);
    await world.start();
    await expect(world.start()).rejects.toMatchObject({ status: 409 });
    await world.run();
    await world.start();
    await world.run();
    expect(await world.progress()).toMatchObject({ state: 'done', found: 1, imported: 1 });
    await world.forget();
  });
});
