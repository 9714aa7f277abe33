import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';

export interface TimerStatus {
  /** undefined: it never ran */
  last: Date | undefined;
  next: Date;
  lastUpdated: Date;
}

/** .NET's smallest DateTime stands for "never". */
const NEVER = '0001-01-01T00:00:00+00:00';

const time = z.iso.datetime({ offset: true, local: true }).transform((text) => (text.startsWith('0001-') ? undefined : new Date(text)));
const stored = z.object({ Last: time, Next: time, LastUpdated: time });

export interface TimerStatusStore {
  read(): Promise<TimerStatus | undefined>;
  write(status: TimerStatus): Promise<void>;
}

/**
 * The status of one timer, where the real host keeps it: blob `timers/<host
 * id>/Host.Functions.<name>/status` in the container azure-webjobs-hosts.
 */
export function openTimerStatus(container: ContainerClient, hostId: string, functionName: string): TimerStatusStore {
  const blob = container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  return {
    async read() {
      if (!(await blob.exists())) return undefined;
      const read = stored.safeParse(parseJson((await blob.downloadToBuffer()).toString()));
      // unreadable: as if it had never run
      if (!read.success || read.data.Next === undefined) return undefined;
      const { Last, Next, LastUpdated } = read.data;
      return { last: Last, next: Next, lastUpdated: LastUpdated ?? Next };
    },
    async write(status) {
      const text = JSON.stringify(toScheduleStatus(status));
      await blob.upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'application/json' } });
    },
  };
}

/** As the function gets it, and as it is stored. */
export function toScheduleStatus({ last, next, lastUpdated }: TimerStatus) {
  return { Last: last?.toISOString() ?? NEVER, Next: next.toISOString(), LastUpdated: lastUpdated.toISOString() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
