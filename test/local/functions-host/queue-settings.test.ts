import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';
import { type FixtureQueues, openFixtureQueues } from '../../support/fixture-queues.ts';

let queues: FixtureQueues;
beforeAll(async () => {
  queues = await openFixtureQueues();
});
afterAll(() => queues?.close());

describe('with a short lease, two tries and a visibilityTimeout of a second, a message', () => {
  let host: FixtureHost;
  const settings = {
    AzureFunctionsJobHost__extensions__queues__maxDequeueCount: '2',
    AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:01',
  };
  beforeAll(async () => {
    const dying = await startFixtureHost(queues.storage, { leaseSeconds: 2, settings });
    await queues.put({ n: 'left', ms: 60_000 });
    await dying.waitForNotes({ n: 'left', step: 'begins' });
    await dying.kill();
    await queues.put({ n: 'worn' });
    for (let count = 0; count < 2; count += 1) await queues.touch('work');
    host = await startFixtureHost(queues.storage, { leaseSeconds: 1, stopSeconds: 0, settings });
  });
  afterAll(() => host?.stop());

  it('left by a host that died comes back when the lease runs out', async () => {
    expect((await host.waitForNotes({ n: 'left', step: 'begins' }))[0]).toMatchObject({ tries: 2 });
  });

  it('that was received too often already goes to the poison queue without being run', async () => {
    await host.waitForNotes({ fn: 'work-poison', n: 'worn' });
    expect(host.noted({ fn: 'work', n: 'worn' })).toEqual([]);
  });

  it('that fails in the poison queue stays there, hidden: there is no poison of poison', async () => {
    await queues.put({ n: 'twice', do: 'throw', alsoInPoison: true });
    await host.waitForNotes({ fn: 'work-poison', n: 'twice' });
    expect(await queues.count('work-poison')).toBe(1);
    // again only when the lease has run out, and more often than maxDequeueCount
    const tries = (await host.waitForNotes({ fn: 'work-poison', n: 'twice' }, 3)).map((note) => note.tries);
    expect(tries).toEqual([1, 2, 3]);
    expect(await queues.client('work-poison-poison').exists()).toBe(false);
  });

  it('that failed waits for the visibilityTimeout', async () => {
    await queues.put({ n: 'waits', do: 'throw' });
    await host.waitForNotes({ fn: 'work', n: 'waits' });
    const begun = performance.now();
    await host.waitForNotes({ fn: 'work', n: 'waits' }, 2);
    expect(performance.now() - begun).toBeGreaterThan(700);
  });

  it('is kept by renewing its lease while the function runs', async () => {
    await queues.put({ n: 'long', ms: 2500 });
    await host.waitForNotes({ n: 'long', step: 'ends' });
    expect(host.noted({ n: 'long', step: 'begins' })).toHaveLength(1);
  });
});

it('with messageEncoding none messages are plain, in and out', async () => {
  for (const name of ['work', 'done']) await queues.client(name).deleteIfExists();
  const host = await startFixtureHost(queues.storage, { settings: { AzureFunctionsJobHost__extensions__queues__messageEncoding: 'none' } });
  await queues.client('work').sendMessage('{"answer":"plain"}');
  await host.waitForNotes({ fn: 'work', step: 'ends' });
  // the queue was missing: the output binding made it
  const peek = async () => (await queues.client('done').peekMessages()).peekedMessageItems[0]?.messageText;
  await expect.poll(() => peek().catch(() => undefined)).toBe('plain');
  await host.stop();
});
