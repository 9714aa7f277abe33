import type { QueueServiceClient } from '@azure/storage-queue';

/** A message is hidden for 7 days at most (Azure Storage, Put Message, visibilitytimeout). */
const maxHiddenSeconds = 7 * 86_400;

/**
 * Puts items into a storage queue as the Functions host expects them: JSON in Base64, one message
 * each, kept until they are worked on. `afterMs`: they are delivered after that, at the earliest.
 */
export const queueWriter = (service: QueueServiceClient, name: string) => {
  const queue = service.getQueueClient(name);
  return async (items: object[], afterMs = 0): Promise<void> => {
    const visibilityTimeout = Math.min(Math.ceil(afterMs / 1000), maxHiddenSeconds);
    for (const item of items) {
      await queue.sendMessage(Buffer.from(JSON.stringify(item)).toString('base64'), { messageTimeToLive: -1, visibilityTimeout });
    }
  };
};

/**
 * How many messages are in each of these queues, hidden ones too (an estimate that is never below
 * what is there).
 */
export const queueDepths =
  (service: QueueServiceClient) =>
  (names: readonly string[]): Promise<{ name: string; messages: number }[]> =>
    Promise.all(
      names.map(async (name) => ({ name, messages: (await service.getQueueClient(name).getProperties()).approximateMessagesCount ?? 0 })),
    );
