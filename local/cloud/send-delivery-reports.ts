import type { QueueClient } from '@azure/storage-queue';

/** As long as Event Grid's own. */
const LIFE_SECONDS = 7 * 24 * 3600;

/**
 * What Event Grid does with delivery reports in Azure: puts each, as base64 JSON, into the queue
 * delivery-reports. Until then they wait.
 */
export function sendDeliveryReports(): { send(event: object): Promise<void>; open(connectionString: string): Promise<void> } {
  const queue = Promise.withResolvers<QueueClient>();
  return {
    async send(event) {
      const text = Buffer.from(JSON.stringify(event)).toString('base64');
      await (await queue.promise).sendMessage(text, { messageTimeToLive: LIFE_SECONDS });
    },
    async open(connectionString) {
      const { QueueServiceClient } = await import('@azure/storage-queue');
      queue.resolve(QueueServiceClient.fromConnectionString(connectionString).getQueueClient('delivery-reports'));
    },
  };
}
