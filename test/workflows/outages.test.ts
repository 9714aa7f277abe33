import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aQueueSimulation } from '../support/a-queue-simulation.ts';
import { anOutage, type Counterpart, type Outage } from '../support/an-outage.ts';

/**
 * From a mail's arrival to the report on its confirmation, one counterpart is out from each single
 * write on, for a minute, an hour, three days, by a clock that jumps. In the end every mail is
 * explained, once: one trace, one message, one confirmation sent, and what became of it.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, send, clientMessages } = aMailFlow(() => deployment);
const minute = 60_000;
const hour = 60 * minute;
const kinds = ['new ticket', 'reply', 'automatic answer', 'given up by the host'] as const;
type Kind = (typeof kinds)[number];
type Queues = ReturnType<typeof aQueueSimulation>;
type Case = { kind: Kind; counterpart: Counterpart; when: 'before' | 'after'; n: number; remoteId: string; from: string; outage: Outage };

/** Sees that each mail of a timeline has its one end. */
async function expectOneEnd({ kind, counterpart, when, n, remoteId, from }: Case): Promise<void> {
  const what = `${kind}, ${counterpart}, ${when} write ${n}`;
  const { items } = await deployment.browse.mails({ from, limit: 10, mailboxId: null, after: null });
  const traces = items.filter((trace) => trace.remoteId === remoteId);
  const outcome = kind === 'reply' ? 'reply' : kind === 'automatic answer' ? 'suppressed' : 'ticket';
  expect(
    traces.map((trace) => trace.outcome),
    what,
  ).toEqual([outcome]);
  const [trace] = traces;
  if (!trace || outcome === 'suppressed') return;
  expect(await clientMessages(trace.ticketId), what).toHaveLength(outcome === 'reply' ? 2 : 1);
  if (outcome === 'reply') return;
  expect(
    (await deployment.browse.tickets({ requester: from, limit: 10, queueId: null, after: null })).items.map(({ number }) => number),
    what,
  ).toEqual([trace.ticketNumber]);
  expect(
    [...deployment.sent.values()].filter(({ to }) => to.address === from),
    what,
  ).toHaveLength(1);
  const { resources } = await deployment.tickets.items
    .query({
      query: "SELECT c.status, c.failure FROM c WHERE c.type = 'notification' AND c.mailId = @id",
      parameters: [{ name: '@id', value: trace.mailId }],
    })
    .fetchAll();
  expect(resources, what).toEqual([{ status: 'bounced', failure: expect.objectContaining({ code: 'delivery-report-said' }) }]);
  const { contact } = await deployment.contacts().knownSender(from, 'fabrikam.example');
  expect(contact?.deliverability, what).toMatchObject({ state: 'undeliverable' });
}

/** A mail of a kind, whose counterpart is out from the n-th write on. */
async function aCase(
  queues: Queues,
  kind: Kind,
  counterpart: Counterpart,
  n: number,
  when: 'before' | 'after',
  lastsMs: number,
): Promise<Case> {
  const from = address();
  const parentId = unique();
  if (kind === 'reply') await send((await ingest(aMail({ from, messageId: parentId }))).sends);
  const raw = aMail({
    from,
    messageId: unique(),
    inReplyTo: kind === 'reply' ? parentId : undefined,
    attachments: [{ name: 'a.txt', type: 'text/plain', content: `file of ${from}` }],
    headers: kind === 'automatic answer' ? { 'Auto-Submitted': 'auto-replied' } : {},
  });
  const ref = { ...arrived(raw), receivedAt: new Date(queues.now()).toISOString() };
  const outage = anOutage(queues.now, counterpart, n, when, lastsMs);
  await queues.arrive(ref, outage, kind === 'given up by the host' ? 'inbound-poison' : 'inbound');
  return { kind, when, counterpart, n, remoteId: ref.remoteId, from, outage };
}

/**
 * The sweep runs while it may find something: until the outage of each write has begun (the latest
 * at the retry of a mail that the host gave up, after an hour), seldom while it lasts, and until
 * the last wait for a retry is over.
 */
function sweepsOf(lastsMs: number): number[] {
  const begun = 65 * minute;
  const during = [minute, 2 * minute, 4 * minute, 20 * minute, 61 * minute, begun, lastsMs * 0.4, lastsMs * 0.95];
  const after = [4, 24, 74, 135, 145, 270, 400].map((minutes) => begun + lastsMs + minutes * minute);
  return [...during, ...after].toSorted((a, b) => a - b);
}

/** How many writes of each counterpart a mail of each kind makes, when nothing is out. */
const writesOf = new Map<Kind, Outage['written']>();
beforeAll(async () => {
  const queues = aQueueSimulation(deployment, Date.now());
  const all: Case[] = [];
  for (const kind of kinds) all.push(await aCase(queues, kind, 'store', Number.POSITIVE_INFINITY, 'before', 0));
  await queues.run(sweepsOf(minute));
  for (const one of all) await expectOneEnd(one);
  for (const { kind, outage } of all) writesOf.set(kind, outage.written);
});

const durations = [
  ['a minute', minute],
  ['an hour', hour],
  ['three days', 72 * hour],
] as const;

/** What the kinds of mail write besides to the store is the same. */
const timelines: [string, readonly Counterpart[], readonly Kind[]][] = [
  ['the store', ['store'], kinds],
  ['all else', ['blobs', 'source', 'vault', 'channel', 'queue'], ['new ticket', 'given up by the host']],
];

describe.each(durations)('out for %s', (_, lastsMs) => {
  test.each(timelines)(
    '%s',
    async (_name, counterparts, ofKinds) => {
      const queues = aQueueSimulation(deployment, Date.now());
      const all: Case[] = [];
      for (const counterpart of counterparts) {
        for (const kind of ofKinds) {
          for (let n = 1; n <= (writesOf.get(kind)?.[counterpart] ?? 0); n += 1) {
            all.push(await aCase(queues, kind, counterpart, n, 'before', lastsMs));
            // for longer that is the outage before the next write; traces and files are the same
            // when they are written twice
            const isOnce = (counterpart === 'store' || counterpart === 'queue') && (kind === 'new ticket' || kind === 'reply');
            if (lastsMs === minute && isOnce) all.push(await aCase(queues, kind, counterpart, n, 'after', lastsMs));
          }
        }
      }
      expect(all.length).toBeGreaterThan(10);
      await queues.run(sweepsOf(lastsMs));
      for (const one of all) {
        expect(one.outage.hasBeen(), `${one.kind}, ${one.counterpart}, write ${one.n}`).toBe(true);
        await expectOneEnd(one);
      }
      expect(queues.left()).toEqual([]);
    },
    // seconds, if the machine is not busy
    120_000,
  );
});
