import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { expect, it } from 'vitest';
import { startAzurite } from './azurite.ts';

it('gives a blob and a queue service that the official clients speak to, and is gone after stop', async () => {
  const azurite = await startAzurite();
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('things');
  await container.create();
  await container.getBlockBlobClient('a').upload('hello', 5);
  expect((await container.getBlobClient('a').downloadToBuffer()).toString()).toBe('hello');
  const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work');
  await queue.create();
  await queue.sendMessage('one');
  expect((await queue.receiveMessages()).receivedMessageItems[0]?.messageText).toBe('one');
  await azurite.stop();
  await expect(fetch(azurite.queueUrl)).rejects.toThrow();
});
