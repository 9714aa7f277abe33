import { once } from 'node:events';
import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAutoconfig } from '../../shared/adapters/autoconfig/find-autoconfig.ts';
import { parseAutoconfig } from '../../shared/adapters/autoconfig/parse-autoconfig.ts';
import { mailRecords } from '../../shared/adapters/dns/mail-records.ts';
import { dialer } from '../../shared/adapters/net/dialer.ts';
import { guardedFetch } from '../../shared/adapters/net/guarded-fetch.ts';
import { parseAllowedNetworks } from '../../shared/adapters/net/network.ts';
import { findMailboxSettings } from '../../shared/workflows/find-mailbox-settings.ts';
import { aMailNameServer } from '../support/a-mail-name-server.ts';

/** How the mailbox of an address may be read, as its domain and its name servers say. */

const address = 'helpdesk@contoso.example';
const server = (fields: string) => `<incomingServer type="imap">${fields}</incomingServer>`;
const document = (...servers: string[]) =>
  `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="contoso.example">${servers.join('')}</emailProvider></clientConfig>`;
const good = '<hostname>imap.contoso.example</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>';

describe('name servers', () => {
  test('are asked for IMAP (RFC 6186), by priority, and for the mail exchangers', async () => {
    const names = await aMailNameServer({
      mx: {
        'contoso.example': [
          [20, 'Backup.Contoso.Example'],
          [10, 'aspmx.l.google.com'],
        ],
      },
      srv: {
        '_imaps._tcp.contoso.example': [
          [20, 1993, 'second.contoso.example'],
          [10, 993, 'first.contoso.example'],
        ],
        '_imap._tcp.contoso.example': [[0, 0, '']],
      },
    });
    const { mailExchangers, imapServers } = mailRecords([names.server]);
    expect(await mailExchangers('contoso.example')).toEqual(['aspmx.l.google.com', 'backup.contoso.example']);
    expect(await imapServers('contoso.example', address)).toEqual([
      { host: 'first.contoso.example', port: 993, security: 'tls', user: address },
      { host: 'second.contoso.example', port: 1993, security: 'tls', user: address },
    ]);
    await names.stop();
  });

  test('that know nothing, say nonsense, or say nothing at all, leave it at that', async () => {
    const odd = '_imaps._tcp.odd.example';
    const names = await aMailNameServer(
      {
        srv: {
          [odd]: [
            [0, 993, '127.0.0.1'],
            [0, 993, 'a b.example'],
            [0, 993, 'localhost'],
          ],
        },
      },
      ['silent.example'],
    );
    const { mailExchangers, imapServers } = mailRecords([names.server]);
    expect(await imapServers('unknown.example', address)).toEqual([]);
    expect(await imapServers('odd.example', address)).toEqual([]);
    expect(await mailExchangers('silent.example')).toEqual([]);
    await names.stop();
  });
});

describe('a document of autoconfiguration', () => {
  test.each([
    ['with TLS', good, [{ host: 'imap.contoso.example', port: 993, security: 'tls', user: address }]],
    [
      'with STARTTLS, and the name before the @',
      good.replace('993', '143').replace('SSL', 'STARTTLS').replace('%EMAILADDRESS%', '%EMAILLOCALPART%'),
      [{ host: 'imap.contoso.example', port: 143, security: 'starttls', user: 'helpdesk' }],
    ],
    ['without TLS is passed over', good.replace('SSL', 'plain'), []],
    [
      'with a placeholder that is not closed',
      good.replace('%EMAILADDRESS%', '%EMAILADDRESS'),
      [expect.objectContaining({ user: address })],
    ],
    ['with a placeholder that nobody knows', good.replace('%EMAILADDRESS%', '%REALNAME%'), [expect.objectContaining({ user: address })]],
    ['with a host that is an address', good.replace('imap.contoso.example', '[::1]'), []],
    ['with a port that is none', good.replace('993', '99999'), []],
  ])('%s', (_, fields, servers) => {
    expect(parseAutoconfig(document(server(fields)), address)).toEqual(servers);
  });

  test.each([
    ['a page', '<!doctype html><html><body>Not found</body></html>'],
    ['with a DOCTYPE', document(server(good)).replace('<clientConfig', '<!DOCTYPE x [<!ENTITY a "b">]><clientConfig')],
    ['cut off', document(server(good)).slice(0, 150)],
    ['empty', ''],
    ['for other protocols', document(server(good)).replace('type="imap"', 'type="pop3"')],
  ])('%s has no servers', (_, text) => {
    expect(parseAutoconfig(text, address)).toEqual([]);
  });

  test('names many servers: the first are enough', () => {
    expect(parseAutoconfig(document(...Array(50).fill(server(good))), address)).toHaveLength(10);
  });
});

