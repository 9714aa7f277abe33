import { CosmosClient } from '@azure/cosmos';
import { z } from 'zod';
import type { PreparedParts } from '../../local/cloud/cloud-app.ts';
import { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';

const Item = z.object({ mailboxId: z.string(), cursor: Cursor });

/**
 * Has Microsoft 365 mailboxes read anew whose delta link leads to another address than Graph's now
 * (its port was taken by another program at this start): the app sends its token to no other
 * address, so it would be stuck. What it read before it knows by its content.
 */
export async function forgetForeignCursors(cosmos: PreparedParts['cosmos'], graphUrl: string): Promise<void> {
  const { endpoint, key } = cosmos;
  const client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
  const mailboxes = client.database(cosmos.database).container('mailboxes');
  const { resources } = await mailboxes.items.query("SELECT c.mailboxId, c.cursor FROM c WHERE c.type = 'cursor'").fetchAll();
  for (const { mailboxId, cursor } of z.array(Item).parse(resources)) {
    if (cursor.kind === 'graph' && URL.parse(cursor.token)?.origin !== graphUrl) await mailboxes.item('cursor', mailboxId).delete();
  }
}
