import { BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

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
afterEach(() => host?.stop());

const start = async (...timers: string[]) => {
  host = await startFixtureHost(azurite.connectionString, { timers, settings: { AzureFunctionsWebHost__hostid: 'timers-test' } });
};
const readStatus = async (name: string) => JSON.parse((await status(name).downloadToBuffer()).toString());
const writeStatus = (name: string, value: object) => {
  const text = JSON.stringify(value);
  return status(name).upload(text, text.length);
};

describe('a timer', () => {
  it('fires by its schedule; faster than once a minute it has no status', async () => {
    await start('every-second', 'time-span');
    const [first, second] = await host.waitForNotes({ fn: 'every-second' }, 2);
    expect(first?.timer).toEqual({ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false });
    expect(first?.invocationId).not.toBe(second?.invocationId);
    await host.waitForNotes({ fn: 'time-span' }, 1);
    expect(await status('every-second').exists()).toBe(false);
  });

  it('with a slow schedule keeps its status in blob storage from the first start on', async () => {
    await start('hourly');
    await expect.poll(() => status('hourly').exists()).toBe(true);
    const kept = await readStatus('hourly');
    expect(kept.Last).toMatch(/^0001-01-01T00:00:00/);
    expect(kept.Next).toMatch(/T\d\d:00:00\.000Z$/);
    expect(new Date(kept.Next).getTime()).toBeGreaterThan(Date.now());
  });

  it('with runOnStartup fires at start, and was never run before', async () => {
    await start('at-start');
    const [note] = await host.waitForNotes({ fn: 'at-start' });
    expect(note?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: { last: '0001-01-01T00:00:00+00:00', next: expect.any(String) },
    });
    await expect.poll(async () => (await readStatus('at-start')).Last).not.toMatch(/^0001/);
  });

  it('can be run by hand, with retries under one invocation id', async () => {
    await start('fails-twice');
    expect((await fetch(`${host.url}/admin/functions/fails-twice`, { method: 'POST', body: '{}' })).status).toBe(202);
    const notes = await host.waitForNotes({ fn: 'fails-twice' }, 3);
    expect(notes.map(({ retryContext }) => retryContext)).toEqual([
      { retryCount: 0, maxRetryCount: 2 },
      { retryCount: 1, maxRetryCount: 2, exception: { message: 'as planned', stackTrace: expect.stringContaining('timers.js') } },
      { retryCount: 2, maxRetryCount: 2, exception: expect.anything() },
    ]);
    expect(new Set(notes.map(({ invocationId }) => invocationId)).size).toBe(1);
  });
});

describe('after a downtime', () => {
  const hour = 60 * 60_000;
  const lastHour = new Date(Math.floor(Date.now() / hour) * hour);
  beforeEach(async () => {
    await status('hourly').deleteIfExists();
  });

  it('over an occurrence the timer fires at once and is past due', async () => {
    const [last, next] = [new Date(lastHour.getTime() - 3 * hour), new Date(lastHour.getTime() - 2 * hour)];
    await writeStatus('hourly', { Last: last, Next: next, LastUpdated: last });
    await start('hourly');
    const [note] = await host.waitForNotes({ fn: 'hourly' });
    expect(note?.timer).toMatchObject({ isPastDue: true, scheduleStatus: { last: last.toISOString(), next: next.toISOString() } });
    // and not again when the host starts the next time
    await expect.poll(async () => new Date((await readStatus('hourly')).Next).getTime()).toBeGreaterThan(Date.now());
  });

  it('between two occurrences it waits', async () => {
    await writeStatus('hourly', { Last: lastHour, Next: new Date(lastHour.getTime() + hour), LastUpdated: lastHour });
    await start('hourly', 'at-start');
    await host.waitForNotes({ fn: 'at-start' });
    expect(host.noted({ fn: 'hourly' })).toEqual([]);
  });

  it('with a status that cannot be read it starts afresh', async () => {
    await writeStatus('hourly', { Last: 'yesterday' });
    await start('hourly');
    await expect.poll(async () => (await readStatus('hourly')).Last).toMatch(/^0001/);
    expect(host.noted({ fn: 'hourly' })).toEqual([]);
  });
});
