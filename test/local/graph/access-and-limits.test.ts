import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realLimits } from '../../../local/graph/mailbox-route.ts';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';
import { appIdentity } from '../support/local-tenant.ts';

let local: LocalGraph;
const messages = `/users/${support}/messages`;
beforeAll(async () => {
  local = await startLocalGraph();
});
afterAll(() => local.end());

const deliver = async (raw: Uint8Array) => (await local.graph.deliver(support, raw)).id;
const path = (id: string) => `${messages}/${encodeURIComponent(id)}`;

describe('who may come in', () => {
  it('nobody without a token for Graph', async () => {
    await expect(graphClient(local.graph.url, 'rubbish').api(messages).get()).rejects.toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationToken',
    });
    const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = local.tenant.entra.identityEnvironment;
    const query = `api-version=2019-08-01&resource=https://vault.azure.net&client_id=${appIdentity.clientId}`;
    const answer = await fetch(`${IDENTITY_ENDPOINT}?${query}`, { headers: { 'x-identity-header': IDENTITY_HEADER } });
    const body: unknown = await answer.json();
    const token = typeof body === 'object' && body !== null && 'access_token' in body ? String(body.access_token) : '';
    await expect(graphClient(local.graph.url, token).api(messages).get()).rejects.toMatchObject({ statusCode: 401 });
  });

  it('and there is no mailbox for a user that does not exist', async () => {
    await expect(local.client.api('/users/nobody@contoso.example/messages').get()).rejects.toMatchObject({
      statusCode: 404,
      code: 'ErrorInvalidUser',
    });
  });
});

describe('disturbances', () => {
  it('429 with Retry-After is survived by the official client', async () => {
    const id = await deliver(aRawMail());
    local.graph.faults.add({ operation: 'GET /v1.0/users/{user}/messages/{message}', status: 429, retryAfter: 1 });
    const before = local.graph.stats().byStatus[429] ?? 0;
    expect(await local.client.api(path(id)).select('id').get()).toMatchObject({ id });
    expect(local.graph.stats().byStatus[429]).toBe(before + 1);
  });

  it('can be asked for over HTTP by another process', async () => {
    await fetch(`${local.graph.url}/admin/faults`, {
      method: 'POST',
      body: JSON.stringify({ status: 503, operation: 'GET /v1.0/subscriptions' }),
    });
    const answer = await fetch(`${local.graph.url}/v1.0/subscriptions`, { headers: { authorization: `Bearer ${local.token}` } });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'ServiceUnavailable' } });
    const wrong = await fetch(`${local.graph.url}/admin/faults`, { method: 'POST', body: JSON.stringify({ status: 200 }) });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('status')]);
  });

  it("Outlook's limit of requests in ten minutes for one app and mailbox can be switched on", async () => {
    const limited = await startGraph({
      port: 0,
      folder: `${local.tenant.folder}/limited`,
      tls: local.tenant.certificates,
      verifyToken: local.tenant.entra.verifyToken,
      onSend: async () => {},
      limits: { ...realLimits, per10Minutes: 6 },
    });
    limited.addMailbox(support);
    const get = () => fetch(`${limited.url}/v1.0${messages}`, { headers: { authorization: `Bearer ${local.token}` } });
    for (let count = 0; count < 6; count += 1) expect((await get()).status).toBe(200);
    const refused = await get();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.stop();
  });
});