describe('what a domain publishes', () => {
  const pages = new Map<string, { status: number; body: string; location?: string }>();
  const asked: string[] = [];
  let port = 0;
  let ca = '';
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    const names = ['contoso.example', 'autoconfig.contoso.example', 'internal.example'];
    const made = await generate([{ name: 'commonName', value: 'contoso.example' }], {
      extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }],
    });
    ca = made.cert;
    const https = createServer({ key: made.private, cert: made.cert }, ({ headers, url = '' }, answer) => {
      const place = `${headers.host?.split(':')[0]}${url}`;
      asked.push(place);
      const page = pages.get(place.split('?')[0] ?? '') ?? { status: 404, body: 'not here' };
      answer.writeHead(page.status, page.location ? { location: page.location } : {}).end(page.body);
    }).listen(0, '127.0.0.1');
    await once(https, 'listening');
    const listening = https.address();
    port = typeof listening === 'object' && listening ? listening.port : 0;
    stop = async () => void https.close();
  });
  afterAll(() => stop());

  /** Connects to the server above, whichever name is asked for; what is internal is refused. */
  const find = (limits = { timeoutMs: 2000, maxBytes: 10_000 }) => {
    const resolve = async (name: string) => [{ address: name === 'internal.example' ? '10.0.0.1' : '127.0.0.1', family: 4 }];
    const fetchDocument = guardedFetch(dialer(parseAllowedNetworks('127.0.0.0/8:*'), resolve), { ...limits, certificateAuthority: ca });
    asked.length = 0;
    return findAutoconfig((url, init) => fetchDocument(new URL(Object.assign(new URL(url), { port: String(port) })), init), address);
  };

  test('is looked for at its two places, over HTTPS', async () => {
    pages.clear();
    pages.set('contoso.example/.well-known/autoconfig/mail/config-v1.1.xml', { status: 200, body: document(server(good)) });
    expect(await find()).toMatchObject([{ host: 'imap.contoso.example' }]);
    expect(asked).toEqual([
      'autoconfig.contoso.example/mail/config-v1.1.xml?emailaddress=helpdesk%40contoso.example',
      'contoso.example/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=helpdesk%40contoso.example',
    ]);
  });

  test.each([
    ['is too large', { status: 200, body: document(server(good)) + ' '.repeat(20_000) }],
    ['leads into our network', { status: 302, body: '', location: 'https://internal.example/config' }],
    ['leads to another protocol', { status: 302, body: '', location: 'http://contoso.example/config' }],
    ['is a page', { status: 200, body: '<html></html>' }],
  ])('counts as nothing when it %s', async (_, page) => {
    pages.clear();
    pages.set('autoconfig.contoso.example/mail/config-v1.1.xml', page);
    expect(await find()).toEqual([]);
  });
});

test('an address that says itself where it is read: nobody is asked', async () => {
  const nobody = () => expect.fail('asked');
  const deps = { mailExchangers: nobody, imapServers: nobody, autoconfig: nobody };
  expect(await findMailboxSettings(deps, 'helpdesk@web.de')).toMatchObject([{ host: 'imap.web.de', source: 'preset' }]);
});
