import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockSender } from '../../shared/workflows/block-sender.ts';
import { listBlockedSenders } from '../../shared/workflows/list-blocked-senders.ts';
import { unblockSender } from '../../shared/workflows/unblock-sender.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

test('who is blocked is listed, the latest hit first, until they are unblocked', async () => {
  const list = deployment.blockList();
  const now = new Date('2026-11-02T09:00:00Z');
  const quiet = await blockSender(list, { entry: 'quiet.example', note: 'nobody knows them' }, 'an admin', now);
  const loud = await blockSender(list, { entry: 'loud.example', note: '' }, 'an admin', now);
  await list.countHit('loud.example');
  expect((await listBlockedSenders(list)).items).toMatchObject([
    { id: loud, entry: 'loud.example', hits: 1 },
    { id: quiet, entry: 'quiet.example', note: 'nobody knows them', addedBy: 'an admin', addedAt: now.toISOString(), hits: 0 },
  ]);
  await unblockSender(list, loud);
  expect((await listBlockedSenders(list)).items.map(({ id }) => id)).toEqual([quiet]);
  await expect(unblockSender(list, loud)).rejects.toMatchObject({ status: 404, message: `id: there is no entry "${loud}"` });
});

test('an entry that can not be read is listed with what is wrong, and can be removed', async () => {
  const list = deployment.blockList();
  await deployment.settings.items.create({ id: 'made by hand', kind: 'blocked-sender', entry: 7 });
  const { broken } = await listBlockedSenders(list);
  expect(broken).toEqual([{ id: 'made by hand', problem: expect.stringMatching(/^entry: .*; addedBy: .*; addedAt: /) }]);
  await unblockSender(list, 'made by hand');
  expect((await listBlockedSenders(list)).broken).toEqual([]);
});
