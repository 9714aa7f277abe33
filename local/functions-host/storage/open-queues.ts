import { QueueServiceClient, RestError } from '@azure/storage-queue';
import type { QueueOptions } from '../config/read-host-config.ts';
import type { QueueAddress } from '../host/plan-function.ts';

export interface ReceivedMessage {
  id: string;
  popReceipt: string;
  /** as it lies in the queue, encoded */
  raw: string;
  dequeueCount: number;
  insertedOn: Date;
  expiresOn: Date;
  nextVisibleOn: Date;
}

/** A storage queue as triggers and output bindings need it. */
export interface Queue {
  name: string;
  /** encodes by `messageEncoding`; makes the queue when it is missing */
  send(message: string | Buffer): Promise<void>;
  sendRaw(raw: string): Promise<void>;
  /** undefined: not encoded as `messageEncoding` says */
  decode(raw: string): string | undefined;
  receive(most: number, leaseSeconds: number): Promise<ReceivedMessage[]>;
  /**
   * hides the message for that long (0: visible at once); gives the new pop receipt, or undefined
   * when the message is no longer ours
   */
  hide(message: ReceivedMessage, seconds: number): Promise<string | undefined>;
  /** false when the message was no longer ours */
  delete(message: ReceivedMessage): Promise<boolean>;
  create(): Promise<void>;
}

/** Storage is near; who waits is an invocation, or a host that shall stop. */
export const STORAGE_OPTIONS = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000, tryTimeoutInMs: 30_000 } };

export type OpenQueue = (address: QueueAddress) => Queue;

/**
 * Queues by connection string and name; clients (and with them the kept-alive connections) are
 * shared.
 */
export function createOpenQueue(messageEncoding: QueueOptions['messageEncoding']): OpenQueue {
  const accounts = new Map<string, QueueServiceClient>();
  const queues = new Map<string, Queue>();
  return ({ connectionString, queueName }) => {
    const key = `${queueName} ${connectionString}`;
    const known = queues.get(key);
    if (known !== undefined) return known;
    const account = accounts.get(connectionString) ?? QueueServiceClient.fromConnectionString(connectionString, STORAGE_OPTIONS);
    accounts.set(connectionString, account);
    const queue = toQueue(account, queueName, messageEncoding);
    queues.set(key, queue);
    return queue;
  };
}

function toQueue(account: QueueServiceClient, name: string, messageEncoding: QueueOptions['messageEncoding']): Queue {
  const client = account.getQueueClient(name);
  const isEncoded = messageEncoding === 'base64';

  const queue: Queue = {
    name,
    send: (message) => queue.sendRaw(isEncoded ? Buffer.from(message).toString('base64') : message.toString()),
    async sendRaw(raw) {
      try {
        await client.sendMessage(raw);
      } catch (error) {
        if (!hasCode(error, 'QueueNotFound')) throw error;
        await queue.create();
        await client.sendMessage(raw);
      }
    },
    decode(raw) {
      if (!isEncoded) return raw;
      return /^[\w+/\s-]*={0,2}\s*$/.test(raw) ? Buffer.from(raw, 'base64').toString('utf8') : undefined;
    },
    async receive(most, leaseSeconds) {
      const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: most, visibilityTimeout: leaseSeconds });
      return receivedMessageItems.map((item) => ({
        id: item.messageId,
        popReceipt: item.popReceipt,
        raw: item.messageText,
        dequeueCount: item.dequeueCount,
        insertedOn: item.insertedOn,
        expiresOn: item.expiresOn,
        nextVisibleOn: item.nextVisibleOn,
      }));
    },
    async hide(message, seconds) {
      const updated = await unlessLost(client.updateMessage(message.id, message.popReceipt, undefined, seconds));
      return updated?.popReceipt;
    },
    async delete(message) {
      return (await unlessLost(client.deleteMessage(message.id, message.popReceipt))) !== undefined;
    },
    async create() {
      await client.createIfNotExists();
    },
  };
  return queue;
}

/** undefined when the message was deleted, or its lease ran out and somebody else has it now. */
async function unlessLost<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (hasCode(error, 'MessageNotFound') || hasCode(error, 'PopReceiptMismatch')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof RestError && error.code === code;
}
