import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudError } from './cloud-error.ts';

const END_WITH_PARENT = fileURLToPath(new URL('./end-with-parent.ts', import.meta.url));
const START_LIMIT_MS = 60_000;
const SAID_LIMIT = 16_384;

export interface ChildOptions<T> {
  /** For messages: "Azurite". */
  name: string;
  /** A script, and its arguments. */
  script: string;
  args?: readonly string[];
  cwd: string;
  environment?: Record<string, string>;
  /** Everything that it prints goes there, from the start anew. */
  logFile: string;
  /** Looks at what it printed so far; the child is ready when this returns something. */
  readReady(said: string): T | undefined;
  /** Called with its process id as soon as it has one. */
  onPid(pid: number): void | Promise<void>;
  /** Asked to end (SIGTERM), it may take so long; then it is killed. */
  graceMs: number;
}

export interface Child<T> {
  pid: number;
  ready: T;
  /** Resolves when it ended without being asked to, with the words for it. */
  died: Promise<CloudError>;
  stop(): Promise<void>;
}

/**
 * Starts a Node process that ends with this one, however this one ends. Resolves when it is ready.
 *
 * @throws CloudError with its last words when it ends before, or isn't ready after a minute
 */
export async function startChild<T>(options: ChildOptions<T>): Promise<Child<T>> {
  const { name, script, args = [], cwd, logFile } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, script, ...args], {
    cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const log = createWriteStream(logFile);
  let said = '';
  let stopping = false;
  let becomeReady: (ready: T) => void = () => {};
  const ready = new Promise<T>((resolve) => {
    becomeReady = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      said = (said + chunk.toString()).slice(-SAID_LIMIT);
      const found = options.readReady(said);
      if (found !== undefined) becomeReady(found);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
  const died = ended.then(
    (how) => new CloudError(`${name} ended (${how}). Its last words (all in ${logFile}):\n${said.trim().slice(-2000)}`),
  );
  const stop = async () => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), options.graceMs);
    await ended;
    clearTimeout(timer);
  };
  if (child.pid !== undefined) await options.onPid(child.pid);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CloudError>((resolve) => {
    timer = setTimeout(
      () => resolve(new CloudError(`${name} did not start within ${START_LIMIT_MS / 1000} s; see ${logFile}`)),
      START_LIMIT_MS,
    );
  });
  const first = await Promise.race([ready.then((value) => ({ value })), died, late]);
  clearTimeout(timer);
  if (first instanceof CloudError || child.pid === undefined) {
    await stop();
    throw first instanceof CloudError ? first : new CloudError(`${name} has no process`);
  }
  return {
    pid: child.pid,
    ready: first.value,
    died: new Promise((resolve) => void died.then((error) => stopping || resolve(error))),
    stop,
  };
}
