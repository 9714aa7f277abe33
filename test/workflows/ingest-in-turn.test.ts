import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { ingestInTurn } from '../../shared/workflows/ingest-in-turn.ts';
import type { IngestDeps } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * Many mails to one ticket: they take turns, none is lost or doubled, and mails to other tickets
 * pass them by.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, clientMessages, aConfirmedTicket } = aMailFlow(() => deployment);

/**
 * Works off a queue as the Functions host does, twelve at a time, ten times as fast; returns the
 * mails in the order in which they were done.
 */
async function workOff(processes: IngestDeps[], refs: MailRef[], workers = 12) {
  const queue = refs.map((ref) => ({ ref, visibleAt: 0 }));
  const done: { remoteId: string; outcome: string; waits: number }[] = [];
  let conflicts = 0;
  let reads = 0;
  const worker = async (deps: IngestDeps) => {
    while (done.length < refs.length) {
      const index = queue.findIndex(({ visibleAt }) => visibleAt <= Date.now());
      const [next] = index < 0 ? [] : queue.splice(index, 1);
      if (!next) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      const requeue = async (ref: MailRef, afterSeconds: number) => {
        queue.push({ ref, visibleAt: Date.now() + afterSeconds * 100 });
      };
      const result = await ingestInTurn({ ...deps, requeue }, next.ref, 1);
      if (result) done.push({ remoteId: next.ref.remoteId, outcome: result.trace.outcome, waits: next.ref.waits?.times ?? 0 });
    }
  };
  const counting = processes.map((deps) => ({
    ...deps,
    ticketState: async (...asked: Parameters<IngestDeps['ticketState']>) => {
      reads += 1;
      return deps.ticketState(...asked);
    },
    commit: async (plan: Parameters<IngestDeps['commit']>[0]) => {
      const written = await deps.commit(plan);
      if (written === 'conflict') conflicts += 1;
      return written;
    },
  }));
  await Promise.all(counting.flatMap((deps) => Array.from({ length: workers }, () => worker(deps))));
  return { done, conflicts, reads };
}

const replyTo = ({ from, messageId }: { from: string; messageId: string }) =>
  arrived(aMail({ from, messageId: unique(), references: [messageId], subject: 'Re: The printer is out of paper' }));

test('sixty replies to one ticket let the mails behind them pass, and all end up in it', async () => {
  const ticket = await aConfirmedTicket();
  const flood = Array.from({ length: 60 }, () => replyTo(ticket));
  const others = Array.from({ length: 10 }, (_, index) => arrived(aMail({ from: `o${index}@fabrikam.example`, messageId: unique() })));
  const { done, conflicts } = await workOff([deployment.ingest()], [...flood, ...others]);

  expect(done.filter(({ outcome }) => outcome === 'reply')).toHaveLength(60);
  expect(await clientMessages(ticket.ticketId)).toHaveLength(61);
  const places = others.map(({ remoteId }) => done.findIndex((mail) => mail.remoteId === remoteId));
  // behind sixty that came before them, they would be the 61st to the 70th
  expect(Math.max(...places)).toBeLessThan(45);
  // no two wrote at the same version
  expect(conflicts).toBe(0);
});

test('fifty replies to one ticket read it fifty times: the next need not read what one has written', async () => {
  const ticket = await aConfirmedTicket();
  const { done, conflicts, reads } = await workOff(
    [deployment.ingest()],
    Array.from({ length: 50 }, () => replyTo(ticket)),
  );
  expect(done.filter(({ outcome }) => outcome === 'reply')).toHaveLength(50);
  expect(await clientMessages(ticket.ticketId)).toHaveLength(51);
  expect({ conflicts, reads }).toEqual({ conflicts: 0, reads: 50 });
});

test('copies of one mail that come at the same time are in the ticket once', async () => {
  const ticket = await aConfirmedTicket();
  const raw = aMail({ from: ticket.from, messageId: unique(), references: [ticket.messageId] });
  const copies = Array.from({ length: 4 }, () => arrived(raw));
  const { done } = await workOff([deployment.ingest()], copies);
  expect(done.map(({ outcome }) => outcome).toSorted()).toEqual(['duplicate', 'duplicate', 'duplicate', 'reply']);
  expect(await clientMessages(ticket.ticketId)).toHaveLength(2);
});

