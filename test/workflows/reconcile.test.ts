import { describe, expect, it } from 'vitest';
import { MailSourceError } from '../../shared/errors.ts';
import { giveUpReconcile } from '../../shared/workflows/give-up-reconcile.ts';
import { aCountedMailbox } from './a-counted-mailbox.ts';

describe('the count of a mailbox', () => {
  it('where all is known says so, by one request to the source and one for the traces', async () => {
    const world = aCountedMailbox(120, () => true);
    const { report, told } = await world.run();
    expect(report).toMatchObject({ inMailbox: 120, known: 120, fetched: 0, missing: 0, failed: 0, problem: null });
    expect(world.requests).toEqual({ list: 1, raw: 0, known: 1, write: 2 });
    expect(told).toEqual([expect.stringMatching(/^mailbox-reconciled \{"mailboxId":"support",.*"missing":0/)]);
  });

  it('fetches what has no trace, once each, and tells how many; what was announced meanwhile it leaves alone', async () => {
    const world = aCountedMailbox(600, (n) => n % 10 !== 0);
    let turns = 0;
    const { report } = await world.run(() => {
      // ten of them were under way
      if (++turns === 2) for (let n = 0; n < 100; n += 10) world.traces.set(`mail ${n}`, 'known');
    });
    expect(report).toMatchObject({ inMailbox: 600, known: 550, fetched: 50, missing: 0 });
    expect(new Set(world.queued.map(({ remoteId }) => remoteId)).size).toBe(50);
    expect(world.queued).toHaveLength(50);
    expect(world.queued[0]).toMatchObject({ remoteId: 'mail 100', rawBlob: 'raw/Subject: mail 100\r\n\r\n', replay: false });
  });

  it('says which are missing only when they still are after they were fetched again', async () => {
    const world = aCountedMailbox(300, (n) => n !== 7 && n !== 8);
    world.lost.add('mail 7');
    const { report, told } = await world.run();
    expect(report).toMatchObject({ inMailbox: 300, fetched: 2, missing: 1 });
    expect(world.queued.map(({ remoteId }) => remoteId)).toEqual(['mail 7', 'mail 8', 'mail 7']);
    expect(told[1]).toMatch(/^mail-missing \{"mailboxId":"support",.*"missing":1/);
  });

  it('has those that ingest failed on ingested anew, and tells how many it fails on again', async () => {
    const world = aCountedMailbox(20, () => true);
    world.traces.set('mail 3', 'tried').set('mail 4', 'tried');
    world.lost.add('mail 4');
    const { report } = await world.run();
    expect(report).toMatchObject({ inMailbox: 20, fetched: 2, missing: 0, failed: 1 });
    expect(world.queued).toMatchObject([
      { remoteId: 'mail 3', rawBlob: null, replay: true },
      { remoteId: 'mail 4', rawBlob: null, replay: true },
    ]);
  });

  it('counts no mail that came after it began', async () => {
    const world = aCountedMailbox(10, () => true);
    const later = { id: 'later', receivedAt: new Date(world.now.getTime() + 1) };
    const { report } = await world.run(() => void (world.mails.includes(later) || world.mails.push(later)));
    expect(report).toMatchObject({ inMailbox: 10, missing: 0, fetched: 0 });
  });

  it('sets a mail aside that fails again and again, and goes on with the others', async () => {
    const world = aCountedMailbox(30, (n) => n < 27);
    world.broken.add('mail 28');
    const { report } = await world.run();
    expect(report).toMatchObject({ fetched: 3, missing: 0, problem: null });
    expect(world.setAside).toMatchObject([{ remoteId: 'mail 28', why: 'unreadable' }]);
  });

  it('goes through 100,000 mails a page at a time, and again only through those pages that need it', async () => {
    const world = aCountedMailbox(100_000, (n) => n < 60_000 || n % 1000 !== 0);
    const { report } = await world.run();
    expect(report).toMatchObject({ inMailbox: 100_000, known: 99_960, fetched: 40, missing: 0 });
    expect(world.held.most).toBe(250);
    const pages = 400 + 2 * 158;
    expect(world.requests.list).toBeLessThan(pages);
    expect(world.requests.known).toBeLessThan(pages);
    expect(JSON.stringify(world.stored).length).toBeLessThan(2000);
  });
});

describe('a count that does not come to its end at once', () => {
  it('goes on where it stopped, whichever write the process dies after, with the same sums', async () => {
    let crashes = 0;
    for (let killAfter = 2; ; killAfter += 1) {
      const world = aCountedMailbox(520, (n) => n % 26 !== 0);
      await world.start();
      world.killAfter = killAfter;
      const { report } = await world.run();
      const { inMailbox, known, fetched, missing } = report;
      expect([killAfter, inMailbox, known + fetched, missing]).toEqual([killAfter, 520, 520, 0]);
      // the few that it was at when it died are known by the time it goes on, or fetched once more
      expect(fetched).toBeGreaterThanOrEqual(10);
      expect(new Set(world.queued.map(({ remoteId }) => remoteId)).size).toBe(20);
      expect(world.queued.length).toBeLessThanOrEqual(30);
      if (world.writes < killAfter) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(8);
  });

  it('is one when it is started twice at once, and when it is asked for while it is under way', async () => {
    const world = aCountedMailbox(300, (n) => n !== 5);
    const [one, other] = await Promise.all([world.start(), world.start()]);
    expect(other?.startedAt).toBe(one?.startedAt);
    world.now = new Date(world.now.getTime() + 60_000);
    expect((await world.start())?.startedAt).toBe(one?.startedAt);
    await Promise.all([world.turn(), world.turn()]);
    expect((await world.run()).report).toMatchObject({ inMailbox: 300, known: 299, fetched: 1, missing: 0 });
  });

  it('waits longer with each failure of the source, and ends with it in the end; then it goes on where it was', async () => {
    const world = aCountedMailbox(600, (n) => n % 100 !== 0);
    await world.start();
    const waits: number[] = [];
    world.sourceError = new MailSourceError('unreachable', 'nobody answers');
    const { report } = await world.run(() => void waits.push(world.turns.length));
    expect(report).toMatchObject({ problem: { code: 'unreachable', message: 'nobody answers' }, failures: 12, reports: [] });
    expect(waits).toHaveLength(12);
    world.sourceError = null;
    world.now = new Date(world.now.getTime() + 10 * 3_600_000);
    const again = await world.run();
    expect(again.report).toMatchObject({ startedAt: report.startedAt, problem: null, inMailbox: 600, fetched: 6, missing: 0 });
  });

  it.each(['login-refused', 'folder-missing', 'certificate'] as const)('ends at once where waiting mends nothing: %s', async (failure) => {
    const world = aCountedMailbox(10, () => true);
    world.sourceError = new MailSourceError(failure, 'no');
    const { report, told } = await world.run();
    expect(report).toMatchObject({ problem: { code: failure }, failures: 1 });
    expect(told).toEqual([expect.stringMatching(/^mailbox-reconciled .*"problem":\{"code"/)]);
  });

  it('ends with its mailbox being paused, and when the queue gives it up', async () => {
    const world = aCountedMailbox(10, () => true);
    await world.start();
    world.mailbox = { ...world.mailbox, enabled: false };
    await world.turn();
    expect(world.stored?.reconcile).toMatchObject({ problem: { code: 'paused' }, endedAt: expect.any(String) });
    expect(await world.start()).toBeNull();
    world.mailbox = { ...world.mailbox, enabled: true };
    await world.start();
    await giveUpReconcile(world.deps, 'support');
    expect(world.stored?.reconcile).toMatchObject({ problem: { code: 'given-up' }, inMailbox: 0 });
    expect((await world.run()).report).toMatchObject({ problem: null, inMailbox: 10 });
  });

  it('keeps the reports of those before, and begins two days before the last', async () => {
    const world = aCountedMailbox(50, () => true);
    await world.run();
    world.now = new Date(world.now.getTime() + 86_400_000);
    const { report } = await world.run();
    expect(report.reports).toHaveLength(2);
    expect(Date.parse(report.since ?? '')).toBe(Date.parse(report.reports[1]?.startedAt ?? '') - 48 * 3_600_000);
  });
});
