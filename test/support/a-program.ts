import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CloudFile, readCloudFile } from '../../local/cloud/cloud-file.ts';

export const root = resolve(import.meta.dirname, '../..');
const programs: ChildProcess[] = [];

/** A program of local/ in a process of its own, with what it has said so far. */
export interface Program {
  process: ChildProcess;
  said(): string;
  ended: Promise<number | null>;
}

export function run(script: string, ...args: string[]): Program {
  const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  programs.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return { process: child, said: () => said, ended: once(child, 'exit').then(([code]) => code) };
}

/** Ends every program that `run` started. */
export async function endPrograms(): Promise<void> {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  await sleep(500);
}

export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  said = () => '',
  patienceMs = 40_000,
): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
    const found = await probe();
    if (found) return found;
  }
  throw new Error(`${what}: not in time. ${said()}`);
}

/** `npm start` with a state folder, on free ports. */
export const start = (state: string) => run('tools/start.mjs', '--state', state, '--port', '0', '--smtp-port', '0');

/** Its cloud.json, once it runs. A file that a killed one left does not count. */
export const running = (state: string, { process, said }: Program): Promise<CloudFile> =>
  until(
    'cloud.json',
    () => {
      const file = readCloudFile(state);
      if (file?.pid === process.pid) return file;
      return process.exitCode === null ? undefined : Promise.reject(said());
    },
    said,
  );

export const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The processes that a running cloud has started. */
export async function childrenOf(state: string, cloud: CloudFile): Promise<number[]> {
  const { children } = JSON.parse(await readFile(join(state, 'instance.json'), 'utf8'));
  return [...children, cloud.app.pid];
}
