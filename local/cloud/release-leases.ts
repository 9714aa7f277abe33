import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';

const Message = z.looseObject({ dequeueCount: z.number(), timeNextVisible: z.number() });
const Database = z.looseObject({ collections: z.array(z.looseObject({ name: z.string(), data: z.array(z.unknown()) })) });

/**
 * Makes the messages visible that were received and not finished: whoever held them has ended with
 * the cloud before, and without this they would wait for the rest of a lease of ten minutes.
 * Azurite must not run. Its file is left as it is when it is none of ours.
 */
export function releaseLeases(folder: string, now: number): void {
  const file = join(folder, '__azurite_db_queue__.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  const database = Database.safeParse(parse(text));
  if (!database.success) return;
  let released = 0;
  for (const collection of database.data.collections) {
    if (collection.name !== '$MESSAGES_COLLECTION$') continue;
    collection.data = collection.data.map((item) => {
      const message = Message.safeParse(item);
      if (!message.success || message.data.dequeueCount === 0 || message.data.timeNextVisible <= now) return item;
      released += 1;
      return { ...message.data, timeNextVisible: now };
    });
  }
  if (released > 0) writeInOneStep(file, JSON.stringify(database.data));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
