import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';

/** The API of settings as a caller has it: over HTTP, through the host. */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 180_000);
afterAll(() => cloud?.stop());

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(new URL(path, cloud.app.url), { method, headers: { ...type, ...headers }, ...sent });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}
const made = async (kind: string, item: object) => {
  const answer = await ask('POST', `/api/${kind}`, item);
  expect(answer).toMatchObject({ status: 201 });
  return answer;
};

test('an item has its place and its version; a change that comes too late is told what is there now', async () => {
  const { headers } = await made('queues', { name: 'Sales', prefix: 'SAL' });
  expect(headers.get('location')).toBe('/api/queues/sales');
  const read = await ask('GET', '/api/queues/sales');
  expect(read.headers.get('etag')).toBe(headers.get('etag'));
  const ifMatch = { 'if-match': read.headers.get('etag') ?? '' };
  const changed = await ask('PUT', '/api/queues/sales', { ...read.body, name: 'Sales EMEA' }, ifMatch);
  expect(changed).toMatchObject({ status: 200, body: { id: 'sales', name: 'Sales EMEA' } });
  const late = await ask('PUT', '/api/queues/sales', { ...read.body, name: 'Sales APAC' }, ifMatch);
  expect(late).toMatchObject({ status: 412, body: { status: 412, current: { name: 'Sales EMEA' } } });
  // with the version that it came with the change can be made again
  expect(late.headers.get('etag')).toBe(changed.headers.get('etag'));
  expect(late.headers.get('content-type')).toBe('application/problem+json');
  expect(await ask('DELETE', '/api/queues/sales')).toMatchObject({ status: 428 });
  expect(await ask('DELETE', '/api/queues/sales', undefined, { 'if-match': '*' })).toMatchObject({ status: 200, body: { id: 'sales' } });
  expect(await ask('GET', '/api/queues/sales')).toMatchObject({ status: 404 });
});

test('technicians read what they need, admins change it, and nobody does anything without signing in', async () => {
  for (const [method, path, body] of [
    ['POST', '/api/queues', { name: 'X', prefix: 'XX' }],
    ['PUT', '/api/policy', {}],
    ['DELETE', '/api/contacts/alice@fabrikam.example', undefined],
    ['GET', '/api/settings/export', undefined],
    ['GET', '/api/settings/history', undefined],
    ['PUT', '/api/settings/import', { schema: 1, settings: {} }],
  ] as const) {
    expect(await ask(method, path, body, { 'x-local-user': 'technician', 'if-match': '*' }), `${method} ${path}`).toMatchObject({
      status: 403,
    });
    expect(await ask(method, path, body, { 'x-local-user': 'none', 'if-match': '*' }), `${method} ${path}`).toMatchObject({ status: 401 });
  }
  for (const path of ['queues', 'clients', 'contacts', 'technicians', 'block-list', 'policy'])
    expect(await ask('GET', `/api/${path}`, undefined, { 'x-local-user': 'technician' }), path).toMatchObject({ status: 200 });
});

test('a change counts at once in the instance that made it', async () => {
  await made('clients', { name: 'Tailspin', domains: ['tailspin.example'] });
  expect((await ask('GET', '/api/contacts/bob@tailspin.example')).body).toMatchObject({ client: { name: 'Tailspin' }, contact: null });
  // also of a contact that is set to the client, whatever it was called then
  await made('contacts', { address: 'tim@elsewhere.example', clientId: 'tailspin' });
  await ask('PUT', '/api/clients/tailspin', { name: 'Tailspin Toys', domains: [] }, { 'if-match': '*' });
  const { body } = await ask('GET', '/api/contacts/tim@elsewhere.example');
  expect(body).toMatchObject({ client: { id: 'tailspin', name: 'Tailspin Toys' }, contact: { client: { name: 'Tailspin Toys' } } });
});

