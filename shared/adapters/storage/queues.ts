import type { QueueServiceClient } from '@azure/storage-queue';

/** Puts items into a storage queue as the Functions host expects them: JSON in Base64, one message each, kept until they are worked on. */
export const queueWriter = (service: QueueServiceClient, name: string) => {
  const queue = service.getQueueClient(name);
  return async (items: object[]): Promise<void> => {
    for (const item of items) {
      await queue.sendMessage(Buffer.from(JSON.stringify(item)).toString('base64'), { messageTimeToLive: -1 });
    }
  };
};
