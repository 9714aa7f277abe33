import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, isAlive, startFixtureHost } from '../../support/fixture-host.ts';
import { type FixtureQueues, openFixtureQueues } from '../../support/fixture-queues.ts';

let queues: FixtureQueues;
let host: FixtureHost;
beforeAll(async () => {
  queues = await openFixtureQueues();
});
afterAll(() => queues?.close());

const get = (path: string) => fetch(`${host.url}/api/${path}`);
const nextWorker = () => new Promise<number>((resolve) => host.onWorker(resolve));

describe('when the functions process is killed', () => {
  beforeAll(async () => {
    host = await startFixtureHost(queues.storage);
  });
  afterAll(() => host?.stop());

  it('it is started again, the address stays, what ran fails and is tried again', async () => {
    const { url } = host;
    const first = host.workerPid();
    await queues.put({ n: 1, ms: 1000 });
    await queues.put({ n: 2, ms: 1000 });
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
    await queues.put({ n: 'killer', do: 'die' });
    await host.waitForNotes({ fn: 'work-poison', n: 'killer' });
    const runs = host.noted({ fn: 'work', n: 'killer' });
    expect(runs.map(({ tries }) => tries)).toEqual([1, 2, 3]);
    expect(new Set(runs.map(({ pid }) => pid)).size).toBe(3);
    expect((await get('nothing')).status).toBe(204);
  });

  it('or exits by itself, the host says so', async () => {
    expect((await get('exit')).status).toBe(500);
    expect((await get('nothing')).status).toBe(204);
    expect(host.lines.join('\n')).toMatch(/The functions process \d+ exited with code 3.* A new one is started/);
  });

  it('while a client reads a large response, he notices', async () => {
    const reader = (await get(`download/${50 * 1024 * 1024}`)).body?.getReader();
    await reader?.read();
    process.kill(host.workerPid(), 'SIGKILL');
    const readAll = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(readAll()).rejects.toThrow();
  });
});

describe('functionTimeout', () => {
  beforeAll(async () => {
    host = await startFixtureHost(queues.storage, { settings: { AzureFunctionsJobHost__functionTimeout: '00:00:01' } });
  });
  afterAll(() => host?.stop());

  it('ends an invocation that hangs, with its process, and all that ran beside it', async () => {
    const first = host.workerPid();
    const replaced = nextWorker();
    const hanging = get('slow?ms=60000&name=hanging');
    await host.waitForNotes({ fn: 'slow', name: 'hanging' });
    // younger: its own second is not over when the process goes
    await queues.put({ n: 'neighbour', do: 'spin-once' });
    expect((await hanging).status).toBe(500);
    expect(await replaced).not.toBe(first);
    await host.waitForNotes({ n: 'neighbour', step: 'ends', tries: 2 });
    expect(host.lines.join('\n')).toMatch(/Timeout value of 1 s .* exceeded by function 'slow'/);
  });

  it('ends an endless loop as well, and what comes next waits for the new process', async () => {
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
    host = await startFixtureHost(undefined, { root });

    await build('throw new Error("half built");');
    expect((await get('before')).status).toBe(500);
    const refused = /main\.js could not be loaded: Error: half built.*It is started again in 0\.5 s/s;
    await expect.poll(() => host.lines.join('\n'), { timeout: 10_000 }).toMatch(refused);
    const waiting = get('before');
    await build(`app.http('after', { handler: () => ({ body: 'new' }) });`);
    expect((await waiting).status).toBe(404);
    expect(await (await get('after')).text()).toBe('new');
    await host.stop();
    await rm(root, { recursive: true });
  });
});
