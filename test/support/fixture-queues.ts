import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { startAzurite } from './azurite.ts';

/**
 * Storage of its own, and the queues of test/fixtures/functions-app in it, seen from outside of the
 * app.
 */
export interface FixtureQueues {
  /** connection string */
  storage: string;
  client(name: string): QueueClient;
  /** puts a message into `work`, encoded as the Functions host expects it */
  put(message: unknown): Promise<void>;
  /** messages in the queue, hidden ones too */
  count(name: string): Promise<number | undefined>;
  /** takes what is in the queue */
  take(name: string): Promise<string[]>;
  /** receives the next message and puts it back: that counts as a try */
  touch(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openFixtureQueues(): Promise<FixtureQueues> {
  const azurite = await startAzurite();
  const service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  const client = (name: string) => service.getQueueClient(name);
  return {
    storage: azurite.connectionString,
    client,
    async put(message) {
      await client('work').sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    },
    async count(name) {
      return (await client(name).getProperties()).approximateMessagesCount;
    },
    async take(name) {
      const { receivedMessageItems } = await client(name).receiveMessages({ numberOfMessages: 32, visibilityTimeout: 600 });
      return receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
    },
    async touch(name) {
      const [item] = (await client(name).receiveMessages({ visibilityTimeout: 60 })).receivedMessageItems;
      if (item !== undefined) await client(name).updateMessage(item.messageId, item.popReceipt, undefined, 0);
    },
    close: azurite.stop,
  };
}
