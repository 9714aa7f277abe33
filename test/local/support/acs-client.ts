import { EmailClient, type EmailClientOptions } from '@azure/communication-email';
import { ClientSecretCredential } from '@azure/identity';
import { type LocalTenant, mailApp, tenantId } from './local-tenant.ts';

/** The official client, signed in as the tenant's app. */
export function acsClient(
  tenant: LocalTenant,
  url: string,
  retryOptions: EmailClientOptions['retryOptions'] = { maxRetries: 0 },
): EmailClient {
  const credential = new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', {
    authorityHost: tenant.entra.url,
    disableInstanceDiscovery: true,
  });
  return new EmailClient(url, credential, { retryOptions });
}
