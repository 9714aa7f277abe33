import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { makeCertificates } from '../../local/cloud/certificates.ts';
import { MAIL_APP_ID } from '../../local/cloud/local-tenant.ts';
import { StartedAuthorisation } from '../../shared/api/authorisation.ts';
import { ApiConnectionTest } from '../../shared/api/connection-tests.ts';
import { ApiMailbox } from '../../shared/api/mailboxes.ts';
import { settingPage } from '../../shared/api/settings/setting-page.ts';
import { browse } from '../local/support/browser.ts';
import { trust } from '../local/support/trust.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { toldSecrets } from '../support/told-secrets.ts';

/**
 * From an empty installation to mailboxes of each kind, by nothing but the API and a consent in a
 * browser: what an admin does in their first hour. The steps are those of README, "The first
 * mailbox".
 */

/** As of somebody who typed their password into another field's place: it is a secret, too. */
const wrongPassword = 'Wr0ng-but-somebodys';
vi.setConfig({ testTimeout: 60_000 });

let cloud: TestCloud;
let dovecot: Dovecot | undefined;
const log: string[] = [];
beforeAll(async () => {
  cloud = await aCloud({}, { empty: true, warn: (line) => void log.push(line) });
  trust(readFileSync(cloud.cloud.file.caFile, 'utf8'));
}, 120_000);
afterAll(async () => {
  await dovecot?.stop();
  await cloud?.stop();
});

const Made = z.looseObject({ id: z.string() });
/** Makes a setting; its id. */
async function make(kind: string, item: object): Promise<string> {
  const { status, json } = await cloud.ask('POST', `/api/${kind}`, item);
  expect([status, json]).toEqual([201, expect.objectContaining({ id: expect.any(String) })]);
  return Made.parse(json).id;
}

/** Where the connection tests are. */
const tests: string[] = [];
/** Tests a connection to its end: the steps that failed, and what became of the round trip. */
async function tested(path: string, mailbox?: object) {
  const { status, location, json } = await cloud.ask('POST', path, mailbox);
  expect([status, json]).toEqual([202, expect.anything()]);
  tests.push(location);
  const { steps } = await cloud.until('the connection test', async () => {
    const now = await cloud.get(location, ApiConnectionTest);
    return now.done && now;
  });
  return {
    failed: steps.filter(({ result }) => result === 'failed'),
    roundTrip: steps.find(({ step }) => step === 'round-trip')?.result,
  };
}

/** The mailbox passes its test, a client's mail becomes a ticket of its queue, and is confirmed. */
async function works(id: string, address: string, prefix: string) {
  expect(await tested(`/api/mailboxes/${id}/test`)).toEqual({ failed: [], roundTrip: 'passed' });
  const messageId = `<first.${prefix}.${process.pid}@fabrikam.example>`;
  const trace = await cloud.taken(aMail({ messageId, to: address }), messageId, { to: address });
  expect(trace).toMatchObject({ outcome: 'ticket', ticketNumber: `${prefix}-1001`, mailbox: address });
  const confirmation = await cloud.until(`a confirmation from ${address}`, async () =>
    (await cloud.outbox()).find(({ header }) => header('In-Reply-To') === messageId),
  );
  expect(confirmation.header('Subject')).toContain(`${prefix}-1001`);
}

/** The owner of a mailbox lets the app in, in a browser. */
async function authorise(id: string, address: string) {
  const { url } = StartedAuthorisation.parse((await cloud.ask('POST', `/api/mailboxes/${id}/authorization`)).json);
  const { page } = await browse(url, 'about:nowhere');
  expect(page).toContain(`The mailbox ${address} is authorised`);
}

test('nothing is there at first, and that is said as an empty list', async () => {
  for (const kind of ['queues', 'mailboxes', 'clients', 'rules']) {
    expect((await cloud.ask('GET', `/api/${kind}`)).json).toMatchObject({ items: [] });
  }
});

test('a client is made, so that people who write are known', async () => {
  await make('clients', { name: 'Fabrikam', domains: ['fabrikam.example'] });
});

test('a mailbox of Microsoft 365, by consent in a browser', async () => {
  const address = 'support@contoso.example';
  const id = await make('mailboxes', { address, provider: 'graph', queueId: await make('queues', { name: 'Support', prefix: 'SUP' }) });
  await authorise(id, address);
  await works(id, address, 'SUP');
});

