import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { parseItem } from './parse-item.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

const AppAccessItem = z.object({ firstCheckedAt: z.iso.datetime() });

/**
 * When the access of the app itself to a mailbox was first checked (container `mailboxes`, item
 * `app-access`): kept at the first call.
 */
export const firstCheckOf =
  (container: Container) =>
  async (mailboxId: string, now: Date): Promise<Date> => {
    const item = { id: 'app-access', type: 'app-access', mailboxId, schemaVersion: 1, firstCheckedAt: now.toISOString() };
    if ((await statusOf(container.items.create(item))) === 201) return now;
    const { resource } = await container.item('app-access', mailboxId).read<Row>();
    return new Date(parseItem(AppAccessItem, 'app-access', mailboxId, resource)?.firstCheckedAt ?? now);
  };
