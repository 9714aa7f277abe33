import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { PollTimes } from '../../domain/mailboxes/plan-polls.ts';
import { put, read } from './mailbox-items.ts';
import type { Row } from './query.ts';

/** No mailbox has such an id. */
const partition = '$poll-times';
const type = 'poll-times';
const Asked = z.record(z.string().max(40), z.number().int());

/**
 * When each mailbox was given to a poll: one item for all, since the timer reads and writes all at
 * each of its rounds. One that can't be read counts as none: then every mailbox is polled once
 * more.
 */
export function pollTimesStore(container: Container) {
  return {
    async readPollTimes(): Promise<{ asked: PollTimes; version: string | null }> {
      const stored = await read(container, type, partition);
      return { asked: timesIn(stored), version: typeof stored?._etag === 'string' ? stored._etag : null };
    },

    /** Keeps the times if they are still as they were read; false: another process was faster. */
    async writePollTimes(asked: PollTimes, version: string | null): Promise<boolean> {
      // as a text: an object would be indexed by each of its keys, which makes its writes dear
      const value = { asked: JSON.stringify(Object.fromEntries(asked)) };
      return (await put(container, partition, type, value, version === null ? null : { _etag: version })) !== null;
    },
  };
}

function timesIn(row: Row | null): PollTimes {
  try {
    return new Map(Object.entries(Asked.parse(JSON.parse(String(row?.asked ?? '{}')))));
  } catch {
    return new Map();
  }
}