test('a shared mailbox of Microsoft 365, which the app itself may read', async () => {
  const { graph, mail } = cloud.cloud;
  const address = 'sales@contoso.example';
  graph.addMailbox(address);
  mail.addMailbox(address, (raw) => graph.deliver(address, raw));
  const id = await make('mailboxes', { address, provider: 'graph', queueId: await make('queues', { name: 'Sales', prefix: 'SAL' }) });
  await works(id, address, 'SAL');
});

test('IMAP, with server and password that were tried before they were saved', async () => {
  const { host, tlsPort: port, user, password } = cloud.cloud.file.imap;
  const address = 'helpdesk@contoso.example';
  const queueId = await make('queues', { name: 'Helpdesk', prefix: 'HLP' });
  const wanted = { address, provider: 'imap', queueId, host, port, security: 'tls', user };
  const wrong = await tested('/api/connection-tests', { ...wanted, password: wrongPassword });
  expect(wrong.failed).toMatchObject([{ step: 'sign-in', remedy: expect.stringContaining('password') }]);
  expect(await tested('/api/connection-tests', { ...wanted, password })).toMatchObject({ failed: [], roundTrip: 'skipped' });
  await works(await make('mailboxes', { ...wanted, password }), address, 'HLP');
});

test.runIf(isDovecotInstalled())('IMAP, by consent in a browser', async () => {
  const { entra, mail } = cloud.cloud;
  const address = 'events@contoso.example';
  const keys = entra.publicKeys().map((jwk) => {
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return [jwk.kid ?? '', pem.toString()];
  });
  const tokens = { azp: MAIL_APP_ID, keys: Object.fromEntries(keys) };
  dovecot = await startDovecot({ ...(await makeCertificates(join(cloud.state, 'certificates'))), users: { [address]: 'unused' }, tokens });
  const { host, imapsPort: port, deliver } = dovecot;
  mail.addMailbox(address, (raw) => deliver(address, raw));
  const queueId = await make('queues', { name: 'Events', prefix: 'EVT' });
  const login = { method: 'refresh-token', provider: 'microsoft', tenantId: null, account: null };
  const id = await make('mailboxes', { address, provider: 'imap', queueId, host, port, user: address, login });
  await authorise(id, address);
  await works(id, address, 'EVT');
});

test('a mailbox of an Exchange server on premises, by EWS', async () => {
  const { url, user, password } = cloud.cloud.file.ews;
  const address = 'exchange@contoso.example';
  const queueId = await make('queues', { name: 'Exchange', prefix: 'EXC' });
  await works(await make('mailboxes', { address, provider: 'ews', queueId, url, user, password }), address, 'EXC');
});

test('each of them is healthy, with nothing to be done', async () => {
  const { items } = await cloud.get('/api/mailboxes', settingPage(ApiMailbox));
  const imaps = Array(isDovecotInstalled() ? 2 : 1).fill('imap healthy null');
  const shown = items.map(({ provider, state, health }) => `${provider} ${state} ${health.problem}`);
  expect(shown.toSorted()).toEqual(['ews healthy null', 'graph healthy null', 'graph healthy null', ...imaps]);
});

test('no password and no token is in an answer, in the log or kept anywhere but in Key Vault', async () => {
  const secrets = toldSecrets(cloud.state, [wrongPassword]);
  const { items } = await cloud.get('/api/mailboxes', settingPage(ApiMailbox));
  const paths = ['mailboxes', 'settings/export', 'settings/history?limit=200', 'policy', 'queues', 'clients', 'mail', 'tickets', 'health'];
  for (const path of [...paths, ...items.map(({ id }) => `mailboxes/${id}`), ...tests]) {
    const answer = await fetch(new URL(path.startsWith('/') ? path : `/api/${path}`, cloud.app.url));
    expect([path, answer.status]).toEqual([path, 200]);
    expect([path, secrets.isTold(await answer.text())]).toEqual([path, false]);
  }
  expect(secrets.versionsOf('oauth-')).toBeGreaterThan(0);
  // what is in items and in messages of queues would be found
  expect(toldSecrets(cloud.state, ['"mailboxId"']).files().told.join()).toMatch(/azurite.*cosmos|cosmos.*azurite/);
  expect(secrets.files().told).toEqual([]);
  expect(log.filter(secrets.isTold)).toEqual([]);
});
