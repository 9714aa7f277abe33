import { setTimeout as wait } from 'node:timers/promises';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

let azurite: Azurite;
let service: QueueServiceClient;
let host: FixtureHost;
beforeAll(async () => {
  azurite = await startAzurite();
  service = QueueServiceClient.fromConnectionString(azurite.connectionString);
});
afterAll(() => azurite?.stop());

const queue = (name: string): QueueClient => service.getQueueClient(name);
const put = (message: unknown) => queue('work').sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
const countOf = async (name: string) => (await queue(name).getProperties()).approximateMessagesCount;
/** Takes what is in the queue. */
const textsOf = async (name: string) => {
  const { receivedMessageItems } = await queue(name).receiveMessages({ numberOfMessages: 32, visibilityTimeout: 600 });
  return receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
};

describe('a message', () => {
  beforeAll(async () => {
    host = await startFixtureHost(azurite.connectionString);
  });
  afterAll(() => host?.stop());

  it('runs the function with its text and metadata, and is deleted', async () => {
    await put({ n: 'plain' });
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
    await expect.poll(() => countOf('work')).toBe(0);
  });

  it('can forge the metadata, as on Azure: do not believe it', async () => {
    await put({ n: 'forged', id: 2, DEQUEUECOUNT: 99 });
    const [note] = await host.waitForNotes({ n: 'forged', step: 'begins' });
    expect(note?.metadata).toMatchObject({ id: 2, dEQUEUECOUNT: 99 });
    expect(note?.metadata).not.toHaveProperty('dequeueCount');
  });

  it('that fails is tried again at once, and after maxDequeueCount tries goes unchanged to the poison queue, where its count starts again', async () => {
    await put({ n: 'fails', do: 'throw' });
    const [poisoned] = await host.waitForNotes({ fn: 'work-poison', n: 'fails' });
    expect(host.noted({ fn: 'work', n: 'fails' }).map(({ tries }) => tries)).toEqual([1, 2, 3]);
    expect(poisoned).toMatchObject({ message: { n: 'fails', do: 'throw' }, tries: 1 });
    expect(await countOf('work')).toBe(0);
  });

  it('that is not base64 goes to the poison queue without being run', async () => {
    await queue('work').sendMessage('{"n":"not encoded"}');
    await expect.poll(() => host.lines.join('\n')).toMatch(/in work is not base64 \(see extensions\.queues\.messageEncoding/);
    await expect.poll(() => countOf('work-poison')).toBe(1);
    expect(host.noted({ n: 'not encoded' })).toEqual([]);
  });

  it('whose output cannot be written has failed: it is tried again', async () => {
    await put({ n: 'grows', do: 'grow-once', answer: 'small enough' });
    await host.waitForNotes({ n: 'grows', step: 'ends', tries: 2 });
    await expect.poll(() => textsOf('done')).toEqual(['small enough']);
  });
});

describe('a message, with other settings,', () => {
  beforeEach(async () => {
    for (const name of ['work', 'work-poison', 'done']) await queue(name).deleteIfExists();
  });
  afterEach(() => host?.stop());

  it('that fails in the poison queue stays there, hidden: there is no poison of poison', async () => {
    host = await startFixtureHost(azurite.connectionString, { leaseSeconds: 1 });
    await put({ do: 'throw', alsoInPoison: true });
    await host.waitForNotes({ fn: 'work-poison' });
    expect(await countOf('work-poison')).toBe(1);
    // again only when the lease has run out, and more often than maxDequeueCount
    const tries = (await host.waitForNotes({ fn: 'work-poison' }, 4)).map((note) => note.tries);
    expect(tries).toEqual([1, 2, 3, 4]);
    const names: string[] = [];
    for await (const { name } of service.listQueues()) names.push(name);
    expect(names).not.toContain('work-poison-poison');
  });

  it('that failed waits for visibilityTimeout', async () => {
    host = await startFixtureHost(azurite.connectionString, {
      settings: { AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:01' },
    });
    await put({ do: 'throw' });
    await host.waitForNotes({ fn: 'work', step: 'begins' });
    const begun = performance.now();
    await host.waitForNotes({ fn: 'work', step: 'begins' }, 2);
    expect(performance.now() - begun).toBeGreaterThan(700);
  });

  it('that was received too often already goes to the poison queue without being run', async () => {
    await queue('work').create();
    await put({ n: 'worn' });
    for (let count = 0; count < 3; count += 1) {
      const [item] = (await queue('work').receiveMessages({ visibilityTimeout: 60 })).receivedMessageItems;
      if (item) await queue('work').updateMessage(item.messageId, item.popReceipt, undefined, 0);
    }
    host = await startFixtureHost(azurite.connectionString);
    expect((await host.waitForNotes({ fn: 'work-poison' }))[0]).toMatchObject({ message: { n: 'worn' } });
    expect(host.noted({ fn: 'work' })).toEqual([]);
  });

  it('may be plain where host.json says so', async () => {
    host = await startFixtureHost(azurite.connectionString, {
      settings: { AzureFunctionsJobHost__extensions__queues__messageEncoding: 'none' },
    });
    await queue('work').sendMessage('{"answer":"plain"}');
    await host.waitForNotes({ fn: 'work', step: 'ends' });
    // the queue was missing: the output binding made it
    await expect.poll(async () => (await queue('done').peekMessages()).peekedMessageItems[0]?.messageText).toBe('plain');
  });

  it('is kept by renewing its lease while the function runs', async () => {
    host = await startFixtureHost(azurite.connectionString, { leaseSeconds: 1 });
    await put({ ms: 2500 });
    await host.waitForNotes({ fn: 'work', step: 'ends' });
    expect(host.noted({ fn: 'work', step: 'begins' })).toHaveLength(1);
    await expect.poll(() => countOf('work')).toBe(0);
  });

  it('left by a host that died comes back when the lease runs out', async () => {
    const dying = await startFixtureHost(azurite.connectionString, { leaseSeconds: 2 });
    await put({ ms: 60_000 });
    await dying.waitForNotes({ fn: 'work', step: 'begins' });
    await dying.kill();
    host = await startFixtureHost(azurite.connectionString, { leaseSeconds: 2, stopSeconds: 0 });
    expect((await host.waitForNotes({ fn: 'work', step: 'begins' }))[0]).toMatchObject({ tries: 2 });
  });
});

describe('many messages', () => {
  beforeEach(async () => {
    await queue('work').deleteIfExists();
  });
  afterEach(() => host?.stop());

  it('run at most batchSize + newBatchThreshold at a time, and none waits for the next look', async () => {
    await queue('work').create();
    await Promise.all(Array.from({ length: 40 }, (_, n) => put({ n, ms: 50 })));
    host = await startFixtureHost(azurite.connectionString, {
      settings: { AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:01:00' },
    });
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
    host = await startFixtureHost(azurite.connectionString, {
      settings: { AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:01:00' },
    });
    // long enough for the pauses to have grown beyond a second
    await wait(2500);
    const begun = performance.now();
    await fetch(`${host.url}/api/enqueue`, { method: 'POST', body: JSON.stringify({ work: { n: 'quick' } }) });
    await host.waitForNotes({ fn: 'work', step: 'begins' });
    expect(performance.now() - begun).toBeLessThan(800);
  });
});

describe('an output binding', () => {
  beforeAll(async () => {
    host = await startFixtureHost(azurite.connectionString);
  });
  afterAll(() => host?.stop());
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
    expect(await textsOf('other')).toEqual(expected);
  });

  it('that fails makes the request fail', async () => {
    expect((await enqueue({ other: 'x'.repeat(64 * 1024) })).status).toBe(500);
    await expect.poll(() => host.lines.join('\n')).toMatch(/An output binding was not written/);
  });
});
