import { CosmosClient } from '@azure/cosmos';
import type { SeededParts } from '../../local/cloud/cloud-app.ts';
import { contactStore } from '../../shared/adapters/cosmos/contacts.ts';
import { containers } from '../../shared/adapters/cosmos/containers.ts';
import type { SettingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { EwsMailbox, Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';

/**
 * Who may open a ticket for a client by forwarding their mail, and the receiving mail system whose
 * verdict on the sender that takes (RFC 8601).
 */
const technicians = ['technician@contoso.example'];
const receivingServer = 'mx.contoso.example';

const author = 'npm start';
const fabrikam = { id: 'fabrikam', name: 'Fabrikam' };

/**
 * Makes the database, its containers, and what an admin would have set up: connected mailboxes,
 * their queues, a client with a contact. All mail is taken, also what came before the first visit:
 * it was sent here to be looked at. Seeding again leaves what is there as it is, but for the
 * ports of the servers of IMAP and EWS, which may be others after a restart. Without `ews` there is
 * no mailbox on Exchange.
 */
export async function seed({ cosmos, imap, ews }: Pick<SeededParts, 'cosmos' | 'imap'> & { ews?: SeededParts['ews'] }): Promise<void> {
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key, connectionPolicy: { enableEndpointDiscovery: false } });
  const { database } = await client.databases.createIfNotExists({ id: cosmos.database });
  for (const container of containers) await database.containers.createIfNotExists(container);
  const store = <T extends object>(kind: SettingKind<T>) => settingsStore(kind, database.container(kind.container), () => new Date());
  const queues = store(settingKinds.queue);
  await queues.create({ queueId: 'support', name: 'Support', prefix: 'SUP' }, author);
  await queues.create({ queueId: 'helpdesk', name: 'Helpdesk', prefix: 'HLP' }, author);
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
  await mailboxes.remove('helpdesk', null);
  await mailboxes.create(helpdesk, author);
  if (ews) {
    await queues.create({ queueId: 'exchange', name: 'Exchange', prefix: 'EXC' }, author);
    await mailboxes.remove('exchange', null);
    await mailboxes.create(onExchange(ews), author);
  }
  const alice = { type: 'contact', address: 'alice@fabrikam.example', name: 'Alice Ames', client: fabrikam, deliverability: null } as const;
  const contacts = contactStore(
    database.container('contacts'),
    async () => null,
    () => new Date(),
    console.error,
  );
  await contacts.addContact({ ...alice, createdAt: new Date().toISOString() });
  await store(settingKinds.clientDomain).create({ type: 'client-domain', domain: 'fabrikam.example', client: fabrikam }, author);
}

const onExchange = ({ url, user, secretName }: SeededParts['ews']): EwsMailbox =>
  EwsMailbox.parse({
    mailboxId: 'exchange',
    kind: 'ews',
    address: user,
    queueId: 'exchange',
    plusAddressing: true,
    trustedServers: [receivingServer],
    since: null,
    url,
    user,
    login: { method: 'password', secretName },
  });
