import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

const Etag = z.object({ _etag: z.string() });

/** An item of a mailbox, as it is stored. */
export const item = (mailboxId: string, type: string, value: object) => ({ ...value, id: type, type, mailboxId, schemaVersion: 1 });

/** An item of a mailbox; null when there is none. */
export async function read(container: Container, type: string, mailboxId: string): Promise<Row | null> {
  const { resource } = await container.item(type, mailboxId).read<Row>();
  return resource ?? null;
}

/**
 * Creates or replaces an item, if it is still as it was read; as it is then, or null when it is
 * not.
 */
export async function put(container: Container, mailboxId: string, type: string, value: object, stored: Row | null): Promise<Row | null> {
  const wanted = item(mailboxId, type, value);
  try {
    const { resource } = stored
      ? await container.item(type, mailboxId).replace<Row>(wanted, ifSame(stored))
      : await container.items.create<Row>(wanted);
    return resource ?? null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 404 || code === 409 || code === 412) return null;
    throw error;
  }
}

/** Removes an item, if it is still as it was read; false when it is not. */
export const remove = async (container: Container, mailboxId: string, type: string, stored: Row): Promise<boolean> =>
  (await statusOf(container.item(type, mailboxId).delete(ifSame(stored)))) === 204;

const ifSame = (stored: Row) => ({ accessCondition: { type: 'IfMatch', condition: Etag.parse(stored)._etag } });
