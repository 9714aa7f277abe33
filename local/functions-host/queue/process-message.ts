import type { ReceivedMessage } from '../storage/open-queues.ts';
import type { QueueListenerOptions } from './queue-listener-options.ts';

/**
 * One message from its receipt to its end: runs the function under a lease that is renewed at half
 * time, then deletes the message. After a failure it is visible again after `visibilityTimeout`, or
 * goes to the poison queue when it was the last try. Without a poison queue a failed message stays
 * hidden until its lease runs out, so that it cannot spin. Never rejects: what cannot be settled
 * comes back by itself when the lease runs out.
 * https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/QueueProcessor.cs
 */
export async function processMessage(received: ReceivedMessage, options: QueueListenerOptions): Promise<void> {
  const { queue, poison, queues, log, functionName } = options;
  const most = queues.maxDequeueCount;
  try {
    const text = queue.decode(received.raw);
    if (text === undefined) {
      log.host(
        'warning',
        `${functionName}: message ${received.id} in ${queue.name} is not base64 (see extensions.queues.messageEncoding in host.json)`,
      );
      if (poison !== undefined) await moveToPoison(received);
      return;
    }
    // received too often without coming to an end: its host or process died each time
    if (poison !== undefined && received.dequeueCount > most) return await moveToPoison(received);
    const lease = keepLease(received, options);
    const isDone = await options.run(received, text).then(
      () => true,
      () => false,
    );
    const message = await lease.release();
    if (isDone) await deleteMessage(message);
    else if (poison !== undefined && message.dequeueCount >= most) await moveToPoison(message);
    else if (poison !== undefined) await queue.hide(message, Math.round(queues.visibilityTimeout / 1000));
  } catch (error) {
    log.host(
      'error',
      `${functionName}: message ${received.id} in ${queue.name} could not be settled: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async function moveToPoison(message: ReceivedMessage): Promise<void> {
    if (poison === undefined) return;
    log.host('warning', `${functionName}: message ${message.id} was tried ${message.dequeueCount} times and goes to ${poison.name}`);
    await poison.sendRaw(message.raw);
    await deleteMessage(message);
  }

  async function deleteMessage(message: ReceivedMessage): Promise<void> {
    if (await queue.delete(message)) return;
    log.host('warning', `${functionName}: message ${message.id} was no longer ours when it was done; it may run again`);
  }
}

/** Renews the lease until it is released; then gives the message with its newest pop receipt. */
function keepLease(received: ReceivedMessage, { queue, leaseSeconds, log, functionName }: QueueListenerOptions) {
  let message = received;
  let renewal: Promise<void> = Promise.resolve();
  const timer = setInterval(
    () => {
      renewal = renew().catch((error) =>
        log.host('error', `${functionName}: the lease of message ${received.id} was not renewed: ${String(error)}`),
      );
    },
    (leaseSeconds * 1000) / 2,
  );

  return {
    async release(): Promise<ReceivedMessage> {
      clearInterval(timer);
      await renewal;
      return message;
    },
  };

  async function renew(): Promise<void> {
    const popReceipt = await queue.hide(message, leaseSeconds);
    if (popReceipt === undefined) clearInterval(timer);
    else message = { ...message, popReceipt };
  }
}
