import type { SeededParts } from '../../local/cloud/cloud-app.ts';
import { settingsClient } from './settings-client.ts';

/**
 * Who may open a ticket for a client by forwarding their mail, and the receiving mail system whose
 * verdict on the sender that takes (RFC 8601).
 */
const technician = { address: 'technician@contoso.example', name: 'Terry Technician' };
const receivingServer = 'mx.contoso.example';

/**
 * Sets the running app up as an admin would, by its API: connected mailboxes, their queues, a
 * client with a contact, a technician. All mail is taken, also what came before the first visit: it
 * was sent here to be looked at. Seeding again leaves what is there as it is, but for where the
 * servers of IMAP and EWS are, which may be elsewhere after a restart.
 */
export async function seed({ app, imap, ews }: SeededParts): Promise<void> {
  const { ensure, ensureAt } = settingsClient(app.url);
  const [support, helpdesk, exchange] = [
    await ensure('queues', 'prefix', { name: 'Support', prefix: 'SUP' }),
    await ensure('queues', 'prefix', { name: 'Helpdesk', prefix: 'HLP' }),
    await ensure('queues', 'prefix', { name: 'Exchange', prefix: 'EXC' }),
  ];
  await ensure('technicians', 'address', technician);
  const client = await ensure('clients', 'name', { name: 'Fabrikam', domains: ['fabrikam.example'] });
  await ensure('contacts', 'address', { address: 'alice@fabrikam.example', name: 'Alice Ames', clientId: client });
  const common = { addressing: 'plus', trustedServers: [receivingServer], since: null };
  await ensure('mailboxes', 'address', {
    ...common,
    provider: 'graph',
    address: 'support@contoso.example',
    queueId: support,
    // Exchange Online's own stamp as well, as in every mailbox of Microsoft 365
    trustedServers: [receivingServer, ''],
  });
  const { host, port, user, password } = imap;
  const onImap = { ...common, provider: 'imap', address: user, queueId: helpdesk, user, password };
  await ensureAt('mailboxes', 'address', onImap, { host, port });
  const onExchange = { ...common, provider: 'ews', address: ews.user, queueId: exchange, user: ews.user, password: ews.password };
  await ensureAt('mailboxes', 'address', onExchange, { url: ews.url });
}