test('replies that name the ticket by its number alone, or by our signed Message-ID, take turns too', async () => {
  const ticket = await aConfirmedTicket();
  const byNumber = () => arrived(aMail({ from: ticket.from, messageId: unique(), subject: `Again [Ticket #${ticket.number}]` }));
  const bySignature = () => arrived(aMail({ from: ticket.from, messageId: unique(), inReplyTo: ticket.confirmationId }));
  const flood = Array.from({ length: 15 }, () => [byNumber(), bySignature(), replyTo(ticket)]).flat();
  const { done, conflicts } = await workOff([deployment.ingest()], flood);
  expect(new Set(done.map(({ outcome }) => outcome))).toEqual(new Set(['reply']));
  expect(await clientMessages(ticket.ticketId)).toHaveLength(46);
  expect(conflicts).toBe(0);
});

test('two processes that know nothing of each other still write every reply once', async () => {
  const ticket = await aConfirmedTicket();
  const flood = Array.from({ length: 40 }, () => replyTo(ticket));
  const { done } = await workOff([deployment.ingest(), deployment.ingest()], flood, 6);
  expect(done.filter(({ outcome }) => outcome === 'reply')).toHaveLength(40);
  expect(await clientMessages(ticket.ticketId)).toHaveLength(41);
});

test('twenty replies that all overtake their parent open one ticket', async () => {
  const root = unique();
  const from = 'eve@fabrikam.example';
  const replies = Array.from({ length: 20 }, () => arrived(aMail({ from, messageId: unique(), references: [root] })));
  const { done } = await workOff([deployment.ingest()], replies);
  expect(done.filter(({ outcome }) => outcome === 'ticket')).toHaveLength(1);
  expect(done.filter(({ outcome }) => outcome === 'reply')).toHaveLength(19);
});

test('a mail that waits knows its ticket, is not read again before there is a place, and is no failed try', async () => {
  const ticket = await aConfirmedTicket();
  const deps = deployment.ingest();
  const inside = Array.from({ length: 8 }, () => deps.turns.waiter());
  for (const waiter of inside) waiter.waitFor([ticket.ticketId], true);
  const requeued: { ref: MailRef; afterSeconds: number }[] = [];
  const waiting = { ...deps, requeue: async (ref: MailRef, afterSeconds: number) => void requeued.push({ ref, afterSeconds }) };

  const ref = replyTo(ticket);
  expect(await ingestInTurn(waiting, ref, 3)).toBeNull();
  expect(requeued[0]).toMatchObject({
    ref: { ...ref, waits: { ticketId: ticket.ticketId, times: 1, tried: true } },
  });
  const blind = { ...waiting, rawMail: () => Promise.reject(new Error('nobody asked for it yet')) };
  const [first] = requeued;
  expect(first && (await ingestInTurn(blind, first.ref, 1))).toBeNull();
  expect(requeued[1]?.ref.waits).toMatchObject({ times: 2, tried: true });

  for (const waiter of inside) waiter.release();
  const [, second] = requeued;
  expect(second && (await ingestInTurn(waiting, second.ref, 1))).toMatchObject({ trace: { outcome: 'reply', ticketId: ticket.ticketId } });
});

test('a ticket that other processes change all the time makes the mail wait instead of counting it as failed', async () => {
  const ticket = await aConfirmedTicket();
  const races: number[] = [];
  const requeued: number[] = [];
  const deps = {
    ...deployment.ingest(),
    commit: async () => 'conflict' as const,
    backOff: async (race: number) => void races.push(race),
    requeue: async (_ref: MailRef, afterSeconds: number) => void requeued.push(afterSeconds),
  };
  const ref = replyTo(ticket);
  expect(await ingestInTurn(deps, ref, 1)).toBeNull();
  expect(races).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(requeued).toEqual([2]);
  // but not for ever: after a hundred tries it is no matter of speed
  const waits = { ticketId: ticket.ticketId, times: 100, tried: false };
  await expect(ingestInTurn(deps, { ...ref, waits }, 1)).rejects.toThrow(/changed 8 times.* in each of 100 tries/);
});
