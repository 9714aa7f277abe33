import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type FixtureHost, isAlive, startFixtureHost } from '../../support/fixture-host.ts';

let azurite: Azurite;
let host: FixtureHost;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite?.stop());
afterEach(async () => {
  await host?.stop();
  await QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work').deleteIfExists();
});

const put = (message: unknown) =>
  QueueServiceClient.fromConnectionString(azurite.connectionString)
    .getQueueClient('work')
    .sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
const get = (path: string) => fetch(`${host.url}/api/${path}`);
const nextWorker = () => new Promise<number>((resolve) => host.onWorker(resolve));

describe('when the functions process is killed', () => {
  it('it is started again, the address stays, what ran fails and is tried again', async () => {
    host = await startFixtureHost(azurite.connectionString);
    const { url } = host;
    const first = host.workerPid();
    await put({ n: 1, ms: 1000 });
    await put({ n: 2, ms: 1000 });
    await host.waitForNotes({ fn: 'work', step: 'begins' }, 2);
    const inFlight = get('slow?ms=60000&name=http');
    await host.waitForNotes({ fn: 'slow', step: 'begins' });

    const replaced = nextWorker();
    process.kill(first, 'SIGKILL');
    expect((await inFlight).status).toBe(500);
    // waits for the new one
    expect((await get('nothing')).status).toBe(204);

    const second = await replaced;
    expect(second).not.toBe(first);
    expect(host.workerPid()).toBe(second);
    expect(host.url).toBe(url);
    const done = await host.waitForNotes({ fn: 'work', step: 'ends' }, 2);
    expect(done.map(({ tries, pid }) => ({ tries, pid }))).toEqual([
      { tries: 2, pid: second },
      { tries: 2, pid: second },
    ]);
    expect(isAlive(first)).toBe(false);
  });

  it('by a message each time, that message ends in the poison queue and the host lives on', async () => {
    host = await startFixtureHost(azurite.connectionString);
    await put({ n: 'killer', do: 'die' });
    await host.waitForNotes({ fn: 'work-poison', n: 'killer' });
    expect(host.noted({ fn: 'work', n: 'killer' }).map(({ tries }) => tries)).toEqual([1, 2, 3]);
    expect(new Set(host.noted({ fn: 'work' }).map(({ pid }) => pid)).size).toBe(3);
    expect((await get('nothing')).status).toBe(204);
  });

  it('or exits by itself, the host says so', async () => {
    host = await startFixtureHost(azurite.connectionString);
    expect((await get('exit')).status).toBe(500);
    expect((await get('nothing')).status).toBe(204);
    expect(host.lines.join('\n')).toMatch(/The functions process \d+ exited with code 3.* A new one is started/);
  });

  it('while a client reads a large response, he notices', async () => {
    host = await startFixtureHost(azurite.connectionString);
    const response = await get(`download/${50 * 1024 * 1024}`);
    const reader = response.body?.getReader();
    await reader?.read();
    process.kill(host.workerPid(), 'SIGKILL');
    const readAll = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(readAll()).rejects.toThrow();
  });
});

describe('functionTimeout', () => {
  const timeout = { AzureFunctionsJobHost__functionTimeout: '00:00:01' };

  it('ends an invocation that hangs, with its process, and all that ran beside it', async () => {
    host = await startFixtureHost(azurite.connectionString, { settings: timeout });
    const first = host.workerPid();
    const replaced = nextWorker();
    const hanging = get('slow?ms=60000&name=hanging');
    await host.waitForNotes({ fn: 'slow', name: 'hanging' });
    // younger: its own second is not over when the process goes
    await put({ n: 'neighbour', do: 'spin-once' });
    expect((await hanging).status).toBe(500);
    expect(await replaced).not.toBe(first);
    await host.waitForNotes({ n: 'neighbour', step: 'ends', tries: 2 });
    expect(host.lines.join('\n')).toMatch(/Timeout value of 1 s .* exceeded by function 'slow'/);
  });

  it('ends an endless loop as well', async () => {
    host = await startFixtureHost(azurite.connectionString, { settings: timeout });
    expect((await get('spin')).status).toBe(500);
    expect((await get('nothing')).status).toBe(204);
  });
});

describe('an app that is built anew while the host runs', () => {
  it('is loaded with the next functions process; while it cannot start the host says why, and waits longer each time', async () => {
    const root = await mkdtemp(join(tmpdir(), 'functions-host-rebuilt-'));
    await symlink(join(import.meta.dirname, '../../../node_modules'), join(root, 'node_modules'));
    const build = (code: string) => writeFile(join(root, 'main.js'), `import { app } from '@azure/functions'; ${code}`);
    await writeFile(join(root, 'host.json'), '{"version":"2.0"}');
    await writeFile(join(root, 'package.json'), '{"type":"module","main":"main.js"}');
    await build(`app.http('before', { handler: () => process.exit(1) });`);
    host = await startFixtureHost(azurite.connectionString, { root });

    await build('throw new Error("half built");');
    expect((await get('before')).status).toBe(500);
    await expect
      .poll(() => host.lines.join('\n'), { timeout: 5000 })
      .toMatch(/main\.js could not be loaded: Error: half built.*It is started again in 0\.5 s/s);
    const waiting = get('before');
    await build(`app.http('after', { handler: () => ({ body: 'new' }) });`);
    expect((await waiting).status).toBe(404);
    expect(await (await get('after')).text()).toBe('new');
    await rm(root, { recursive: true });
  });
});
