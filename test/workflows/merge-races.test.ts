import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextMergeStep } from '../../shared/domain/changes/plan-merge.ts';
import { finishChanges } from '../../shared/workflows/finish-changes.ts';
import { readHistory } from '../../shared/workflows/read-history.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTicketDesk } from '../support/a-ticket-desk.ts';

/** Merges of which the process dies, and several at once. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { address, aConfirmedTicket } = aMailFlow(() => deployment);
const { by, dyingAfter, later, merge, read, ticketOf, unmerge } = aTicketDesk(() => deployment);
const aPair = async () => [await aConfirmedTicket(address()), await aConfirmedTicket(address())] as const;

describe('a merge of which the process dies', () => {
  test.each([0, 1, 2])('after %i of its writes is finished by whoever asks again', async (writes) => {
    const [a, b] = await aPair();
    await expect(merge(a.number, b.number, { deps: dyingAfter(writes) })).rejects.toThrow('died');
    await merge(a.number, b.number);
    expect((await read(b.number)).mails).toHaveLength(2);
    expect(await ticketOf(b.ticketId)).toMatchObject({ unfinished: null, merged: [{ ticketId: a.ticketId }] });
  });

  test.each([1, 2])('after %i of its writes is finished by the sweep, with its events once', async (writes) => {
    const [a, b] = await aPair();
    await expect(merge(a.number, b.number, { deps: dyingAfter(writes) })).rejects.toThrow('died');
    await finishChanges(later());
    await finishChanges(later());
    const whole = await read(a.number);
    expect(whole).toMatchObject({ number: b.number, merged: [{ number: a.number }] });
    const { items } = await readHistory(deployment.changing(), b.number, { limit: 50 });
    expect(items.filter(({ kind }) => kind.startsWith('merged'))).toHaveLength(2);
  });

  test.each([1, 2])('while it is taken back, after %i writes, is finished by the sweep', async (writes) => {
    const [a, b] = await aPair();
    await merge(a.number, b.number);
    await expect(unmerge(a.number, dyingAfter(writes))).rejects.toThrow('died');
    await finishChanges(later());
    expect((await read(a.number)).mails).toHaveLength(1);
    expect((await read(b.number)).mails).toHaveLength(1);
    expect(await ticketOf(b.ticketId)).toMatchObject({ unfinished: null, merged: [] });
  });
});

describe('merges at the same time', () => {
  test('of two tickets into each other: one of them, never a circle', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = await aPair();
      await Promise.allSettled([merge(a.number, b.number), merge(b.number, a.number)]);
      const [one, other] = [await ticketOf(a.ticketId), await ticketOf(b.ticketId)];
      const merged = [one, other].filter(({ mergedInto }) => mergedInto !== null);
      expect(merged).toHaveLength(1);
      expect([one.unfinished, other.unfinished]).toEqual([null, null]);
      expect((await read(a.number)).mails).toHaveLength(2);
    }
  });

  test('of three in a circle: never all of them, and nothing is left half done', async () => {
    const tickets = [...(await aPair()), await aConfirmedTicket(address())];
    await Promise.allSettled(tickets.map(({ number }, index) => merge(number, tickets[(index + 1) % 3]?.number ?? '')));
    await finishChanges(later());
    const after = await Promise.all(tickets.map(({ ticketId }) => ticketOf(ticketId)));
    expect(after.some(({ mergedInto }) => mergedInto === null)).toBe(true);
    expect(after.map(({ unfinished }) => unfinished)).toEqual([null, null, null]);
  });

  test('of several into one are all there', async () => {
    const target = await aConfirmedTicket(address());
    const sources = [...(await aPair()), await aConfirmedTicket(address())];
    await Promise.all(sources.map(({ number }) => merge(number, target.number)));
    expect((await read(target.number)).merged).toHaveLength(3);
  });
});

test('what has half begun shows in the plan: each step holds at one version', async () => {
  const [a, b] = await aPair();
  const pair = async () => {
    const [source, target] = await Promise.all([deployment.browse.versioned(a.ticketId), deployment.browse.versioned(b.ticketId)]);
    if (!source || !target) throw new Error('gone');
    return { source, target, children: [] };
  };
  const steps: string[] = [];
  for (let step = nextMergeStep(await pair(), { by, force: false, now: new Date() }); step.kind === 'write'; ) {
    steps.push(step.change.ticketId === a.ticketId ? 'source' : 'target');
    expect(await deployment.store().commit(step.change)).not.toBe('conflict');
    expect(await deployment.store().commit(step.change)).toBe('conflict');
    step = nextMergeStep(await pair(), { by, force: false, now: new Date() });
  }
  expect(steps).toEqual(['target', 'source', 'target']);
});
