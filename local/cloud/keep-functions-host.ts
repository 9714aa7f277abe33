import { setTimeout as sleep } from 'node:timers/promises';
import { type FunctionsHostOptions, type RunningFunctionsHost, startFunctionsHost } from '../functions-host/start-functions-host.ts';
import { CloudError } from './cloud-error.ts';

/**
 * More ends than this within the window are no accident: a host that can't live would be started
 * for ever.
 */
const MOST_RESTARTS = 5;
const WINDOW_MS = 10 * 60_000;
const PAUSE_MS = 500;

export interface KeptHost {
  url: string;
  /** The process that runs the functions. */
  workerPid(): number;
  /** Ends the host like a crash; it is started again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface KeepHostOptions {
  host: FunctionsHostOptions;
  /** The host has this process id. */
  onPid(pid: number): unknown;
  /** Another functions process took over. */
  onWorker(pid: number): void;
  /** Something happened that a person should know. */
  tell(line: string): void;
  /** The host ends again and again; it is not started any more. */
  gaveUp(error: CloudError): void;
}

/**
 * Runs the Functions host, and starts it again on the same port when it ends by itself, as the
 * platform would.
 *
 * @throws CloudError when the first start fails
 */
export async function keepFunctionsHost({ host: options, onPid, onWorker, tell, gaveUp }: KeepHostOptions): Promise<KeptHost> {
  let stopping = false;
  const ends: number[] = [];
  let host = await startFunctionsHost(options).catch((error: unknown) => {
    throw new CloudError(error instanceof Error ? error.message : String(error));
  });
  const { url } = host;
  let watching = watch(host);

  async function watch(current: RunningFunctionsHost): Promise<void> {
    onPid(current.pid);
    current.onWorker(onWorker);
    await current.exited;
    if (stopping) return;
    ends.push(Date.now());
    const recent = ends.filter((end) => end > Date.now() - WINDOW_MS).length;
    if (recent > MOST_RESTARTS)
      return gaveUp(new CloudError(`The Functions host ended ${recent} times within ${WINDOW_MS / 60_000} minutes.`));
    tell('The Functions host has ended; it is started again.');
    await sleep(PAUSE_MS);
    if (stopping) return;
    try {
      host = await startFunctionsHost({ ...options, port: Number(new URL(url).port) });
    } catch (error) {
      return gaveUp(new CloudError(`The Functions host can't be started again: ${error instanceof Error ? error.message : String(error)}`));
    }
    onWorker(host.workerPid());
    watching = watch(host);
    if (stopping) await host.stop();
  }

  return {
    url,
    workerPid: () => host.workerPid(),
    kill: () => host.kill(),
    async stop() {
      stopping = true;
      await host.stop();
      await watching;
    },
  };
}
