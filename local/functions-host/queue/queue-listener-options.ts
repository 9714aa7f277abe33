import type { QueueOptions } from '../config/read-host-config.ts';
import type { HostLog } from '../host/host-log.ts';
import type { Queue, ReceivedMessage } from '../storage/open-queues.ts';

export interface QueueListenerOptions {
  functionName: string;
  queue: Queue;
  /** undefined for a poison queue: there is no poison of poison */
  poison: Queue | undefined;
  queues: QueueOptions;
  leaseSeconds: number;
  log: HostLog;
  /** a functions process is there; false when the host stops */
  ready(): Promise<boolean>;
  /** rejects when the invocation failed */
  run(message: ReceivedMessage, text: string): Promise<unknown>;
}
