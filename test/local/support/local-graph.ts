import { ClientSecretCredential } from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';
import type { GraphOutgoing } from '../../../local/graph/send-mail.ts';
import { type Graph, type GraphOptions, startGraph } from '../../../local/graph/start-graph.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from './local-tenant.ts';

export const support = 'support@contoso.example';
export type LocalGraph = { tenant: LocalTenant; graph: Graph; client: Client; token: string; sent: GraphOutgoing[]; end(): Promise<void> };

/** Graph with the mailbox support@contoso.example, and the official client signed in as the app. */
export async function startLocalGraph(options: Partial<GraphOptions> = {}): Promise<LocalGraph> {
  const tenant = await startLocalTenant();
  const sent: GraphOutgoing[] = [];
  const graph = await startGraph({
    port: 0,
    folder: tenant.folder,
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    onSend: async (mail) => void sent.push(mail),
    ...options,
  });
  graph.addMailbox(support);
  const credential = new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', {
    authorityHost: tenant.entra.url,
    disableInstanceDiscovery: true,
  });
  const { token } = await credential.getToken('https://graph.microsoft.com/.default');
  return {
    tenant,
    graph,
    token,
    sent,
    client: graphClient(graph.url, token),
    async end() {
      await graph.stop();
      await tenant.end();
    },
  };
}

/** The official client, pointed at the simulator as the app points it. */
export function graphClient(url: string, token: string): Client {
  return Client.init({
    baseUrl: url,
    defaultVersion: 'v1.0',
    customHosts: new Set(['localhost']),
    authProvider: (done) => done(null, token),
  });
}
