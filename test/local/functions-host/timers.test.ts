import { BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

const HOUR_MS = 60 * 60_000;
let azurite: Azurite;
let host: FixtureHost;
let status: (name: string) => BlockBlobClient;
beforeAll(async () => {
  azurite = await startAzurite();
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('azure-webjobs-hosts');
  await container.create();
  status = (name) => container.getBlockBlobClient(`timers/timers-test/Host.Functions.${name}/status`);
});
afterAll(() => azurite?.stop());

const start = async (...timers: string[]) => {
  host = await startFixtureHost(azurite.connectionString, { timers, settings: { AzureFunctionsWebHost__hostid: 'timers-test' } });
};
const readStatus = async (name: string) => JSON.parse((await status(name).downloadToBuffer()).toString());
const writeStatus = (name: string, value: object) => {
  const text = JSON.stringify(value);
  return status(name).upload(text, text.length);
};

describe('a timer', () => {
  beforeAll(() => start('every-second', 'time-span', 'hourly', 'at-start'));
  afterAll(() => host?.stop());

  it('with runOnStartup fires at start, and was never run before', async () => {
    const [note] = await host.waitForNotes({ fn: 'at-start' });
    expect(note?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: { last: '0001-01-01T00:00:00+00:00', next: expect.any(String) },
    });
    await expect.poll(async () => (await readStatus('at-start')).Last).not.toMatch(/^0001/);
  });

  it('with a slow schedule keeps its status in blob storage from the first start on', async () => {
    await expect.poll(() => status('hourly').exists()).toBe(true);
    const kept = await readStatus('hourly');
    expect(kept.Last).toMatch(/^0001-01-01T00:00:00/);
    expect(kept.Next).toMatch(/T\d\d:00:00\.000Z$/);
    expect(new Date(kept.Next).getTime()).toBeGreaterThan(new Date(kept.LastUpdated).getTime());
  });

  it('fires by its schedule; faster than once a minute it has no status', async () => {
    const [first, second] = await host.waitForNotes({ fn: 'every-second' }, 2);
    expect(first?.timer).toEqual({ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false });
    expect(first?.invocationId).not.toBe(second?.invocationId);
    await host.waitForNotes({ fn: 'time-span' });
    expect(await status('every-second').exists()).toBe(false);
  });

  it('can be run by hand, as in the real host; another function can not, nor from a page in a browser', async () => {
    const ask = async (name: string, type = 'application/json') => {
      const address = new URL(`/admin/functions/${name}`, host.url);
      return (await fetch(address, { method: 'POST', body: '{"input":""}', headers: { 'content-type': type } })).status;
    };
    expect(host.noted({ fn: 'hourly' })).toEqual([]);
    expect([await ask('hourly', 'text/plain'), await ask('work'), await ask('none')]).toEqual([415, 404, 404]);
    expect(await ask('hourly')).toBe(202);
    const [note] = await host.waitForNotes({ fn: 'hourly' });
    expect(note?.timer).toMatchObject({ isPastDue: false });
    expect(host.noted({ fn: 'hourly' })).toHaveLength(1);
  });
});

describe('after a downtime', () => {
  afterEach(() => host?.stop());

  it('over an occurrence the timer fires at once and is past due', async () => {
    const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const [last, next] = [new Date(thisHour - 3 * HOUR_MS), new Date(thisHour - 2 * HOUR_MS)];
    await writeStatus('hourly', { Last: last, Next: next, LastUpdated: last });
    await start('hourly');
    const [note] = await host.waitForNotes({ fn: 'hourly' });
    expect(note?.timer).toMatchObject({ isPastDue: true, scheduleStatus: { last: last.toISOString(), next: next.toISOString() } });
    // and not again when the host starts the next time
    await expect.poll(async () => new Date((await readStatus('hourly')).Last).getTime()).toBeGreaterThan(thisHour - 1);
  });

  it('between two occurrences it waits; with a status that cannot be read it starts afresh', async () => {
    const now = new Date();
    await writeStatus('hourly', { Last: now, Next: new Date(Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS), LastUpdated: now });
    await writeStatus('yearly', { Last: 'yesterday' });
    await start('hourly', 'yearly', 'every-second');
    await host.waitForNotes({ fn: 'every-second' });
    await expect.poll(async () => (await readStatus('yearly')).Last).toMatch(/^0001/);
    expect([...host.noted({ fn: 'hourly' }), ...host.noted({ fn: 'yearly' })]).toEqual([]);
  });
});