test('a contact that can not be read is a problem that says what is wrong, in its answer and in that of clearing it', async () => {
  const { endpoint, key } = cloud.cloud.file.cosmos;
  const { openDatabase } = await import('../../shared/adapters/cosmos/open-database.ts');
  const contacts = openDatabase(endpoint, 'psa-email', { key }, { withinPartitions: false }).container('contacts');
  const address = 'torn@fabrikam.example';
  await contacts.items.create({ id: 'contact', key: 'addr:torn%40fabrikam.example', type: 'contact', address, name: 7 });
  for (const [method, path] of [
    ['GET', `/api/contacts/${address}`],
    ['POST', `/api/contacts/${address}/clear`],
  ] as const) {
    const answer = await ask(method, path);
    expect(answer, path).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/name: /) } });
  }
});

test('clearing a contact is kept in the history, as other changes are', async () => {
  const { endpoint, key } = cloud.cloud.file.cosmos;
  const { openDatabase } = await import('../../shared/adapters/cosmos/open-database.ts');
  const contacts = openDatabase(endpoint, 'psa-email', { key }, { withinPartitions: false }).container('contacts');
  await made('contacts', { address: 'full@fabrikam.example' });
  const deliverability = { state: 'complained', reason: { code: 'mailbox-paused' }, at: '2026-11-02T08:00:00.000Z' };
  await contacts.item('contact', 'addr:full%40fabrikam.example').patch([{ op: 'set', path: '/deliverability', value: deliverability }]);
  expect(await ask('POST', '/api/contacts/full@fabrikam.example/clear')).toMatchObject({ status: 200 });
  const { body } = await ask('GET', '/api/settings/history?kind=contacts&id=full@fabrikam.example');
  expect(body).toMatchObject({
    items: [
      {
        action: 'change',
        before: { address: 'full@fabrikam.example', deliverability: { state: 'complained' } },
        after: { deliverability: null, automaticMail: 'allowed again' },
      },
      { action: 'create' },
    ],
  });
  expect(await ask('POST', '/api/contacts/nobody@fabrikam.example/clear')).toMatchObject({ status: 404 });
});

test('a body in another encoding, or too long, is refused; an export may be longer than any other body', async () => {
  const queue = JSON.stringify({ name: 'Latin', prefix: 'LAT' });
  const latin = { 'content-type': 'application/json; charset=iso-8859-1' };
  expect(await ask('POST', '/api/queues', queue, latin)).toMatchObject({ status: 415 });
  expect(await ask('POST', '/api/block-list', '{"entry":"x.example"}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  const long = 'x'.repeat(100_000);
  expect(await ask('POST', '/api/queues', { name: long, prefix: 'LON' })).toMatchObject({ status: 413 });
  const name = 'x'.repeat(200);
  const contacts = Array.from({ length: 500 }, (_, n) => ({ id: `p${n}@many.example`, address: `p${n}@many.example`, name }));
  const report = await ask('PUT', '/api/settings/import?dryRun=true', { schema: 1, settings: { contacts } });
  expect(report).toMatchObject({ status: 200, body: { dryRun: true, counts: { create: 500, problems: 0 } } });
});

test('what there is not is a problem that says so, also under a method that a path does not take', async () => {
  expect(await ask('GET', '/api/queus')).toMatchObject({ status: 404, body: { title: 'Not found' } });
  expect(await ask('GET', '/api/queues/a/b/c')).toMatchObject({ status: 404, body: { status: 404 } });
  const patched = await ask('PATCH', '/api/queues', {});
  expect(patched).toMatchObject({ status: 405, body: { detail: 'This path takes GET, POST, not PATCH' } });
  expect(patched.headers.get('allow')).toBe('GET, POST');
});

test('the document of the API has each kind with its schemas', async () => {
  const { body } = await ask('GET', '/api/openapi.json');
  expect(body).toMatchObject({
    paths: {
      '/api/queues': { get: { operationId: 'api-queues-list' }, post: { operationId: 'api-queues-create' } },
      '/api/queues/{id}': { get: {}, put: { parameters: [{ name: 'id', in: 'path' }] }, delete: {} },
      '/api/policy': { get: { parameters: [] }, put: {} },
      '/api/contacts/{id}': { put: {}, delete: {} },
      '/api/settings/import': { put: { parameters: [{ name: 'dryRun', in: 'query' }] } },
    },
  });
});
