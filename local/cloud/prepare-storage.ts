import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';

export const CONTAINERS = ['raw-mail', 'attachments'];
export const QUEUES = ['inbound-mail', 'poll-mailbox', 'mailbox-jobs', 'outbound-mail', 'delivery-reports'];

/** Makes the containers and queues that the Bicep template makes in Azure; what is there stays. */
export async function prepareStorage(connectionString: string): Promise<void> {
  const blobs = BlobServiceClient.fromConnectionString(connectionString);
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  await Promise.all([
    ...CONTAINERS.map((name) => blobs.getContainerClient(name).createIfNotExists()),
    ...QUEUES.flatMap((name) => [name, `${name}-poison`]).map((name) => queues.getQueueClient(name).createIfNotExists()),
  ]);
}
