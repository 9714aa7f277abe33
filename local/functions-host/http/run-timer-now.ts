import type { IncomingMessage } from 'node:http';
import type { HostFunction } from '../host/plan-function.ts';
import type { RunFunction } from '../host/run-function.ts';

/**
 * `POST /admin/functions/{name}` runs a timer now, whatever its schedule says, and the answer does
 * not wait for it. The status to answer with; undefined: something else was asked for. The real
 * host asks for its master key, which `func start` does not; it wants JSON as this does, which no
 * page of a browser can send here unasked.
 * https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
export function runTimerNow(
  request: IncomingMessage,
  { pathname }: URL,
  { functions, run }: { functions(): readonly HostFunction[]; run: RunFunction },
): 202 | 404 | 415 | undefined {
  const [, name] = /^\/admin\/functions\/([\w-]+)$/.exec(pathname) ?? [];
  if (request.method !== 'POST' || name === undefined) return undefined;
  const timer = functions().find((fn) => fn.name === name && fn.trigger.kind === 'timer');
  if (!timer) return 404;
  if (!request.headers['content-type']?.startsWith('application/json')) return 415;
  const json = JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false });
  // a failure is logged already
  void run(timer, { trigger: { json } }, 'asked for').catch(() => {});
  return 202;
}
