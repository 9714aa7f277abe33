import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { FromFunctions } from '../channel/messages.ts';
import { type RegisteredFunction, registeredFunction } from '../config/registered-function.ts';
import type { HostLog } from './host-log.ts';
import { InvocationError } from './invocation-error.ts';
import { type Call, type CallResult, openInvocations } from './open-invocations.ts';
import { spawnWorker, type Worker } from './spawn-worker.ts';

/** Azure's limit for an app's start is 30 s; a loaded developer machine gets twice that. */
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 5000;
const LONGEST_PAUSE_MS = 30_000;

export interface FunctionsProcessOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  nodeArguments: readonly string[];
  /** null: unbounded */
  functionTimeoutMs: number | null;
  log: HostLog;
  /** a functions process took over (the first one too) */
  started(functions: RegisteredFunction[], pid: number): void;
}

export interface FunctionsProcess {
  pid(): number | undefined;
  /**
   * true once a functions process is there, false when that takes longer than `limitMs` (undefined:
   * however long it takes) or the host stops
   */
  ready(limitMs?: number): Promise<boolean>;
  /** rejects with InvocationError */
  invoke(call: Call): Promise<CallResult>;
  /** runs the appTerminate hooks and ends it; with `atOnce` without asking */
  stop(atOnce?: boolean): Promise<void>;
}

/**
 * Keeps one functions process running: a new one at once when it dies or an invocation overruns
 * functionTimeout (everything that ran in it fails), with growing pauses when it dies before it is
 * ready. Rejects when the very first one cannot start: then the app is broken, not unlucky.
 */
export async function startFunctionsProcess(options: FunctionsProcessOptions): Promise<FunctionsProcess> {
  const { log } = options;
  let live: { worker: Worker; calls: ReturnType<typeof openInvocations> } | undefined;
  let current = Promise.withResolvers<boolean>();
  /** ready, starting or dying */
  let latest: { worker: Worker; ended: Promise<void> } | undefined;
  let stopping = false;

  await startOne();
  return {
    pid: () => live?.worker.pid,
    ready: (limitMs) => {
      if (live !== undefined || limitMs === undefined) return current.promise;
      const giveUp = wait(limitMs, false, { ref: false });
      return Promise.race([current.promise, giveUp]);
    },
    invoke(call) {
      if (live === undefined) return Promise.reject(new InvocationError('not-ready', 'There is no functions process.'));
      return live.calls.start(call);
    },
    async stop(atOnce = false) {
      stopping = true;
      current.resolve(false);
      if (latest === undefined) return;
      const { worker, ended } = latest;
      if (atOnce || live?.worker !== worker) worker.kill();
      else worker.channel.send({ kind: 'stop' });
      const slow = setTimeout(worker.kill, END_LIMIT_MS);
      await ended;
      clearTimeout(slow);
    },
  };

  /** Resolves when a process is ready; rejects with its last words when it ended before. */
  function startOne(): Promise<void> {
    const starting = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    let refusal: string | undefined;
    let wasReady = false;

    const worker = spawnWorker(options.root, options.env, options.nodeArguments, {
      received,
      disconnected() {
        retire();
        setTimeout(worker.kill, END_LIMIT_MS).unref();
      },
      printed: (stream, line) => log.app(stream === 'stdout' ? 'information' : 'warning', undefined, line),
      ended(reason) {
        clearTimeout(slow);
        gone.resolve();
        calls.failAll(`The functions process ${worker.pid} ${reason}`);
        if (!wasReady) return starting.reject(new Error(refusal ?? `The functions process ${reason}`));
        retire();
        if (stopping) return;
        log.host('error', `The functions process ${worker.pid} ${reason}. A new one is started.`);
        void replace();
      },
    });
    latest = { worker, ended: gone.promise };
    const slow = setTimeout(() => {
      refusal = `The app was not ready ${START_LIMIT_MS / 1000} s after its start. Does something in it wait at load?`;
      worker.kill();
    }, START_LIMIT_MS);
    const calls = openInvocations(worker, options.functionTimeoutMs, log, () => {
      retire();
      worker.kill();
    });
    return starting.promise;

    /** Nothing more is sent to it: what comes now waits for the next one. */
    function retire(): void {
      if (live?.worker !== worker) return;
      live = undefined;
      if (!stopping) current = Promise.withResolvers();
    }

    function received(message: FromFunctions, body: Buffer): void {
      if (message.kind === 'log') log.app(message.level, message.name, message.message, message.id);
      else if (message.kind === 'cannot-start') refusal = message.message;
      else if (message.kind === 'ready') take(message.functions);
      else calls.received(message, body);
    }

    function take(functions: RegisteredFunction[]): void {
      const read = z.array(registeredFunction).safeParse(functions);
      if (!read.success) {
        refusal = `The app registers what no host could run:\n${z.prettifyError(read.error)}`;
        worker.kill();
        return;
      }
      clearTimeout(slow);
      wasReady = true;
      live = { worker, calls };
      options.started(read.data, worker.pid);
      current.resolve(true);
      starting.resolve();
    }
  }

  async function replace(): Promise<void> {
    for (let attempt = 0; !stopping; attempt += 1) {
      try {
        return await startOne();
      } catch (error) {
        if (stopping) return;
        const pauseMs = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(attempt, 10));
        log.host('error', `${error instanceof Error ? error.message : String(error)}\nIt is started again in ${pauseMs / 1000} s.`);
        await wait(pauseMs, undefined, { ref: false });
      }
    }
  }
}
