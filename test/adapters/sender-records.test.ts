import { afterEach, expect, it } from 'vitest';
import { senderRecords } from '../../shared/adapters/dns/sender-records.ts';
import { startDnsServer, type TxtRecords } from '../support/dns-server.ts';

let server: Awaited<ReturnType<typeof startDnsServer>> | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});
const now = new Date('2026-03-01T12:00:00Z');
async function recordsOf(domain: string, records: TxtRecords) {
  server = await startDnsServer(records);
  return senderRecords([server.address], () => now)(domain);
}

const key = `v=DKIM1; k=rsa; p=${'M'.repeat(390)}`;
const first = 'selector1-azurecomm-prod-net._domainkey';
const second = 'selector2-azurecomm-prod-net._domainkey';

it.each<[string, string, TxtRecords, [string, string, string]]>([
  [
    'all there, among other texts',
    'contoso.example',
    {
      'contoso.example': ['google-site-verification=x', 'v=spf1 include:spf.protection.outlook.com -all'],
      [`${first}.contoso.example`]: [key],
      '_dmarc.contoso.example': ['v=DMARC1; p=reject'],
    },
    ['found', 'found', 'found'],
  ],
  [
    'DMARC of the domain above, the second key',
    'mail.contoso.example',
    { 'mail.contoso.example': ['v=spf1 -all'], [`${second}.mail.contoso.example`]: [key], '_dmarc.contoso.example': ['v=DMARC1;p=none'] },
    ['found', 'found', 'found'],
  ],
  ['none at all', 'contoso.example', {}, ['missing', 'missing', 'missing']],
  [
    'texts that only look like them, and a key that was withdrawn',
    'contoso.example',
    {
      'contoso.example': ['v=spf10 nonsense', 'see v=spf1'],
      [`${first}.contoso.example`]: ['v=DKIM1; p='],
      '_dmarc.contoso.example': ['v=DMARC12'],
    },
    ['missing', 'missing', 'missing'],
  ],
  [
    'a name server that fails: not known',
    'contoso.example',
    { 'contoso.example': null, [`${first}.contoso.example`]: null, [`${second}.contoso.example`]: [key], '_dmarc.contoso.example': null },
    ['unknown', 'found', 'unknown'],
  ],
])('what the DNS says of a sender: %s', async (_, domain, records, [spf, dkim, dmarc]) => {
  expect(await recordsOf(domain, records)).toEqual({ domain, checkedAt: now.toISOString(), spf, dkim, dmarc });
});

it('the topmost domain is not asked', async () => {
  await recordsOf('mail.contoso.example', {});
  expect(server?.asked).not.toContain('_dmarc.example');
});

it('nobody answers: not known', async () => {
  expect(await senderRecords(['127.0.0.1:9'], () => now)('contoso.example')).toMatchObject({
    spf: 'unknown',
    dkim: 'unknown',
    dmarc: 'unknown',
  });
});
