import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttemptError } from '../../../shared/workflows/attempt-error.ts';
import { ingestMail } from '../../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../../support/a-deployment.ts';
import { alertsAreOn, anAlertFlow, minute, monitor } from '../../support/an-alert-flow.ts';
import { Killed, killedAfter } from '../../support/killed-after.ts';

/** Alerts of machines in whatever order their mails come, and wherever the process dies. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await alertsAreOn(deployment);
});
afterAll(() => deployment.stop());

const { aHost, alert, refOf, take, down, up, ticketOf, ticketsOf, history, words } = anAlertFlow(() => deployment);

describe('mails in another order than they were written', () => {
  test('a recovery before its problem: the ticket is resolved from the start', async () => {
    const host = aHost();
    const early = await up(host, 5);
    expect(early.trace).toMatchObject({ outcome: 'recorded', ticketNumber: null });
    const { trace } = await down(host, 4);
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'resolved', alert: { recoveredAt: minute(5).toISOString() } });
    expect(await history(trace.ticketId)).toEqual(['opened', 'status resolved']);
    await down(host, 3);
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'resolved', alert: { count: 2 } });
  });

  test('a recovery that is older than the last problem resolves nothing', async () => {
    const host = aHost();
    const { trace } = await down(host, 10);
    expect(words(await up(host, 5))).toContain('knows of a later problem');
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'new' });
  });

  test('a problem that was over before its ticket was closed by hand: its late mail leaves none open', async () => {
    const host = aHost();
    const { trace } = await down(host, 4);
    await up(host, 5);
    const closing = [{ op: 'set' as const, path: '/status', value: 'closed' }];
    await deployment.tickets.item('ticket', trace.ticketId ?? '').patch(closing);
    await down(host, 3);
    expect((await ticketsOf(host)).map(({ status }) => status).toSorted()).toEqual(['closed', 'resolved']);
    const later = await down(host, 7);
    expect(await ticketOf(later.trace.ticketNumber)).toMatchObject({ status: 'new', alert: { generation: 1 } });
  });

  test('a clock that is wrong says nothing: then it counts when the mail came', async () => {
    const host = aHost();
    await up(host, 5);
    const { trace } = await take(alert('DOWN', host, -100_000), 6);
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'new', alert: { lastAt: minute(6.5).toISOString() } });
  });

  test('fifty problems and their recoveries, with repeats, several at once: fifty tickets, all resolved, no confirmation', {
    timeout: 120_000,
  }, async () => {
    const names = Array.from({ length: 50 }, () => aHost());
    const mails = names.flatMap((host, n) => [
      ...[refOf(alert('DOWN', host, n), n), refOf(alert('DOWN', host, n + 1), n + 1), refOf(alert('UP', host, n + 2), n + 2)],
      ...(n % 3 === 0 ? [refOf(alert('UP', host, n + 3), n + 3), refOf(alert('DOWN', host, n), n)] : []),
    ]);
    const shuffled = mails.map((ref, n) => ({ ref, at: (n * 7919) % 997 })).toSorted((a, b) => a.at - b.at);
    const waiting = [...shuffled.map(({ ref }) => ref), ...shuffled.slice(0, 40).map(({ ref }) => ref)];
    const sends: unknown[] = [];
    const instances = [deployment.ingest(), deployment.ingest()];
    const work = async (n: number) => {
      for (let ref = waiting.shift(); ref; ref = waiting.shift()) {
        const result = await ingestMail(instances[n % 2] ?? deployment.ingest(), ref, 2).catch((error: unknown) => error);
        if (result instanceof Error) waiting.push(ref);
        else sends.push(...(result as { sends: unknown[] }).sends);
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(work));
    const tickets = (await Promise.all(names.map((host) => ticketsOf(host)))).flat();
    const perHost = tickets.filter(({ alert: of }) => of && names.includes(of.key));
    expect(perHost).toHaveLength(50);
    expect(perHost.filter(({ status }) => status !== 'resolved')).toEqual([]);
    expect(perHost.map(({ alert: of }) => of?.count).toSorted()).toEqual(names.map((_, n) => (n % 3 === 0 ? 3 : 2)).toSorted());
    expect(sends).toEqual([]);
  });
});

describe('exactly once', () => {
  test('two problems at once make one ticket', async () => {
    const host = aHost();
    const results = await Promise.all([0, 1, 2, 3].map((n) => take(alert('DOWN', host, n), n)));
    expect(new Set(results.map(({ trace }) => trace.ticketNumber)).size).toBe(1);
    expect(await ticketsOf(host)).toMatchObject([{ alert: { count: 4 } }]);
  });

  test('a problem and its recovery at once, between two processes: the ticket is resolved', async () => {
    for (let n = 0; n < 10; n += 1) {
      const host = aHost();
      const both = [refOf(alert('DOWN', host, 0), 0), refOf(alert('UP', host, 1), 1)];
      const ordered = n % 2 === 0 ? both : both.toReversed();
      await Promise.all(ordered.map((ref) => ingestMail(deployment.ingest(), ref, 1)));
      expect((await ticketsOf(host)).map(({ status }) => status)).toEqual(['resolved']);
    }
  });

  const writes = ['stageRaw', 'take', 'commit', 'putTrace'];
  test.each(['opens', 'counted', 'recovers', 'remembered', 'another'])(
    'a process that dies after any write (%s): delivered again, everything is there once',
    async (what) => {
      for (let n = 1; ; n += 1) {
        const host = aHost();
        if (what !== 'opens' && what !== 'remembered') await down(host, 0);
        if (what === 'another') await up(host, 1);
        const isUp = what === 'recovers' || what === 'remembered';
        const minutes = what === 'another' ? 60 : 5;
        const ref = refOf(alert(isUp ? 'UP' : 'DOWN', host, minutes), minutes);
        const dying = killedAfter(deployment.ingest(), writes, n);
        const died = await ingestMail(dying.deps, ref, 1).then(
          () => false,
          (error: unknown) => (error instanceof AttemptError ? error.cause : error) instanceof Killed,
        );
        await ingestMail(deployment.ingest(), ref, 2);
        await ingestMail(deployment.ingest(), ref, 3);
        if (what === 'remembered') await down(host, 4);
        const tickets = (await ticketsOf(host)).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
        expect(
          tickets.map(({ status, alert: of }) => `${status} ${of?.count}`),
          `after write ${n}`,
        ).toEqual(
          { opens: ['new 1'], counted: ['new 2'], recovers: ['resolved 1'], remembered: ['resolved 1'], another: ['closed 1', 'new 1'] }[
            what
          ],
        );
        const listed = await deployment.browse.mails({ from: monitor, limit: 200, mailboxId: null, after: null });
        expect(listed.items.filter(({ remoteId }) => remoteId === ref.remoteId)).toHaveLength(1);
        if (!died) break;
      }
    },
  );
});
