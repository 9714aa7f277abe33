import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hostMessage } from './host-messages.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
/**
 * A third of the host's start is compiling the storage libraries; in node_modules, because nobody
 * else may put code there.
 */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/functions-host', import.meta.url));

export interface FunctionsHostOptions {
  /** the project: host.json, package.json (its `main` is the app), local.settings.json if there */
  root: string;
  /** 0 or missing: a free one */
  port?: number;
  /**
   * app settings = environment of the functions process, over those of local.settings.json;
   * `AzureFunctionsJobHost__…` overrides host.json
   */
  settings?: Record<string, string>;
  /**
   * `local-admin` (default): requests are signed in as a local admin; `off`: neither headers nor
   * WEBSITE_AUTH_ENABLED
   */
  authentication?: 'local-admin' | 'off';
  /** only warnings and errors */
  quiet?: boolean;
  /** lease of a received queue message; missing: 600, as on Azure */
  leaseSeconds?: number;
  /** how long running invocations may take after stop(); missing: 25 */
  stopSeconds?: number;
  /** gets each line that the host prints; missing: they go to our stdout and stderr */
  onLine?: (line: string) => void;
}

export interface RunningFunctionsHost {
  /** http://127.0.0.1:PORT, the same as long as the host lives */
  url: string;
  pid: number;
  workerPid(): number;
  /** called with the new pid whenever another functions process took over */
  onWorker(listener: (pid: number) => void): void;
  /** functions that cannot run here, and why */
  problems: { name: string; message: string }[];
  /** resolves when the host process is gone, for whatever reason */
  exited: Promise<void>;
  /** finishes what runs, then ends both processes */
  stop(): Promise<void>;
  /**
   * ends the host like a crash (SIGKILL): message leases run out, the functions process ends by
   * itself
   */
  kill(): Promise<void>;
}

/**
 * Starts the Functions host (main.ts) as a child process and resolves when it serves. Rejects with
 * its message when it cannot start: host.json or settings unreadable, app not loadable, no function
 * registered, port taken.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<RunningFunctionsHost> {
  const child = fork(PROGRAM, toArguments(options), {
    execArgv: [],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      FUNCTIONS_HOST_SETTINGS: JSON.stringify(options.settings ?? {}),
    },
    stdio: ['ignore', options.onLine ? 'pipe' : 'inherit', options.onLine ? 'pipe' : 'inherit', 'ipc'],
    // Ctrl-C in a terminal reaches only whoever started us, and they end things in order; a parent
    // that dies is noticed by the channel
    detached: true,
  });
  const exited = once(child, 'exit').then(() => {});
  const lastLines = passLines(child, options.onLine);
  const listeners: ((pid: number) => void)[] = [];
  const begun = Promise.withResolvers<{ url: string; problems: { name: string; message: string }[] }>();
  let workerPid = 0;

  child.on('message', (sent) => {
    const message = hostMessage.parse(sent);
    if (message.kind === 'failed') return begun.reject(new Error(message.message));
    if (message.kind === 'ready') {
      workerPid = message.workerPid;
      return begun.resolve(message);
    }
    workerPid = message.pid;
    for (const listener of listeners) listener(message.pid);
  });
  child.once('error', begun.reject);
  child.once('exit', (code, signal) =>
    begun.reject(new Error(`The Functions host ended (${signal ?? code}) before it served.\n${lastLines.join('\n')}`)),
  );

  const { url, problems } = await begun.promise;
  return {
    url,
    pid: child.pid ?? 0,
    workerPid: () => workerPid,
    onWorker: (listener) => void listeners.push(listener),
    problems,
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function toArguments({ root, port = 0, authentication, quiet, leaseSeconds, stopSeconds }: FunctionsHostOptions): string[] {
  const list = ['--root', root, '--port', String(port)];
  if (authentication !== undefined) list.push('--authentication', authentication);
  if (quiet === true) list.push('--quiet');
  if (leaseSeconds !== undefined) list.push('--lease-seconds', String(leaseSeconds));
  if (stopSeconds !== undefined) list.push('--stop-seconds', String(stopSeconds));
  return list;
}

/** Gives the last few lines, for the message about a start that failed. */
function passLines(child: ChildProcess, onLine: ((line: string) => void) | undefined): string[] {
  const last: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
      onLine?.(line);
    });
  }
  return last;
}
