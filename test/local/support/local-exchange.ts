import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../../../local/cloud/certificates.ts';
import { type Exchange, type ExchangeUser, startExchange } from '../../../local/exchange/start-exchange.ts';

export type LocalExchange = { exchange: Exchange; certificates: Certificates; end(): Promise<void> };

export const exchangePassword = 'lokal-pass+word/1&<';

/** The simulator of Exchange with the mailbox exchange@contoso.example, in a folder of its own. */
export async function startLocalExchange(more: ExchangeUser[] = []): Promise<LocalExchange> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  const certificates = await makeCertificates(folder);
  const users = [{ address: 'exchange@contoso.example', password: exchangePassword }, ...more];
  const exchange = await startExchange({ port: 0, folder, tls: { key: certificates.key, cert: certificates.cert }, users });
  exchange.addMailbox('exchange@contoso.example');
  return {
    exchange,
    certificates,
    async end() {
      await exchange.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
