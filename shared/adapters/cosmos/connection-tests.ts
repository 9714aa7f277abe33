import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { ConnectionTest } from '../../domain/mailboxes/connection-test.ts';
import { parseItem } from './parse-item.ts';
import { statusOf } from './status-of.ts';

/** Results are of use while somebody mends what they say. */
const keptSeconds = 86_400;
/** So many writers at once are none of ours. */
const maxConflicts = 8;

const type = 'connection-test';
const partitionOf = (testId: string) => `test-${testId}`;
const item = (test: ConnectionTest) => ({
  ...test,
  ...{ id: type, type, mailboxId: partitionOf(test.testId), schemaVersion: 1, ttl: keptSeconds },
});
const Etag = z.object({ _etag: z.string() });

/**
 * Connection tests, each in a partition of its own in the container `mailboxes`, kept for a day.
 */
export function connectionTestStore(container: Container) {
  const stored = async (testId: string) => (await container.item(type, partitionOf(testId)).read()).resource;
  const parse = (testId: string, read: unknown) => parseItem(ConnectionTest, type, testId, read);

  return {
    /** Null: there is none, or it is no longer kept. Throws BrokenSettingError. */
    readTest: async (testId: string): Promise<ConnectionTest | null> => parse(testId, await stored(testId)),

    async createTest(test: ConnectionTest): Promise<void> {
      await container.items.create(item(test));
    },

    /**
     * Changes a test as it is now, anew if somebody else was faster; `change` may be called several
     * times. Null: there is none, or `change` wants none (null).
     */
    async changeTest(testId: string, change: (test: ConnectionTest) => ConnectionTest | null): Promise<ConnectionTest | null> {
      for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
        const read = await stored(testId);
        const test = parse(testId, read);
        const next = test && change(test);
        if (!next) return null;
        const accessCondition = { type: 'IfMatch', condition: Etag.parse(read)._etag };
        const status = await statusOf(container.item(type, partitionOf(testId)).replace(item(next), { accessCondition }));
        if (status === 200) return next;
      }
      throw new Error(`Connection test ${testId} changed ${maxConflicts} times before it could be written`);
    },
  };
}

/** What reads and writes connection tests. */
export type ConnectionTestStore = ReturnType<typeof connectionTestStore>;
