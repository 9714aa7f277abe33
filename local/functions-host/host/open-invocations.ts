import type { Readable } from 'node:stream';
import type { FromFunctions } from '../channel/messages.ts';
import type { HttpHead, RpcTypedData, TraceContext, TriggerData } from '../channel/rpc-types.ts';
import type { HostLog } from './host-log.ts';
import { InvocationError } from './invocation-error.ts';
import { openRemoteBody, type RemoteBody } from './response-body.ts';
import type { Worker } from './spawn-worker.ts';

/** One call of a function. `body` is that of an HTTP request. */
export interface Call {
  id: string;
  name: string;
  trigger: TriggerData;
  metadata?: Record<string, RpcTypedData>;
  trace: TraceContext;
  body?: Buffer;
}

export interface CallResult {
  outputs: { name: string; data: RpcTypedData }[];
  http: HttpHead | undefined;
  bodyLength: number;
  body: Buffer | Readable;
}

type Answer = Extract<FromFunctions, { kind: 'done' | 'failed' | 'piece' }>;

/**
 * The invocations that run in one functions process, and the response bodies that still lie there.
 * `overran`: one took longer than `timeoutMs`.
 */
export function openInvocations(worker: Worker, timeoutMs: number | null, log: HostLog, overran: () => void) {
  const running = new Map<string, { name: string; done: PromiseWithResolvers<CallResult>; timer: NodeJS.Timeout | undefined }>();
  const bodies = new Map<string, RemoteBody>();

  return {
    /**
     * Rejects with InvocationError when the function throws, overruns the limit, or the process
     * dies.
     */
    start({ body, ...call }: Call): Promise<CallResult> {
      const done = Promise.withResolvers<CallResult>();
      const timer = timeoutMs === null ? undefined : setTimeout(overrun, timeoutMs, call.id);
      running.set(call.id, { name: call.name, done, timer });
      worker.channel.send({ kind: 'invoke', ...call }, body);
      return done.promise;
    },

    received(answer: Answer, body: Buffer): void {
      if (answer.kind === 'piece') {
        bodies.get(answer.id)?.received(body);
        return;
      }
      const call = running.get(answer.id);
      if (call === undefined) return;
      running.delete(answer.id);
      clearTimeout(call.timer);
      if (answer.kind === 'failed') {
        call.done.reject(new InvocationError('threw', answer.error.message, answer.error.stack));
        return;
      }
      const { outputs, http, bodyLength } = answer;
      call.done.resolve({ outputs, http, bodyLength, body: body.length === bodyLength ? body : remoteBody(answer.id, bodyLength) });
    },

    failAll(reason: string): void {
      for (const call of running.values()) {
        clearTimeout(call.timer);
        call.done.reject(new InvocationError('process-died', reason));
      }
      running.clear();
      for (const body of bodies.values()) body.failed(new Error(reason));
      bodies.clear();
    },
  };

  /**
   * Nothing can stop a running function but the end of its process, and with it of everything else
   * that runs there.
   */
  function overrun(id: string): void {
    const call = running.get(id);
    if (call === undefined) return;
    running.delete(id);
    const message = `Timeout value of ${(timeoutMs ?? 0) / 1000} s (functionTimeout of host.json) was exceeded by function '${call.name}'`;
    log.host('error', `${message} (${id}). The functions process ${worker.pid} is ended.`);
    call.done.reject(new InvocationError('timeout', message));
    overran();
  }

  function remoteBody(id: string, length: number): Readable {
    const ask = () => worker.channel.send({ kind: 'more', id });
    const body = openRemoteBody(length, ask, () => worker.channel.send({ kind: 'drop', id }));
    bodies.set(id, body);
    body.readable.once('close', () => bodies.delete(id));
    return body.readable;
  }
}
