import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';
import { type FixtureQueues, openFixtureQueues } from '../../support/fixture-queues.ts';

let queues: FixtureQueues;
let host: FixtureHost;
beforeAll(async () => {
  queues = await openFixtureQueues();
});
afterAll(() => queues?.close());

describe('many messages', () => {
  beforeAll(async () => {
    await queues.client('work').create();
    await Promise.all(Array.from({ length: 40 }, (_, n) => queues.put({ n, ms: 50 })));
    host = await startFixtureHost(queues.storage, {
      settings: { AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:01:00' },
    });
  });
  afterAll(() => host?.stop());

  it('run at most batchSize + newBatchThreshold at a time, and none waits for the next look', async () => {
    await host.waitForNotes({ fn: 'work', step: 'ends' }, 40);
    let most = 0;
    let now = 0;
    for (const { step } of host.noted({ fn: 'work' })) {
      now += step === 'begins' ? 1 : -1;
      most = Math.max(most, now);
    }
    expect(most).toBeGreaterThan(3);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('put in by an output binding are picked up at once', async () => {
    // long enough for the pauses to have grown beyond a second
    await wait(2500);
    const begun = performance.now();
    await fetch(`${host.url}/api/enqueue`, { method: 'POST', body: JSON.stringify({ work: { n: 'quick' } }) });
    await host.waitForNotes({ n: 'quick', step: 'begins' });
    expect(performance.now() - begun).toBeLessThan(800);
  });
});

describe('with one host,', () => {
  beforeAll(async () => {
    host = await startFixtureHost(queues.storage);
  });
  afterAll(() => host?.stop());

  describe('a message', () => {
    it('runs the function with its text and metadata, and is deleted', async () => {
      await queues.put({ n: 'plain' });
      const [note] = await host.waitForNotes({ n: 'plain', step: 'begins' });
      expect(note).toMatchObject({
        message: { n: 'plain' },
        metadata: {
          dequeueCount: 1,
          id: expect.stringMatching(/^[\da-f-]{36}$/),
          popReceipt: expect.any(String),
          queueTrigger: { n: 'plain' },
          insertionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/),
          expirationTime: expect.any(String),
          nextVisibleTime: expect.any(String),
          // top-level values of a JSON message appear beside them
          n: 'plain',
        },
      });
      await expect.poll(() => queues.count('work')).toBe(0);
    });

    it('can forge the metadata, as on Azure: do not believe it', async () => {
      await queues.put({ n: 'forged', id: 2, DEQUEUECOUNT: 99 });
      const [note] = await host.waitForNotes({ n: 'forged', step: 'begins' });
      expect(note?.metadata).toMatchObject({ id: 2, dEQUEUECOUNT: 99 });
      expect(note?.metadata).not.toHaveProperty('dequeueCount');
    });

    it('that fails is tried again at once, then goes unchanged to the poison queue, where its count starts again', async () => {
      await queues.put({ n: 'fails', do: 'throw' });
      const [poisoned] = await host.waitForNotes({ fn: 'work-poison', n: 'fails' });
      expect(host.noted({ fn: 'work', n: 'fails' }).map(({ tries }) => tries)).toEqual([1, 2, 3]);
      expect(poisoned).toMatchObject({ message: { n: 'fails', do: 'throw' }, tries: 1 });
      expect(await queues.count('work')).toBe(0);
    });

    it('that is not base64 goes to the poison queue without being run', async () => {
      await queues.client('work').sendMessage('{"n":"not encoded"}');
      await expect.poll(() => host.lines.join('\n')).toMatch(/in work is not base64 \(see extensions\.queues\.messageEncoding/);
      await expect.poll(() => queues.count('work-poison')).toBe(1);
      expect(host.noted({ n: 'not encoded' })).toEqual([]);
    });

    it('whose output cannot be written has failed: it is tried again', async () => {
      await queues.put({ n: 'grows', do: 'grow-once', answer: 'small enough' });
      await host.waitForNotes({ n: 'grows', step: 'ends', tries: 2 });
      await expect.poll(() => queues.take('done')).toEqual(['small enough']);
    });
  });

  describe('an output binding', () => {
    const enqueue = (body: unknown) => fetch(`${host.url}/api/enqueue`, { method: 'POST', body: JSON.stringify(body) });

    it.each([
      ['a string as it is', { other: 'plain "text"' }, ['plain "text"']],
      ['an object as indented JSON', { other: { a: [1] } }, ['{\n  "a": [\n    1\n  ]\n}']],
      ['an array as one message each', { other: ['one', { two: 2 }, 3] }, ['one', '{\n  "two": 2\n}', '3']],
      ['a number', { other: 7 }, ['7']],
      ['bytes', { bytes: 'raw bytes' }, ['raw bytes']],
      ['nothing', {}, []],
      ['an empty array', { other: [] }, []],
    ])('writes %s, before the response leaves', async (_, body, expected) => {
      expect((await enqueue(body)).status).toBe(202);
      expect(await queues.take('other')).toEqual(expected);
    });

    it('that fails makes the request fail', async () => {
      expect((await enqueue({ other: 'x'.repeat(64 * 1024) })).status).toBe(500);
      await expect.poll(() => host.lines.join('\n')).toMatch(/An output binding was not written/);
    });
  });
});
