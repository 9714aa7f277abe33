import { join } from 'node:path';
import type { CloudFile } from '../../local/cloud/cloud-file.ts';

/** What a person wants to know once everything runs: where things are, and what to try. */
export function toAddressTable(cloud: CloudFile, state: string): string {
  const { app, smtp, imap, ews, cosmos, blob, queue, graph, entra, keyVault, acs } = cloud;
  const rows: [string, string][] = [
    ['Tickets', `${app.url}/api/tickets`],
    ['Mails, and why', `${app.url}/api/mail`],
    ['The API', `${app.url}/api/openapi.json`],
    [
      'Mail in',
      `SMTP ${smtp.host}:${smtp.port}, for support@contoso.example (queue Support), helpdesk@contoso.example (Helpdesk) and ${ews.user} (Exchange)`,
    ],
    ['Mail out', join(state, 'outbox')],
    ['IMAP', `${imap.host}:${imap.port}, with TLS ${imap.tlsPort}, user ${imap.user} (password in ${join(state, 'cloud.json')})`],
    ['Exchange', `${ews.url}, user ${ews.user} (password in ${join(state, 'cloud.json')})`],
    ['Cosmos DB', cosmos.endpoint],
    ['Blobs', blob.endpoint],
    ['Queues', queue.endpoint],
    ['Graph', graph.url],
    ['Entra', entra.url],
    ['Key Vault', keyVault.url],
    ['Communication', acs.url],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`).join('\n');
  return `\npsa-email runs. Ctrl-C stops it; "npm start -- --fresh" forgets what it stored.\n\n${table}\n\nSend it a mail, in another terminal: npm run send\n`;
}
