import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { FaultRule } from './protocol/faults.ts';
import type { OperationStats } from './protocol/stats.ts';

export type StartCosmosOptions = {
  /** Path of the SQLite file that keeps everything over restarts. */
  file: string;
  /** Port on 127.0.0.1; any free one by default. */
  port?: number;
  /** Account key in base64; a random one by default. */
  key?: string;
};

/** A running Cosmos stand-in, in a process of its own. */
export type Cosmos = {
  /** Address for clients, as `COSMOS_ENDPOINT`. */
  endpoint: string;
  /** Account key, as `COSMOS_KEY`. */
  key: string;
  pid: number;
  /** Resolves when it has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends it after the requests that it is at. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a crash would. What it has answered is kept. */
  kill(): Promise<void>;
  /** Injects faults into coming requests; without rules it drops those in wait. */
  faults(...rules: FaultRule[]): Promise<void>;
  /** Counters of requests by kind of operation since the start or the last reset. */
  stats(): Promise<Record<string, OperationStats>>;
  resetStats(): Promise<void>;
};

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.url() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

/**
 * Starts the stand-in and waits until it listens. Throws an error that says what is in the way: a
 * taken port, a file in use.
 */
export async function startCosmos({ file, port = 0, key = randomBytes(64).toString('base64') }: StartCosmosOptions): Promise<Cosmos> {
  // The key goes by environment: arguments are visible to every user of the machine.
  const child = fork(join(import.meta.dirname, 'main.ts'), ['--file', file, '--port', String(port)], {
    env: { ...process.env, COSMOS_KEY: key },
    execArgv: [],
    // Ctrl-C in a terminal reaches only whoever started us, and they end things in order; a parent
    // that dies is noticed by the channel
    detached: true,
  });
  const exited = once(child, 'exit');
  const said = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => [{ kind: 'failed', message: `It ended with code ${String(code)}.` }]),
  ]);
  const first = message.parse(said[0]);
  if (first.kind === 'failed') throw new Error(`The Cosmos stand-in could not start. ${first.message}`);
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(new URL(path, first.url), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The Cosmos stand-in refused ${method} ${path}: ${await response.text()}`);
    return response;
  };
  return {
    endpoint: first.url,
    key,
    pid: child.pid ?? 0,
    exited: exited.then(() => {}),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    faults: async (...rules) => {
      await (rules.length > 0 ? ask('POST', '/_faults', rules) : ask('DELETE', '/_faults'));
    },
    stats: async () => statsOf(await (await ask('GET', '/_stats')).json()),
    resetStats: async () => {
      await ask('DELETE', '/_stats');
    },
  };
}

const counter = z.object({
  count: z.number(),
  failed: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  requestUnits: z.number(),
  milliseconds: z.number(),
});

function statsOf(body: unknown): Record<string, OperationStats> {
  return z.record(z.string(), counter).parse(body);
}
