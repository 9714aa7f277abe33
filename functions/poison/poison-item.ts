import type { z } from 'zod';
import { parseQueueItem } from '../../shared/domain/queue-items.ts';

/**
 * The item of a poison queue, or null if it can't be read. Then it is logged and dropped: a poison
 * queue has no poison queue of its own, so the item would come back forever. Unknown fields are
 * ignored: a newer version may have queued the item before a rollback, and what its known fields
 * name must not be lost.
 */
export function poisonItem<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  item: unknown,
  log: { error(text: string): void },
): z.infer<z.ZodObject<Shape, z.core.$strip>> | null {
  try {
    return parseQueueItem(schema.strip(), item);
  } catch (error) {
    logDropped(item, error instanceof Error ? error.message : '', log);
    return null;
  }
}

/** Logs an item of a poison queue that is of no use, with the reason. */
export function logDropped(item: unknown, why: string, log: { error(text: string): void }): void {
  const text = typeof item === 'string' ? item : (JSON.stringify(item) ?? 'nothing');
  log.error(`An item of a poison queue can't be read and was dropped. ${why} It was: ${text.slice(0, 2000)}`);
}
