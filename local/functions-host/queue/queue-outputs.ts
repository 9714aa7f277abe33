import type { RpcTypedData } from '../channel/rpc-types.ts';
import type { HostFunction } from '../host/plan-function.ts';
import type { OpenQueue } from '../storage/open-queues.ts';

export type WriteQueueOutputs = (fn: HostFunction, outputs: readonly { name: string; data: RpcTypedData }[]) => Promise<void>;

/**
 * Writes the values that a function gave to its queue output bindings, in order: a string as it is,
 * an object as JSON, an array as one message per element. `written` is told the queue after each
 * value. Rejects when a message could not be sent; what was sent before stays, as in the real host.
 */
export function createQueueOutputs(
  openQueue: OpenQueue,
  written: (connectionString: string, queueName: string) => void,
): WriteQueueOutputs {
  return async (fn, outputs) => {
    for (const { name, data } of outputs) {
      const address = fn.queueOutputs.get(name);
      // the value of a function without `return` binding: nobody asked for it
      if (address === undefined) continue;
      const queue = openQueue(address);
      for (const message of toMessages(data)) await queue.send(message);
      written(address.connectionString, address.queueName);
    }
  };
}

/** Objects are indented, as the real host writes them: what fits into 64 KiB here fits there. */
function toMessages(data: RpcTypedData): (string | Buffer)[] {
  if (data.base64 !== undefined) return [Buffer.from(data.base64, 'base64')];
  if (data.string !== undefined) return [data.string];
  if (data.json === undefined) return [String(data.int ?? data.double ?? '')];
  const value: unknown = JSON.parse(data.json);
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  return elements
    .filter((element) => element !== null)
    .map((element) => (typeof element === 'string' ? element : JSON.stringify(element, null, 2)));
}
