import { CosmosClient } from '@azure/cosmos';
import { contactStore } from '../../shared/adapters/cosmos/contacts.ts';
import type { SettingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { Contact } from '../../shared/domain/contacts/contact.ts';
import { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { TicketQueue } from '../../shared/domain/settings/ticket-queue.ts';
import { makeDatabase } from '../../tools/start/make-database.ts';

const author = 'npm start';
const technicians = ['technician@contoso.example'];
const receivingServer = 'mx.contoso.example';
const fabrikam = { id: 'fabrikam', name: 'Fabrikam' };

/**
 * A store as `npm start` sets it up, for tests that run no app which could: its two mailboxes of
 * Microsoft 365 and IMAP, with ids that are short here.
 */
export async function seedCosmos({
  cosmos,
  imap,
}: {
  cosmos: { endpoint: string; key: string; database: string };
  imap: { host: string; port: number; user: string; secretName: string };
}): Promise<void> {
  await makeDatabase(cosmos);
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key, connectionPolicy: { enableEndpointDiscovery: false } });
  const database = client.database(cosmos.database);
  const store = <T extends object>(kind: SettingKind<T>) => settingsStore(kind, database.container(kind.container), () => new Date());
  const queues = store(settingKinds.queue);
  await queues.create(TicketQueue.parse({ queueId: 'support', name: 'Support', prefix: 'SUP' }), author);
  await queues.create(TicketQueue.parse({ queueId: 'helpdesk', name: 'Helpdesk', prefix: 'HLP' }), author);
  await store(settingKinds.policy).create(Policy.parse({ technicians }), author);
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
  const mailboxes = store(settingKinds.mailbox);
  await mailboxes.create(support, author);
  await mailboxes.create(helpdesk, author);
  const alice = Contact.parse({
    ...{ type: 'contact', address: 'alice@fabrikam.example', name: 'Alice Ames', client: fabrikam },
    createdAt: new Date().toISOString(),
  });
  const contacts = contactStore(
    database.container('contacts'),
    async () => null,
    () => new Date(),
    console.error,
  );
  await contacts.addContact(alice);
  await store(settingKinds.clientDomain).create({ type: 'client-domain', domain: 'fabrikam.example', client: fabrikam }, author);
}
