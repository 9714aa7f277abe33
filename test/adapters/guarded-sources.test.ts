import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../local/cloud/certificates.ts';
import { findEwsUrl } from '../../shared/adapters/ews/autodiscover.ts';
import { ewsSource } from '../../shared/adapters/ews/ews-source.ts';
import type { ImapDeps } from '../../shared/adapters/imap/imap-connection.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { dialer } from '../../shared/adapters/net/dialer.ts';
import { type EwsMailbox, ImapMailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { exchangePassword, type LocalExchange, startLocalExchange } from '../local/support/local-exchange.ts';
import { anAnsweringServer } from '../support/an-answering-server.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { ewsMailbox } from '../support/ews-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

const user = 'helpdesk@contoso.example';
const password = 'correct horse battery staple';
const closed = dialer([]);
const limits = { mailBytes: 100_000, setAside: null };

async function outcomeOf(source: MailSource): Promise<string> {
  try {
    for await (const _ of source.newMails(null, limits));
    return 'read';
  } catch (error) {
    if (error instanceof MailSourceError) return error.failure;
    throw error;
  } finally {
    await source.close();
  }
}

/** A certificate that has nothing to do with any server here. */
async function aStranger(): Promise<string> {
  return (await generate([{ name: 'commonName', value: 'another authority' }])).cert;
}

describe.runIf(isDovecotInstalled())('an IMAP mailbox', () => {
  let folder: string;
  let dovecot: Dovecot;
  let ca: string;
  let own: string;
  let stranger: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    const certificates = await makeCertificates(folder);
    [ca, own, stranger] = [certificates.ca, certificates.cert, await aStranger()];
    dovecot = await startDovecot({ ...certificates, users: { [user]: password }, plain: true });
  });
  afterAll(async () => {
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const read = (more: Partial<ImapMailbox>, deps: Partial<ImapDeps> = {}) =>
    outcomeOf(
      imapSource(imapMailbox(dovecot.imapsPort, more), async () => ({ password }), { mailBytes: 100_000, dialer: loopbackDialer, ...deps }),
    );

  test.each(['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])(
    'at %s is not connected to where that is not allowed',
    async (host) => {
      expect(await read({ host, caCertificate: ca }, { dialer: closed })).toBe('address-refused');
    },
  );

  test('whose server has a private authority is read when that is pinned, and with no other', async () => {
    for (const tls of ['implicit', 'starttls'] as const) {
      const port = tls === 'implicit' ? dovecot.imapsPort : dovecot.imapPort;
      const outcomes = [];
      for (const caCertificate of [ca, own, stranger, null]) outcomes.push(await read({ port, tls, caCertificate }));
      expect(outcomes).toEqual(['read', 'read', 'certificate', 'certificate']);
    }
  });

  test('without TLS is read only where the installation allows that', async () => {
    expect(await read({ port: dovecot.imapPort, tls: 'none' })).toBe('protocol');
    expect(await read({ port: dovecot.imapPort, tls: 'none' }, { allowPlain: true })).toBe('read');
  });

  test('takes certificates alone as an authority', () => {
    const parsed = (caCertificate: unknown) => ImapMailbox.safeParse({ ...imapMailbox(993), caCertificate }).success;
    expect([ca, `${ca}\n${own}`, null].map(parsed)).toEqual([true, true, true]);
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    for (const wrong of ['', 'text', `${ca} and text`, ca.replace(/A/g, 'B'), key, Array(6).fill(ca).join('\n'), 7])
      expect(parsed(wrong), String(wrong).slice(0, 40)).toBe(false);
  });
});

describe('an Exchange mailbox', () => {
  let local: LocalExchange;
  beforeAll(async () => {
    local = await startLocalExchange();
  });
  afterAll(() => local?.end());
  const read = (more: Partial<EwsMailbox>, dial = loopbackDialer) =>
    outcomeOf(
      ewsSource(
        ewsMailbox(local.exchange.ewsUrl, { user: 'exchange@contoso.example', ...more }),
        async () => ({ password: exchangePassword }),
        {
          ...{ mailBytes: 100_000, dialer: dial, findUrl: () => Promise.reject(new Error('it has an address')), timeoutMs: 3000 },
        },
      ),
    );

  test('is not connected to where its address is not allowed', async () => {
    const { port } = new URL(local.exchange.ewsUrl);
    const pinned = { caCertificate: local.certificates.ca };
    expect(await read(pinned, closed)).toBe('address-refused');
    for (const host of ['2130706433', '[::ffff:7f00:1]', '0.0.0.0', '169.254.169.254'])
      expect(await read({ ...pinned, url: `https://${host}:${port}/EWS/Exchange.asmx` }, closed)).toBe('address-refused');
  });

  test('whose server has a private authority is read when that is pinned, and with no other', async () => {
    const outcomes = [];
    for (const caCertificate of [local.certificates.ca, await aStranger(), null]) outcomes.push(await read({ caCertificate }));
    expect(outcomes).toEqual(['read', 'certificate', 'certificate']);
  });

  test('is not looked for where Autodiscover leads inside the network', async () => {
    const server = await anAnsweringServer(local.certificates, (response) =>
      response.writeHead(302, { location: 'https://inside.localhost/autodiscover/autodiscover.xml' }).end(),
    );
    const asked: string[] = [];
    const dial = dialer([{ bytes: Uint8Array.of(127, 0, 0, 0), bits: 8, anyPort: true }], async (name) => {
      asked.push(name);
      return [{ address: name === 'localhost' ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    });
    const found = findEwsUrl({
      ...{ address: 'helpdesk@localhost', user: 'helpdesk@localhost', passwordBy: 'basic', login: async () => ({ password }) },
      ...{ timeoutMs: 3000, dialer: dial, certificateAuthority: local.certificates.ca, originsOf: () => [server.url] },
    });
    await expect(found).rejects.toMatchObject({ failure: 'address-refused' });
    expect(asked).toContain('inside.localhost');
    await server.stop();
  });
});
