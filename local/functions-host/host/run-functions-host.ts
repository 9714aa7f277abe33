import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readHostConfig } from '../config/read-host-config.ts';
import { type AppSettings, readSettings } from '../config/read-settings.ts';
import type { RegisteredFunction } from '../config/registered-function.ts';
import { createHttpServer } from '../http/http-server.ts';
import type { Authentication } from '../http/sign-in.ts';
import { createQueueOutputs } from '../queue/queue-outputs.ts';
import { createOpenQueue } from '../storage/open-queues.ts';
import { type FunctionsProcess, startFunctionsProcess } from './functions-process.ts';
import { createHostLog } from './host-log.ts';
import { type AppPlan, planApp } from './plan-app.ts';
import { createRunFunction } from './run-function.ts';
import { startTriggers, type Triggers } from './start-triggers.ts';
import { toWorkerEnvironment } from './worker-environment.ts';

const RELEASE_LIMIT_MS = 5000;

export interface HostOptions {
  /** the project: host.json, package.json (its `main` is the app), local.settings.json if there */
  root: string;
  /** 0: a free one */
  port: number;
  /** app settings, over those of local.settings.json */
  settings: AppSettings;
  authentication: Authentication;
  /** how long a received queue message is ours before it must be renewed; Azure: 600 */
  leaseSeconds: number;
  quiet: boolean;
  write(line: string): void;
  /** another functions process took over */
  replaced(pid: number): void;
}

export interface FunctionsHost {
  url: string;
  workerPid(): number | undefined;
  /** functions that cannot run here, and why */
  problems: { name: string; message: string }[];
  /**
   * Takes no more work, finishes what runs (after `limitMs` it fails and its messages come back),
   * ends the functions process.
   */
  stop(limitMs: number): Promise<void>;
}

/**
 * The Functions host: runs the app in `root` as Azure does, in a functions process of its own.
 * Listens on 127.0.0.1. Rejects with what is wrong when host.json, the settings or the app cannot
 * be used, when it registers no function, or the port is taken.
 */
export async function runFunctionsHost(options: HostOptions): Promise<FunctionsHost> {
  const { root } = options;
  const settings = await readSettings(root, options.settings);
  const config = await readHostConfig(root, settings);
  const log = createHostLog(config.logging.logLevel, options.quiet, options.write);
  const hostId = settings.AzureFunctionsWebHost__hostid ?? `local-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  const openQueue = createOpenQueue(config.extensions.queues.messageEncoding);
  const writeOutputs = createQueueOutputs(openQueue, (connectionString, queueName) => triggers?.wake(connectionString, queueName));

  let registered: RegisteredFunction[] = [];
  let plan: AppPlan = { problems: [], functions: [], routes: [] };
  let triggers: Triggers | undefined;
  let functionsProcess: FunctionsProcess | undefined;
  let isStopping = false;
  const begun = Promise.withResolvers<void>();
  const ready = (limitMs?: number) => functionsProcess?.ready(limitMs) ?? Promise.resolve(false);

  const server = createHttpServer({
    begun: begun.promise,
    isStopping: () => isStopping,
    routes: () => plan.routes,
    functions: () => plan.functions,
    run: (fn, input, reason) => run(fn, input, reason),
    ready,
    authentication: options.authentication,
    log,
  });
  const port = await listen(server, options.port);

  const { env, nodeArguments } = toWorkerEnvironment(process.env, settings, options.authentication, port);
  const started = (functions: RegisteredFunction[], pid: number) => {
    const isChanged = JSON.stringify(functions) !== JSON.stringify(registered);
    if (isChanged) takeFunctions(functions);
    // the first start: the triggers follow below
    if (functionsProcess === undefined) return;
    log.host('information', `The functions process ${pid} has taken over.`);
    options.replaced(pid);
    if (isChanged) void restartTriggers();
  };
  functionsProcess = await startFunctionsProcess({
    root,
    env,
    nodeArguments,
    functionTimeoutMs: config.functionTimeout,
    log,
    started,
  }).catch((error) => {
    server.close();
    throw error;
  });
  const run = createRunFunction(functionsProcess, writeOutputs, log);
  await restartTriggers();
  begun.resolve();

  return {
    url: `http://127.0.0.1:${port}`,
    workerPid: () => functionsProcess?.pid(),
    problems: plan.problems,
    stop,
  };

  /** Also after the app was built anew and registers other functions than before. */
  function takeFunctions(functions: RegisteredFunction[]): void {
    registered = functions;
    plan = planApp(functions, config, settings);
    for (const { name, message } of plan.problems) log.host('error', `The function '${name}' is in error and does not run: ${message}`);
  }

  async function restartTriggers(): Promise<void> {
    await triggers?.stop();
    const { leaseSeconds } = options;
    triggers = await startTriggers({ functions: plan.functions, config, settings, hostId, leaseSeconds, openQueue, run, ready, log });
  }

  async function stop(limitMs: number): Promise<void> {
    isStopping = true;
    const finished = Promise.all([triggers?.stop(), close(server)]);
    const isInTime = await Promise.race([finished.then(() => true), wait(limitMs, false, { ref: false })]);
    if (!isInTime)
      log.host('warning', `Not everything was finished after ${limitMs / 1000} s; what still runs is ended, and its messages come back.`);
    await functionsProcess?.stop(!isInTime);
    // released messages are on their way; with a storage that does not answer they come back when
    // their lease runs out
    await Promise.race([triggers?.stop(), wait(RELEASE_LIMIT_MS, undefined, { ref: false })]);
    server.closeAllConnections();
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Error(`Port ${port} is in use: choose another one.`, { cause: error }) : error;
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Resolves when the last request is answered. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // kept-alive connections become idle one by one
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
}
