import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedMessage } from '../storage/open-queues.ts';
import { createPollDelay } from './poll-delay.ts';
import { processMessage } from './process-message.ts';
import type { QueueListenerOptions } from './queue-listener-options.ts';

export interface QueueListener {
  /** something was put into the queue: look at once */
  wake(): void;
  /**
   * receives nothing more; resolves when all running invocations are finished and their messages
   * settled
   */
  stop(): Promise<void>;
}

/**
 * A look that brought less than a batch is followed by the next after this at the earliest, so that
 * what comes in quick succession comes together: in Azure the way to the storage account takes that
 * long.
 */
const BETWEEN_LOOKS_MS = 20;

/**
 * Polls a queue as the real host does: up to `batchSize` messages at once, the next batch when no
 * more than `newBatchThreshold` are running, growing pauses while the queue is empty, none while it
 * is not.
 * https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src/Listeners/QueueListener.cs
 */
export function startQueueListener(options: QueueListenerOptions): QueueListener {
  const { queue, queues, log, functionName } = options;
  const delay = createPollDelay(queues.maxPollingInterval, Math.random);
  const running = new Set<Promise<void>>();
  let isStopping = false;
  /** set by wake(): an answer that was under way then does not count as "empty" */
  let isWoken = false;
  let endIdlePause = () => {};
  let endFullPause = () => {};
  const loop = poll();

  return {
    wake() {
      isWoken = true;
      endIdlePause();
    },
    async stop() {
      isStopping = true;
      endIdlePause();
      endFullPause();
      await loop;
      await Promise.all(running);
    },
  };

  async function poll(): Promise<void> {
    while (!isStopping && (await options.ready())) {
      if (running.size > queues.newBatchThreshold) {
        await new Promise<void>((resolve) => {
          endFullPause = resolve;
        });
        continue;
      }
      isWoken = false;
      const messages = await receive();
      if (messages.length > 0) delay.reset();
      for (const message of messages) start(message);
      if (messages.length === 0 && !isWoken && !isStopping) await idle(delay.next());
      else if (messages.length < queues.batchSize) await sleep(BETWEEN_LOOKS_MS);
    }
  }

  async function receive(): Promise<ReceivedMessage[]> {
    try {
      return await queue.receive(queues.batchSize, options.leaseSeconds);
    } catch (error) {
      if (!isStopping)
        log.host(
          'error',
          `${functionName}: receiving from ${queue.name} failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      // made anew when somebody has deleted it
      await queue.create().catch(() => {});
      return [];
    }
  }

  function start(message: ReceivedMessage): void {
    const done = processMessage(message, options).finally(() => {
      running.delete(done);
      if (running.size <= queues.newBatchThreshold) endFullPause();
    });
    running.add(done);
  }

  function idle(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endIdlePause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
