import type { z } from 'zod';
import { parseQueueItem } from '../../shared/domain/queue-items.ts';

/**
 * The item of a poison queue, or null when it can't be read: that is logged and the item dropped, for a poison queue has none of its own and it
 * would come back for ever.
 */
export function poisonItem<T>(schema: z.ZodType<T>, item: unknown, log: { error(text: string): void }): T | null {
  try {
    return parseQueueItem(schema, item);
  } catch (error) {
    const text = typeof item === 'string' ? item : (JSON.stringify(item) ?? 'nothing');
    log.error(
      `An item of a poison queue can't be read and was dropped. ${error instanceof Error ? error.message : ''} It was: ${text.slice(0, 2000)}`,
    );
    return null;
  }
}
