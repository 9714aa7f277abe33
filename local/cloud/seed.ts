import { CosmosClient } from '@azure/cosmos';
import { containers } from '../../shared/adapters/cosmos/containers.ts';
import { domainKey } from '../../shared/domain/contacts/contact.ts';
import { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { TicketQueue } from '../../shared/domain/settings/ticket-queue.ts';

/** Where the IMAP mailbox is reached, and the Cosmos endpoint that is seeded. */
export type SeedOptions = {
  cosmos: { endpoint: string; key: string; database: string };
  imap: { host: string; port: number; user: string; secretName: string };
};

/**
 * Who may open a ticket for a client by forwarding their mail, and the receiving mail system whose
 * verdict on the sender that takes (RFC 8601).
 */
const technicians = ['technician@contoso.example'];
const receivingServer = 'mx.contoso.example';

const fabrikam = { id: 'fabrikam', name: 'Fabrikam' };

/**
 * Makes the database, its containers, and what an admin would have set up: two connected mailboxes,
 * their queues, a client with a contact. All mail is taken, also what came before the first visit:
 * it was sent here to be looked at. Seeding again leaves what is there as it is, but for the IMAP
 * server's port, which may be another one after a restart.
 */
export async function seed({ cosmos, imap }: SeedOptions): Promise<void> {
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key, connectionPolicy: { enableEndpointDiscovery: false } });
  const { database } = await client.databases.createIfNotExists({ id: cosmos.database });
  for (const container of containers) await database.containers.createIfNotExists(container);
  const create = async (container: string, item: { id: string }) => {
    await database
      .container(container)
      .items.create({ schemaVersion: 1, ...item })
      .catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 409)) throw error;
      });
  };
  for (const queue of [
    { queueId: 'support', name: 'Support', prefix: 'SUP' },
    { queueId: 'helpdesk', name: 'Helpdesk', prefix: 'HLP' },
  ]) {
    await create('settings', { id: queue.queueId, ...{ kind: 'queue' }, ...TicketQueue.parse(queue) });
  }
  await create('settings', { id: 'policy', ...{ kind: 'policy' }, ...Policy.parse({ technicians }) });
  const support = Mailbox.parse({
    mailboxId: 'support',
    kind: 'graph',
    address: 'support@contoso.example',
    queueId: 'support',
    plusAddressing: true,
    // Exchange Online's own stamp as well, as in every mailbox of Microsoft 365
    trustedServers: [receivingServer, ''],
    since: null,
    user: 'support@contoso.example',
  });
  const helpdesk = Mailbox.parse({
    mailboxId: 'helpdesk',
    kind: 'imap',
    address: 'helpdesk@contoso.example',
    queueId: 'helpdesk',
    plusAddressing: true,
    trustedServers: [receivingServer],
    since: null,
    host: imap.host,
    port: imap.port,
    user: imap.user,
    login: { method: 'password', secretName: imap.secretName },
  });
  await create('mailboxes', { id: 'mailbox', ...{ type: 'mailbox' }, ...support });
  await database.container('mailboxes').items.upsert({ schemaVersion: 1, id: 'mailbox', type: 'mailbox', ...helpdesk });
  const createdAt = new Date().toISOString();
  const alice = {
    type: 'contact',
    address: 'alice@fabrikam.example',
    name: 'Alice Ames',
    client: fabrikam,
    deliverability: null,
    createdAt,
  };
  await create('contacts', { id: 'contact', ...{ key: 'addr:alice%40fabrikam.example' }, ...alice });
  const key = domainKey('fabrikam.example');
  await create('contacts', { id: key, ...{ key, type: 'client-domain', domain: 'fabrikam.example', client: fabrikam } });
}
