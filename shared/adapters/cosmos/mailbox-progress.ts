import type { Container } from '@azure/cosmos';
import type { z } from 'zod';
import { parseItem } from './parse-item.ts';
import type { Row } from './query.ts';

/** What is kept, and the version of it. */
export type Progress<T> = { value: T; etag: string };

/**
 * How far a piece of work on a mailbox has come: an item `type` in the mailbox's partition, which
 * is written only as it was read, so that two workers can't both go on.
 */
export const mailboxProgress = <T extends object>(container: Container, type: string, schema: z.ZodType<T>) => ({
  /** Null: there is none. Throws BrokenSettingError when it can't be read. */
  async read(mailboxId: string): Promise<Progress<T> | null> {
    const { resource } = await container.item(type, mailboxId).read<Row>();
    const value = parseItem(schema, type, mailboxId, resource);
    return value && { value, etag: String(resource?._etag) };
  },

  /** Its new version; null: it is no longer as it was read (`etag` null: there was none). */
  async write(mailboxId: string, value: T, etag: string | null): Promise<string | null> {
    const item = { ...value, id: type, type, mailboxId, schemaVersion: 1 };
    try {
      const { resource } =
        etag === null
          ? await container.items.create<Row>(item)
          : await container.item(type, mailboxId).replace<Row>(item, { accessCondition: { type: 'IfMatch', condition: etag } });
      return resource ? String(resource._etag) : null;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 404 || code === 409 || code === 412) return null;
      throw error;
    }
  },
});
