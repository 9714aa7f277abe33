import { join } from 'node:path';
import { type Acs, startAcs } from '../acs/start-acs.ts';
import { type Entra, startEntra } from '../entra/start-entra.ts';
import { type Exchange, startExchange } from '../exchange/start-exchange.ts';
import { type Graph, startGraph } from '../graph/start-graph.ts';
import { startKeyVault } from '../key-vault/start-key-vault.ts';
import { type MailServers, startMailServers } from '../mail/start-mail-servers.ts';
import type { Served } from '../simulator/serve.ts';
import type { Certificates } from './certificates.ts';
import { DOMAIN, EXCHANGE, EXCHANGE_SECRET, HELPDESK, HELPDESK_SECRET, IDENTITY, MAIL_APP_ID, SUPPORT, TENANT_ID } from './local-tenant.ts';
import { mailboxPassword } from './mailbox-password.ts';
import type { Ports } from './remember-ports.ts';
import type { Started } from './remember-started.ts';

export interface Simulators {
  entra: Entra;
  keyVault: Served;
  graph: Graph;
  acs: Acs;
  exchange: Exchange;
  mail: MailServers;
  /** The helpdesk mailbox's. */
  imapPassword: string;
  /** That of the mailbox on Exchange. */
  exchangePassword: string;
}

export interface SimulatorOptions {
  state: string;
  /** Where browsers are sent back to after a sign-in. */
  appUrl: string;
  certificates: Certificates;
  ports: Ports;
  /** Gets what Event Grid would put into the queue delivery-reports. */
  onDeliveryReport(event: object): Promise<void>;
}

/**
 * Starts, in this process, what speaks to the app over HTTPS, IMAP and SMTP. What was started is in
 * `started`, also when this rejects.
 */
export async function startSimulators(options: SimulatorOptions, started: Started): Promise<Simulators> {
  const { state, certificates, ports } = options;
  const tls = { key: certificates.key, cert: certificates.cert };
  const folder = (name: string) => join(state, name);

  const entra = await startEntra({
    port: await ports.choose('entra'),
    folder: folder('entra'),
    tls,
    tenantId: TENANT_ID,
    domains: [DOMAIN],
    apps: [
      {
        clientId: MAIL_APP_ID,
        federatedSubjects: [IDENTITY.principalId],
        redirectUris: [`${options.appUrl}/api/authorization/callback`],
      },
    ],
    managedIdentities: [IDENTITY],
  });
  started.add('Entra', entra.stop);
  const { verifyToken } = entra;

  const imapPassword = mailboxPassword(folder('key-vault'), HELPDESK_SECRET);
  const exchangePassword = mailboxPassword(folder('key-vault'), EXCHANGE_SECRET);
  const authority = `${entra.url}/${TENANT_ID}`;
  const keyVault = await startKeyVault({ port: await ports.choose('key-vault'), folder: folder('key-vault'), tls, verifyToken, authority });
  started.add('Key Vault', keyVault.stop);

  const mail = await startMailServers({
    state,
    imapUser: HELPDESK,
    imapPassword,
    imapPort: await ports.choose('imap', 1143),
    imapTlsPort: await ports.choose('imap-tls', 1993),
    tls,
  });
  started.add('the mail world', mail.stop);

  const graph = await startGraph({
    port: await ports.choose('graph'),
    folder: folder('graph'),
    tls,
    verifyToken,
    onSend: ({ id, raw, from, to }) => mail.send({ operationId: `graph ${id}`, raw: Buffer.from(raw), from, recipients: to }),
  });
  started.add('Graph', graph.stop);
  graph.addMailbox(SUPPORT);
  mail.addMailbox(SUPPORT, (raw) => graph.deliver(SUPPORT, raw));

  const exchange = await startExchange({
    port: await ports.choose('ews'),
    folder: folder('exchange'),
    tls,
    users: [{ address: EXCHANGE, password: exchangePassword }],
  });
  started.add('Exchange', exchange.stop);
  exchange.addMailbox(EXCHANGE);
  mail.addMailbox(EXCHANGE, (raw) => exchange.deliver(EXCHANGE, raw));

  const acs = await startAcs({
    port: await ports.choose('acs'),
    folder: folder('acs'),
    tls,
    verifyToken,
    senders: [{ address: SUPPORT, displayName: 'Contoso Support' }],
    onSend: ({ operationId, raw, from, to }) =>
      mail.send({ operationId: `acs ${operationId}`, raw: Buffer.from(raw), from, recipients: to }),
    onDeliveryReport: options.onDeliveryReport,
    onEngagement: options.onDeliveryReport,
  });
  started.add('Communication Services', acs.stop);
  return { entra, keyVault, graph, exchange, acs, mail, imapPassword, exchangePassword };
}
