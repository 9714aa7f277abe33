import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RpcTypedData, TraceContext, TriggerData } from '../channel/rpc-types.ts';
import type { WriteQueueOutputs } from '../queue/queue-outputs.ts';
import type { FunctionsProcess } from './functions-process.ts';
import type { HostLog } from './host-log.ts';
import { InvocationError } from './invocation-error.ts';
import type { CallResult } from './open-invocations.ts';
import type { HostFunction } from './plan-function.ts';

interface RunInput {
  trigger: TriggerData;
  metadata?: Record<string, RpcTypedData>;
  /** of the caller, W3C: the invocation becomes part of their trace */
  traceParent?: string | undefined;
  body?: Buffer;
}

export type RunFunction = (fn: HostFunction, input: RunInput, reason: string) => Promise<CallResult>;

/**
 * Runs a function, then writes its queue outputs; only when both have succeeded is the invocation a
 * success (the HTTP answer is sent, the message deleted). Rejects with InvocationError; the failure
 * is logged already.
 */
export function createRunFunction(functionsProcess: FunctionsProcess, writeOutputs: WriteQueueOutputs, log: HostLog): RunFunction {
  return async (fn, { traceParent, ...input }, reason) => {
    const id = randomUUID();
    log.run('information', fn.name, id, `Executing (${reason})`);
    const started = performance.now();
    const passed = () => `${Math.round(performance.now() - started)} ms`;
    try {
      const result = await functionsProcess.invoke({ ...input, id, name: fn.name, trace: toTraceContext(traceParent) });
      if (result.outputs.length > 0) await writeAll(fn, result);
      log.run('information', fn.name, id, `Executed (Succeeded, ${passed()})`);
      return result;
    } catch (error) {
      const text = error instanceof InvocationError ? (error.functionStack ?? error.message) : String(error);
      log.run('error', fn.name, id, `Executed (Failed, ${passed()}): ${text}`);
      throw error;
    }
  };

  async function writeAll(fn: HostFunction, result: CallResult): Promise<void> {
    try {
      await writeOutputs(fn, result.outputs);
    } catch (cause) {
      if (result.body instanceof Readable) result.body.destroy();
      const message = `An output binding was not written: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new InvocationError('output', message, undefined, { cause });
    }
  }
}

function toTraceContext(parent: string | undefined): TraceContext {
  const trace = /^00-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(parent ?? '')?.[1] ?? randomBytes(16).toString('hex');
  return { traceParent: `00-${trace}-${randomBytes(8).toString('hex')}-01`, traceState: '', attributes: {} };
}
