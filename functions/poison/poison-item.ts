import type { z } from 'zod';
import { parseQueueItem } from '../../shared/domain/queue-items.ts';

/**
 * The item of a poison queue, or null when it can't be read: that is logged and the item dropped,
 * for a poison queue has none of its own and it would come back for ever. A field that is not known
 * here is passed over: a newer version may have queued the item before it was taken back, and what
 * the other fields name must not be lost for that.
 */
export function poisonItem<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  item: unknown,
  log: { error(text: string): void },
): z.infer<z.ZodObject<Shape, z.core.$strip>> | null {
  try {
    return parseQueueItem(schema.strip(), item);
  } catch (error) {
    const text = typeof item === 'string' ? item : (JSON.stringify(item) ?? 'nothing');
    log.error(
      `An item of a poison queue can't be read and was dropped. ${error instanceof Error ? error.message : ''} It was: ${text.slice(0, 2000)}`,
    );
    return null;
  }
}
