import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { VerifyToken } from '../entra/verify-token.ts';
import type { Simulation } from '../simulator/dispatch.ts';
import { Refusal } from '../simulator/refusal.ts';
import { type Served, serve, type Tls } from '../simulator/serve.ts';
import { openSecretStore } from './secret-store.ts';
import { vaultErrorBody } from './vault-error.ts';
import { vaultRoutes } from './vault-routes.ts';

export type KeyVaultOptions = {
  /** 0 takes a free one */
  port: number;
  /** where `key-vault.sqlite` (0600) is kept */
  folder: string;
  tls: Tls;
  verifyToken: VerifyToken;
  /** `https://localhost:P/{tenantId}`, named to clients that come without a token */
  authority: string;
  /** milliseconds */
  now?: () => number;
};

const resource = 'https://vault.azure.net';
const codes: Record<number, string> = { 404: 'NotFound', 413: 'RequestEntityTooLarge', 429: 'Throttled', 503: 'ServiceUnavailable' };

/**
 * Starts a vault for secrets as @azure/keyvault-secrets speaks to it: challenge, versions, soft
 * delete with purge protection. The SDK needs `disableChallengeResourceVerification`, because
 * localhost is no subdomain of vault.azure.net. Rejects with the listen error.
 */
export async function startKeyVault({ port, folder, tls, verifyToken, authority, now = Date.now }: KeyVaultOptions): Promise<Served> {
  const store = openSecretStore(join(folder, 'key-vault.sqlite'), now);
  const check = verifyToken(resource);
  const challenge = { 'www-authenticate': `Bearer authorization="${authority}", resource="${resource}"` };
  const simulate = (url: string): Simulation<undefined> => ({
    routes: vaultRoutes(url, store),
    async authorize(request) {
      const verdict = await check(request.headers.authorization);
      if (verdict.ok) return;
      const message =
        verdict.reason === 'missing'
          ? 'AKV10000: Request is missing a Bearer or PoP token.'
          : `AKV10022: Invalid token: ${verdict.reason}.`;
      throw new Refusal(401, vaultErrorBody('Unauthorized', message), challenge);
    },
    errorBody: (status, message) => vaultErrorBody(codes[status] ?? 'InternalServerError', message),
    headers: () => ({ 'x-ms-keyvault-service-version': '1.9.0', 'x-ms-request-id': randomUUID(), 'cache-control': 'no-cache' }),
  });
  const served = await serve({ port, tls }, simulate);
  return {
    ...served,
    async stop() {
      await served.stop();
      store.close();
    },
  };
}
