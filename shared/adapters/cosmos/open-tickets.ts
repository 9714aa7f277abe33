import type { Container } from '@azure/cosmos';

/** By what field a ticket names an item of settings, by the kind of it. */
const fields: Record<string, string> = { queues: 'c.queueId', clients: 'c.client.id', mailboxes: 'c.mailboxId' };

/** How many tickets are not done and name an item of the settings, such as those of a queue. */
export async function openTickets(container: Container, kind: string, id: string): Promise<number> {
  const field = fields[kind];
  if (field === undefined) return 0;
  const query = `SELECT VALUE COUNT(1) FROM c WHERE c.type = 'ticket' AND ${field} = @id AND c.status IN ('new', 'open', 'pending')`;
  const { resources } = await container.items.query<number>({ query, parameters: [{ name: '@id', value: id }] }).fetchAll();
  return resources.reduce((sum, count) => sum + count, 0);
}
