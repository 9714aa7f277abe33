import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudFile, readCloudFile, removeCloudFile, writeCloudFile } from '../../../local/cloud/cloud-file.ts';
import { lockStateFolder } from '../../../local/cloud/lock-state-folder.ts';

let state: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'state-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(state, { recursive: true });
});

const url = 'http://127.0.0.1:7071';
const aCloudFile = (appPid: number): CloudFile => ({
  pid: process.pid,
  app: { url, pid: appPid },
  smtp: { host: '127.0.0.1', port: 2525, user: 'helpdesk@contoso.example', password: 'p' },
  cosmos: { endpoint: url, key: 'k', database: 'psa-email' },
  blob: { endpoint: url },
  queue: { endpoint: url },
  storage: { connectionString: 'c' },
  graph: { url },
  entra: { url },
  keyVault: { url },
  acs: { url },
  imap: { host: '127.0.0.1', port: 1143, tlsPort: 1993, user: 'helpdesk@contoso.example', password: 'p' },
  ews: { url: `${url}/EWS/Exchange.asmx`, user: 'exchange@contoso.example', password: 'p' },
  outbox: '.local/outbox',
  ticketUrl: `${url}/api/tickets/{number}`,
  caFile: '/ca.pem',
});

describe('cloud.json', () => {
  it('is replaced in one step: a reader never finds a piece of it, or none', async () => {
    const module = pathToFileURL(resolve('local/cloud/cloud-file.ts'));
    const writing = `const { writeCloudFile } = await import(${JSON.stringify(module.href)});
      const file = ${JSON.stringify(aCloudFile(1))};
      for (let pid = 2; pid <= 3000; pid += 1) writeCloudFile(${JSON.stringify(state)}, { ...file, app: { ...file.app, pid } });`;
    writeCloudFile(state, aCloudFile(1));
    const writer = spawn(process.execPath, ['--input-type=module', '-e', writing], { stdio: 'inherit' });
    children.push(writer);
    const seen = new Set<number>();
    while (writer.exitCode === null) {
      seen.add(readCloudFile(state)?.app.pid ?? -1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(writer.exitCode).toBe(0);
    expect(seen.size).toBeGreaterThan(10);
    expect(seen.has(-1)).toBe(false);
  });

  it('is for its owner only, since keys are in it, and gone after the end', async () => {
    writeCloudFile(state, aCloudFile(1));
    expect((await stat(join(state, 'cloud.json'))).mode & 0o777).toBe(0o600);
    removeCloudFile(state);
    expect(readCloudFile(state)).toBeUndefined();
    expect(await readdir(state)).toEqual([]);
  });
});

describe('the state folder', () => {
  /**
   * Another process that locks the folder, and sleeps; the last words in `then` run after it has
   * the lock.
   */
  async function otherProcess(then = ''): Promise<ChildProcess> {
    const module = fileURLToPath(new URL('../../../local/cloud/lock-state-folder.ts', import.meta.url));
    const program = `const { lockStateFolder } = await import(${JSON.stringify(module)});
      const lock = await lockStateFolder(${JSON.stringify(state)});
      ${then}
      console.log('locked');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('takes one instance; a second one hears who has it, and what to do', async () => {
    const other = await otherProcess();
    await expect(lockStateFolder(state)).rejects.toThrow(
      `An embedded cloud already runs with the state folder ${state} (process ${other.pid}), it is just starting or stopping.`,
    );
    writeCloudFile(state, { ...aCloudFile(1), pid: other.pid ?? 0 });
    await expect(lockStateFolder(state)).rejects.toThrow(/\(process \d+\): http:\/\/127\.0\.0\.1:7071\.\nUse it, stop it with Ctrl-C/);
  });

  it('says why a folder can not be used', async () => {
    await expect(lockStateFolder('/dev/null/x')).rejects.toThrow(/^The state folder \/dev\/null\/x can't be made .*ENOTDIR.* --state\.$/);
  });

  it('is free again when its process was killed, and a file that it left does not count', async () => {
    const other = await otherProcess();
    writeCloudFile(state, aCloudFile(1));
    other.kill('SIGKILL');
    await once(other, 'exit');
    const lock = await lockStateFolder(state);
    expect(readCloudFile(state)).toBeUndefined();
    lock.release();
    (await lockStateFolder(state)).release();
  });

  it('waits for what a killed instance had started, which may still be writing', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 700)']);
    children.push(orphan);
    const other = await otherProcess(`await lock.noteChild(${orphan.pid});`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const lock = await lockStateFolder(state);
    expect(orphan.exitCode).toBe(0);
    lock.release();
  });
});
