import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailSourceError } from '../../shared/errors.ts';
import { resumeArchiveImport, startArchiveImport, stopArchiveImport } from '../../shared/workflows/steer-archive-import.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';
import { anArchive as anArchiveOf, connected, day } from './an-archive.ts';

/** The mail that a mailbox held before it was connected becomes closed tickets, quietly. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, clientMessages } = aMailFlow(() => deployment);
type Args = Parameters<typeof anArchiveOf>;
const anArchive = (mails: Args[1], more?: Args[2]) => anArchiveOf(deployment, mails, more);

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

  test('of a mailbox that was connected by hand ends where its first read began', async () => {
    const world = anArchive([]);
    const { since: _, ...byHand } = world.mailbox;
    Object.assign(world, { mailbox: byHand, health: { connectedAt: '2026-11-02T08:10:00.000Z' } });
    expect(await world.start()).toMatchObject({ state: 'running', before: connected });
    await world.forget();
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
