import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { clientOf, containerOn } from './a-cosmos.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-cosmos-'));
});
afterAll(() => rm(folder, { recursive: true }));

const definition = { id: 'c', partitionKey: { paths: ['/pk'] }, defaultTtl: -1 };

test('whatever was answered is there after kill -9 in the middle of writing, batches whole or not at all', async () => {
  const file = join(folder, 'killed.sqlite');
  const cosmos = await startCosmos({ file });
  const { items } = await containerOn(cosmos, definition);
  const answered = new Set<number>();
  const writer = async (start: number) => {
    for (let number = start; ; number += 4) {
      const pair = ['a', 'b'].map((half) => ({ operationType: 'Create' as const, resourceBody: { id: `${number}${half}`, pk: 'p' } }));
      await items.batch(pair, 'p');
      answered.add(number);
    }
  };
  const writers = [0, 1, 2, 3].map((start) => writer(start).catch(() => undefined));
  await expect.poll(() => answered.size, { timeout: 20_000 }).toBeGreaterThan(40);
  await cosmos.kill();
  await Promise.all(writers);

  const again = await startCosmos({ file, key: cosmos.key });
  const { resources } = await clientOf(again)
    .database('db')
    .container('c')
    .items.query<string>('SELECT VALUE c.id FROM c', { partitionKey: 'p' })
    .fetchAll();
  const ids = new Set(resources);
  for (const number of answered) expect(ids.has(`${number}a`) && ids.has(`${number}b`), `batch ${number}`).toBe(true);
  for (const id of ids) expect(ids.has(id.endsWith('a') ? id.replace('a', 'b') : id.replace('b', 'a')), `half of batch ${id}`).toBe(true);
  await again.stop();
});

test('containers, items, versions and indexes survive a restart, and versions go on growing', async () => {
  const file = join(folder, 'restarted.sqlite');
  const cosmos = await startCosmos({ file });
  const before = await containerOn(cosmos, definition);
  const { etag, resource } = await before.items.create({ id: '1', pk: 'p', n: 1 });
  await cosmos.stop();

  const again = await startCosmos({ file, key: cosmos.key });
  const after = clientOf(again).database('db').container('c');
  expect((await after.item('1', 'p').read()).resource).toEqual(resource);
  const replaced = await after
    .item('1', 'p')
    .replace({ id: '1', pk: 'p', n: 2 }, { accessCondition: { type: 'IfMatch', condition: etag } });
  expect(replaced.resource?._ts).toBeGreaterThanOrEqual(resource?._ts ?? 0);
  expect((await after.read()).resource?.defaultTtl).toBe(-1);
  await again.stop();
});

test('a second one on the same file, a taken port, and a file of another kind are refused with what is wrong', async () => {
  const file = join(folder, 'shared.sqlite');
  const cosmos = await startCosmos({ file });
  await expect(startCosmos({ file })).rejects.toThrow(/shared\.sqlite: another running process has it open/);
  const port = Number(new URL(cosmos.endpoint).port);
  await expect(startCosmos({ file: join(folder, 'x.sqlite'), port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  await cosmos.stop();
  const text = join(folder, 'text.sqlite');
  await writeFile(text, 'this is no database '.repeat(100));
  await expect(startCosmos({ file: text })).rejects.toThrow(/text\.sqlite: file is not a database/);
});

test('it ends when its parent is gone', async () => {
  const file = join(folder, 'orphan.sqlite');
  const start = join(import.meta.dirname, '../../../local/cosmos/start-cosmos.ts');
  const script = `const { startCosmos } = await import(${JSON.stringify(start)}); const { pid } = await startCosmos({ file: ${JSON.stringify(file)} }); console.log(pid); process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const pid = Number(stdout.trim());
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
});

test('it waits for nothing but the requests it is at when it stops, and frees its port', async () => {
  const cosmos = await startCosmos({ file: join(folder, 'stopped.sqlite') });
  await containerOn(cosmos, definition);
  const started = performance.now();
  await cosmos.stop();
  expect(performance.now() - started).toBeLessThan(2000);
  await cosmos.exited;
  const server = createServer().listen(Number(new URL(cosmos.endpoint).port), '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.close();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
