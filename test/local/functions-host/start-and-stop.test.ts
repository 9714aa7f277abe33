import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureRegistrations } from '../../../local/functions-host/capture-registrations.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { isAlive, startFixtureHost } from '../../support/fixture-host.ts';

let azurite: Azurite;
let folder: string;
beforeAll(async () => {
  azurite = await startAzurite();
  folder = await mkdtemp(join(tmpdir(), 'functions-host-start-'));
});
afterAll(async () => {
  await azurite?.stop();
  await rm(folder, { recursive: true });
});

/** A project with these files; host.json and package.json are there unless given. */
async function aProject(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(folder, 'app-'));
  const all = { 'host.json': '{"version":"2.0"}', 'package.json': '{"type":"module","main":"dist/main.js"}', ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(root, name), text);
  return root;
}
const failedStart = async (files: Record<string, string>, settings = {}) =>
  startFunctionsHost({ root: await aProject(files), settings, onLine: () => {} }).then(
    () => 'it started',
    (error: Error) => error.message,
  );

describe('a host that cannot start says why', () => {
  it.each([
    ['an app that is not built', {}, /No file matches main "dist\/main\.js" of .*package\.json\. Is the app built\? \(npm run build\)/],
    [
      'an app that registers nothing',
      { 'package.json': '{"type":"module","main":"main.js"}', 'main.js': 'console.log(1);' },
      /The app registered no function: main "main\.js" .*npm run build/s,
    ],
    [
      'an app that throws while it loads',
      { 'package.json': '{"type":"module","main":"main.js"}', 'main.js': 'throw new Error("the setting X is missing");' },
      /main\.js could not be loaded: Error: the setting X is missing/,
    ],
    [
      'an app that exits while it loads',
      { 'package.json': '{"main":"main.js"}', 'main.js': 'console.error("bye"); process.exit(7);' },
      /exited with code 7.*bye/s,
    ],
    ['a package.json without main', { 'package.json': '{}' }, /has no "main"/],
  ])('%s', async (_, files, message) => {
    expect(await failedStart(files)).toMatch(message);
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startFixtureHost(undefined, { port })).rejects.toThrow(`Port ${port} is in use`);
    server.close();
  });
});

describe('a graceful stop', () => {
  it('finishes what runs, deletes the message, runs the appTerminate hook and leaves no process', async () => {
    const host = await startFixtureHost(azurite.connectionString);
    const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work');
    await queue.sendMessage(Buffer.from('{"ms":700}').toString('base64'));
    const inFlight = fetch(`${host.url}/api/slow?ms=700&name=x`);
    await host.waitForNotes({ fn: 'slow', step: 'begins' });
    await host.waitForNotes({ fn: 'work', step: 'begins' });
    const worker = host.workerPid();

    // Ctrl-C reaches everybody in the terminal; one that was forked leaves it to its parent
    process.kill(host.pid, 'SIGINT');
    process.kill(worker, 'SIGINT');
    expect((await fetch(`${host.url}/api/nothing`)).status).toBe(204);

    await host.stop();
    expect(await (await inFlight).text()).toBe('done');
    expect(host.noted({ fn: 'work', step: 'ends' })).toHaveLength(1);
    expect(host.noted({ hook: 'appTerminate' })).toHaveLength(1);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
    expect([isAlive(host.pid), isAlive(worker)]).toEqual([false, false]);
    await expect(fetch(`${host.url}/api/nothing`)).rejects.toThrow();
  });

  it('waits no longer than it may: what still runs fails, and its message is free for the next host', async () => {
    const host = await startFixtureHost(azurite.connectionString, { stopSeconds: 0.3 });
    const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work');
    await queue.sendMessage(Buffer.from('{"ms":60000}').toString('base64'));
    await host.waitForNotes({ fn: 'work', step: 'begins' });
    await host.stop();
    expect((await queue.receiveMessages()).receivedMessageItems[0]?.dequeueCount).toBe(2);
    expect(isAlive(host.workerPid())).toBe(false);
  });
});

it('when the host is killed, the functions process ends by itself; quiet, it said only warnings and errors', async () => {
  const host = await startFixtureHost(undefined, { quiet: true });
  await fetch(`${host.url}/api/logs`);
  await expect.poll(() => host.lines.join('\n')).toMatch(/this is/);
  expect(host.lines.filter((line) => / (info|debug) /.test(line))).toEqual([]);
  const worker = host.workerPid();
  await host.kill();
  await expect.poll(() => isAlive(worker), { timeout: 5000 }).toBe(false);
});

describe('captureRegistrations', () => {
  it('tells what an app registers, without running it', async () => {
    const registrations = await captureRegistrations(join(import.meta.dirname, '../../fixtures/functions-app/main.js'));
    expect(registrations.map(({ name }) => name)).toEqual(registrations.map(({ name }) => name).toSorted());
    const [work] = registrations.filter(({ name }) => name === 'work');
    expect(Object.values(work?.bindings ?? {})).toMatchObject([
      { type: 'queueTrigger', direction: 'in', queueName: '%WORK_QUEUE%', connection: 'AzureWebJobsStorage' },
      { type: 'queue', direction: 'out', queueName: 'done' },
    ]);
  });

  it('refuses a file that registers nothing, or cannot be loaded', async () => {
    const root = await aProject({ 'empty.js': '', 'broken.js': 'nonsense();' });
    await expect(captureRegistrations(join(root, 'empty.js'))).rejects.toThrow(/registers no function/);
    await expect(captureRegistrations(join(root, 'broken.js'))).rejects.toThrow(/nonsense is not defined/);
  });
});

it('Ctrl-C stops a host that was started from a terminal', async () => {
  const main = join(import.meta.dirname, '../../../local/functions-host/main.ts');
  const settings = { AzureWebJobsStorage: azurite.connectionString, OTHER_STORAGE: azurite.connectionString };
  const child = spawn(process.execPath, [main, '--root', join(import.meta.dirname, '../../fixtures/functions-app'), '--port', '0'], {
    env: { ...process.env, FUNCTIONS_HOST_SETTINGS: JSON.stringify(settings) },
  });
  for await (const chunk of child.stdout) if (String(chunk).includes('The Functions host listens on http://127.0.0.1:')) break;
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
