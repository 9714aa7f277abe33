import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';
import { CloudError } from './cloud-error.ts';
import { readCloudFile, removeCloudFile } from './cloud-file.ts';

/** How long the children of a killed cloud may take to notice and to end. */
const ORPHANS_LIMIT_MS = 10_000;

export interface StateLock {
  /** Notes a child process, so that a next start waits for it should we be killed. */
  noteChild(pid: number): void;
  release(): void;
}

const Instance = z.object({ pid: z.int(), children: z.array(z.int()) });

/**
 * Makes this process the only one that uses the state folder (made if missing). The lock is
 * SQLite's on a file, that is the operating system's, so it is gone with the process that held it,
 * however it ended. What a killed cloud left is waited for and cleared.
 *
 * @throws CloudError that names the other instance, or says why the folder can't be used
 */
export async function lockStateFolder(state: string): Promise<StateLock> {
  const database = openLock(state);
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new CloudError(whoRuns(state));
    throw error;
  }
  const file = join(state, 'instance.json');
  await waitForOrphans(file);
  removeCloudFile(state);
  const children: number[] = [];
  const save = () => writeInOneStep(file, JSON.stringify({ pid: process.pid, children }));
  save();
  return {
    noteChild: (pid) => {
      children.push(pid);
      save();
    },
    release: () => {
      rmSync(file, { force: true });
      database.close();
    },
  };
}

function openLock(state: string): DatabaseSync {
  try {
    mkdirSync(state, { recursive: true });
    return new DatabaseSync(join(state, 'lock'), { timeout: 0 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CloudError(`The state folder ${state} can't be made or written (${why}). Name another one with --state.`);
  }
}

function whoRuns(state: string): string {
  const running = readCloudFile(state);
  const pid = running?.pid ?? readInstance(join(state, 'instance.json'))?.pid;
  const who = `An embedded cloud already runs with the state folder ${state}${pid ? ` (process ${pid})` : ''}`;
  return `${who}${running ? `: ${running.app.url}` : ', it is just starting or stopping'}.
Use it, stop it with Ctrl-C in its terminal${pid ? ` or "kill ${pid}"` : ''}, or start another one with its own state and ports: npm start -- --state DIR --port 0 --smtp-port 0`;
}

function readInstance(file: string): z.infer<typeof Instance> | undefined {
  try {
    return Instance.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function waitForOrphans(file: string): Promise<void> {
  const end = Date.now() + ORPHANS_LIMIT_MS;
  for (const pid of readInstance(file)?.children ?? []) while (isAlive(pid) && Date.now() < end) await sleep(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
