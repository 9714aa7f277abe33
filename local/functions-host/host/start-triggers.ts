import { BlobServiceClient } from '@azure/storage-blob';
import type { HostConfig } from '../config/read-host-config.ts';
import type { AppSettings } from '../config/read-settings.ts';
import { toQueueMetadata } from '../queue/queue-metadata.ts';
import { type QueueListener, startQueueListener } from '../queue/start-queue-listener.ts';
import { findConnectionString } from '../storage/find-connection-string.ts';
import { type OpenQueue, STORAGE_OPTIONS } from '../storage/open-queues.ts';
import { type RunningTimer, startTimer } from '../timer/start-timer.ts';
import { openTimerStatus } from '../timer/timer-status.ts';
import type { HostLog } from './host-log.ts';
import type { HostFunction, QueueFunction, TimerFunction } from './plan-function.ts';
import type { RunFunction } from './run-function.ts';

const STATUS_CONTAINER = 'azure-webjobs-hosts';

export interface TriggerOptions {
  functions: readonly HostFunction[];
  config: HostConfig;
  settings: AppSettings;
  hostId: string;
  leaseSeconds: number;
  openQueue: OpenQueue;
  run: RunFunction;
  ready(): Promise<boolean>;
  log: HostLog;
}

export interface Triggers {
  /** a message was put into that queue */
  wake(connectionString: string, queueName: string): void;
  stop(): Promise<void>;
}

/** Starts the queue listeners and timers of all functions. Queues are made if they are missing. */
export async function startTriggers(options: TriggerOptions): Promise<Triggers> {
  const listeners = new Map<string, QueueListener>();
  const timers = new Map<string, RunningTimer>();
  const queueFunctions = options.functions.filter((fn): fn is QueueFunction => fn.trigger.kind === 'queue');
  const timerFunctions = options.functions.filter((fn): fn is TimerFunction => fn.trigger.kind === 'timer');

  await Promise.all(queueFunctions.map((fn) => makeQueue(fn, options)));
  for (const fn of queueFunctions) listeners.set(fn.name, startQueue(fn, options));
  if (timerFunctions.length > 0) {
    const connectionString = findConnectionString(undefined, options.settings);
    const container = BlobServiceClient.fromConnectionString(connectionString, STORAGE_OPTIONS).getContainerClient(STATUS_CONTAINER);
    await container
      .createIfNotExists()
      .catch((error) => options.log.host('warning', `The container ${STATUS_CONTAINER} was not made: ${String(error)}`));
    for (const fn of timerFunctions) {
      const status = openTimerStatus(container, options.hostId, fn.name);
      timers.set(fn.name, startTimer(fn, status, options.run, options.ready, options.log));
    }
  }

  return {
    wake(connectionString, queueName) {
      for (const { name, trigger } of queueFunctions) {
        if (trigger.queueName === queueName && trigger.connectionString === connectionString) listeners.get(name)?.wake();
      }
    },
    async stop() {
      await Promise.all([...listeners.values(), ...timers.values()].map((trigger) => trigger.stop()));
    },
  };
}

async function makeQueue(fn: QueueFunction, { openQueue, log }: TriggerOptions): Promise<void> {
  try {
    await openQueue(fn.trigger).create();
  } catch (error) {
    log.host(
      'error',
      `The queue ${fn.trigger.queueName} of ${fn.name} was not made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function startQueue(fn: QueueFunction, { config, leaseSeconds, openQueue, run, ready, log }: TriggerOptions): QueueListener {
  const { queueName, connectionString } = fn.trigger;
  const queue = openQueue(fn.trigger);
  const poison = queueName.endsWith('-poison') ? undefined : openQueue({ connectionString, queueName: `${queueName}-poison` });
  return startQueueListener({
    functionName: fn.name,
    queue,
    poison,
    queues: config.extensions.queues,
    leaseSeconds,
    log,
    ready,
    async run(message, text) {
      // received just when the functions process died: waiting costs the message nothing, a failure
      // one of its tries
      await ready();
      const metadata = toQueueMetadata({ ...message, text });
      await run(fn, { trigger: { string: text }, metadata }, `message ${message.id} of ${queueName}, try ${message.dequeueCount}`);
    },
  });
}
