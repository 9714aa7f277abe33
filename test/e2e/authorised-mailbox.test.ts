import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { StartedAuthorisation } from '../../shared/api/authorisation.ts';
import { browse } from '../local/support/browser.ts';
import { trust } from '../local/support/trust.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';
import { toldSecrets } from '../support/told-secrets.ts';

/**
 * A mailbox of Microsoft 365 that its owner lets the app into: mail comes in, the authorisation is
 * revoked, and given again. At the end all that was stored is searched for the tokens.
 */

const owner = 'support@contoso.example';
const Health = z.object({ lastError: z.string().nullable() });
let world: TestCloud;
let container: ReturnType<ReturnType<typeof openDatabase>['container']>;
const log: string[] = [];

beforeAll(async () => {
  world = await aCloud({}, { warn: (line) => void log.push(line) });
  const { cosmos, caFile } = world.cloud.file;
  trust(readFileSync(caFile, 'utf8'));
  container = openDatabase(cosmos.endpoint, cosmos.database, { key: cosmos.key }, { withinPartitions: false }).container('mailboxes');
}, 120_000);
afterAll(() => world?.stop());

const callback = () => `${world.app.url}/api/authorization/callback`;
const start = async () => {
  const answer = await fetch(`${world.app.url}/api/mailboxes/support/authorization`, { method: 'POST' });
  expect(answer.status).toBe(200);
  return StartedAuthorisation.parse(await answer.json());
};
/** As the admin's browser does it; the page at the end. */
const authorise = async () => {
  const { arrived } = await browse((await start()).url, callback());
  return fetch(arrived ?? '', { headers: { accept: 'text/html' } });
};
const problem = async () => Health.parse((await container.item('health', 'support').read()).resource).lastError;
async function taken(subject: string) {
  const messageId = `<${subject.replaceAll(' ', '-')}@fabrikam.example>`;
  return world.taken(aMail({ subject, messageId }), messageId);
}

describe('a mailbox is let in by its owner', () => {
  test('and its mail becomes tickets', async () => {
    const page = await authorise();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('The mailbox support@contoso.example is authorised');
    expect(await taken('by its owner')).toMatchObject({ outcome: 'ticket' });
  });

  test('revoked, it says so; authorised again, it goes on where it stopped', async () => {
    // a token that was just given is not renewed again at once
    await new Promise((passed) => setTimeout(passed, 10_000));
    world.cloud.entra.revokeUser(owner, { accessTokens: 'end' });
    const messageId = '<meanwhile@fabrikam.example>';
    await world.send(aMail({ subject: 'meanwhile', messageId }));
    // the mailbox is looked at now, and not after its quarter of an hour
    world.cloud.graph.lifecycle('missed');
    await world.until('that the authorisation is missed', async () =>
      (await problem())?.startsWith('needs-authorisation: The authorisation is not valid'),
    );
    expect((await authorise()).status).toBe(200);
    expect(await world.traces(messageId)).toMatchObject([{ outcome: 'ticket' }]);
    expect(await world.until('health', async () => (await problem()) === null)).toBe(true);
  });
});

test('a callback never breaks: the page says what is wrong', async () => {
  for (const query of [
    '',
    '?state=x&code=y',
    '?error=access_denied',
    `?state=${'x'.repeat(4000)}`,
    '?state=support.x&state=y',
    '?tenant=%00&admin_consent=True',
  ]) {
    const answer = await fetch(`${callback()}${query}`);
    expect([query, [200, 400].includes(answer.status)]).toEqual([query, true]);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  }
  expect((await fetch(callback(), { headers: { 'x-local-user': 'technician' } })).status).toBe(403);
  expect((await fetch(callback(), { headers: { 'x-local-user': 'none' } })).status).toBe(401);
});

test('no token is anywhere but in Key Vault and at the login service', () => {
  const secrets = toldSecrets(world.state);
  expect(secrets.versionsOf('oauth-support')).toBeGreaterThan(2);
  const { all, told } = secrets.files();
  expect(all.join()).toMatch(/cosmos.*azurite|azurite.*cosmos/);
  expect(told).toEqual([]);
  expect(log.filter(secrets.isTold)).toEqual([]);
});
