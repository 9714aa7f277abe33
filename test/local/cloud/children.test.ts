import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startAzurite } from '../../../local/cloud/start-azurite.ts';
import { startChild } from '../../../local/cloud/start-child.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'children-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function script(text: string): Promise<string> {
  const file = join(folder, 'child.mjs');
  await writeFile(file, text);
  return file;
}
const options = (file: string) => ({
  name: 'The child',
  script: file,
  cwd: folder,
  logFile: join(folder, 'logs', 'child.log'),
  readReady: (said: string) => /ready (\d+)/.exec(said)?.[1],
  onPid: () => {},
  graceMs: 500,
});
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts a child, knows when it is ready, keeps what it prints, and ends it', async () => {
  const child = await startChild(options(await script(`console.log('hello'); console.log('ready 42'); setInterval(() => {}, 1000);`)));
  expect(child.ready).toBe('42');
  await child.stop();
  expect(isAlive(child.pid)).toBe(false);
  expect(await readFile(join(folder, 'logs', 'child.log'), 'utf8')).toBe('hello\nready 42\n');
});

it('kills a child that does not end when asked', async () => {
  const child = await startChild(
    options(await script(`process.on('SIGTERM', () => {}); console.log('ready 1'); setInterval(() => {}, 1000);`)),
  );
  await child.stop();
  expect(isAlive(child.pid)).toBe(false);
});

it('tells the last words of a child that could not start, or died later', async () => {
  await expect(startChild(options(await script(`console.error('no disk'); process.exit(3);`)))).rejects.toThrow(
    /The child ended \(code 3\)\. Its last words \(all in .*child\.log\):\nno disk/,
  );
  const child = await startChild(options(await script(`console.log('ready 1'); setTimeout(() => { throw new Error('oops'); }, 100);`)));
  expect((await child.died).message).toContain('oops');
});

it('does not outlive a parent that is killed', async () => {
  const module = fileURLToPath(new URL('../../../local/cloud/start-child.ts', import.meta.url));
  const file = await script(`console.log('ready 1'); setInterval(() => {}, 1000);`);
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { startChild } = await import(${JSON.stringify(module)});
       const child = await startChild({ name: 'x', script: ${JSON.stringify(file)}, cwd: '.', logFile: ${JSON.stringify(join(folder, 'log'))},
         readReady: (said) => said.includes('ready') || undefined, onPid: () => {}, graceMs: 500 });
       console.log(child.pid);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  for (let waited = 0; isAlive(pid) && waited < 5000; waited += 50) await sleep(50);
  expect(isAlive(pid)).toBe(false);
});

it('keeps blobs and queues on disk over a restart of Azurite', async () => {
  const start = () =>
    startAzurite({ folder: join(folder, 'azurite'), logFile: join(folder, 'azurite.log'), blobPort: 0, queuePort: 0, onPid: () => {} });
  const first = await start();
  const container = BlobServiceClient.fromConnectionString(first.connectionString).getContainerClient('raw-mail');
  await container.create();
  await container.getBlockBlobClient('a').upload('hello', 5);
  const queue = QueueServiceClient.fromConnectionString(first.connectionString).getQueueClient('work');
  await queue.create();
  await queue.sendMessage('one');
  await first.stop();
  const second = await start();
  const blob = BlobServiceClient.fromConnectionString(second.connectionString).getContainerClient('raw-mail').getBlobClient('a');
  expect((await blob.downloadToBuffer()).toString()).toBe('hello');
  const kept = QueueServiceClient.fromConnectionString(second.connectionString).getQueueClient('work');
  expect((await kept.receiveMessages()).receivedMessageItems.map(({ messageText }) => messageText)).toEqual(['one']);
  await second.stop();
});
