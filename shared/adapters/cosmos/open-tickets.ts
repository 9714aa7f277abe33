import type { Container } from '@azure/cosmos';

/** By what field a ticket names an item of settings, by the kind of it. */
const fields: Record<string, string> = {
  queues: 'c.queueId',
  clients: 'c.client.id',
  technicians: 'c.assignee',
  mailboxes: 'c.mailboxId',
};

/**
 * How many tickets are not done and name an item of the settings, such as those of a queue. `name`:
 * what they have of it, its id or a technician's address.
 */
export async function openTickets(container: Container, kind: string, name: string): Promise<number> {
  const field = fields[kind];
  if (field === undefined) return 0;
  const query = `SELECT VALUE COUNT(1) FROM c WHERE c.type = 'ticket' AND ${field} = @name AND c.status IN ('new', 'open', 'pending')`;
  const { resources } = await container.items.query<number>({ query, parameters: [{ name: '@name', value: name }] }).fetchAll();
  return resources.reduce((sum, count) => sum + count, 0);
}
