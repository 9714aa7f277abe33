import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type FrameChannel, openFrameChannel } from '../channel/frame-channel.ts';
import type { FromFunctions, ToFunctions } from '../channel/messages.ts';

const PROGRAM = fileURLToPath(new URL('../worker/main.ts', import.meta.url));
/** Enough for a stack trace in the message about a death, bounded whatever the app prints. */
const KEPT_STDERR_LINES = 40;
const PIPES_LIMIT_MS = 1000;

export interface Worker {
  pid: number;
  channel: FrameChannel<ToFunctions>;
  kill(): void;
}

export interface WorkerEvents {
  received(message: FromFunctions, body: Buffer): void;
  /** nothing more will be received; it is dying */
  disconnected(): void;
  /** a line that the app wrote past context.log */
  printed(stream: 'stdout' | 'stderr', line: string): void;
  /** once, after everything else; `reason` says how it ended and what it said last */
  ended(reason: string): void;
}

/**
 * Starts the functions process in `root`. `env` is its whole environment, `nodeArguments` stand
 * before the program.
 */
export function spawnWorker(root: string, env: NodeJS.ProcessEnv, nodeArguments: readonly string[], events: WorkerEvents): Worker {
  const child = spawn(process.execPath, [...nodeArguments, PROGRAM], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // without a listener a failed start would be an uncaught exception; pid is undefined then
  child.once('error', () => {});
  const socket = child.stdio[3];
  if (!(socket instanceof Socket) || child.pid === undefined || child.stdout === null || child.stderr === null)
    throw new Error(`The functions process could not be started in ${root}.`);

  const lastLines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => events.printed('stdout', line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_STDERR_LINES) lastLines.shift();
    events.printed('stderr', line);
  });
  let how = 'ended';
  const end = once(() => events.ended(lastLines.length === 0 ? how : `${how}. It said last:\n${lastLines.join('\n')}`));
  child.once('exit', (code, signal) => {
    how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
    // a process that the app started may hold the pipes open; what was sent is read long before
    setTimeout(end, PIPES_LIMIT_MS).unref();
  });
  // not 'exit': by now everything it sent and printed has been read
  child.once('close', end);
  return { pid: child.pid, channel: openFrameChannel(socket, events.received, events.disconnected), kill: () => child.kill('SIGKILL') };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
