import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { StartedAuthorisation } from '../../shared/api/authorisation.ts';
import { browse } from '../local/support/browser.ts';
import { trust } from '../local/support/trust.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * A mailbox of Microsoft 365 that its owner lets the app into: mail comes in, the authorisation is
 * revoked, and given again. At the end all that was stored is searched for the tokens.
 */

const owner = 'support@contoso.example';
const Health = z.object({ lastError: z.string().nullable() });
let world: TestCloud;
let id: string;
let container: ReturnType<ReturnType<typeof openDatabase>['container']>;
const log: string[] = [];

beforeAll(async () => {
  world = await aCloud({}, { warn: (line) => void log.push(line) });
  const { cosmos, caFile } = world.cloud.file;
  trust(readFileSync(caFile, 'utf8'));
  const { items } = await world.get('/api/mailboxes', z.object({ items: z.array(z.object({ id: z.string(), address: z.string() })) }));
  id = items.find(({ address }) => address === owner)?.id ?? '';
  container = openDatabase(cosmos.endpoint, cosmos.database, { key: cosmos.key }, { withinPartitions: false }).container('mailboxes');
}, 120_000);
afterAll(() => world?.stop());

const callback = () => `${world.app.url}/api/authorization/callback`;
const start = async () => {
  const answer = await fetch(`${world.app.url}/api/mailboxes/${id}/authorization`, { method: 'POST' });
  expect(answer.status).toBe(200);
  return StartedAuthorisation.parse(await answer.json());
};
/** As the admin's browser does it; the page at the end. */
const authorise = async () => {
  const { arrived } = await browse((await start()).url, callback());
  return fetch(arrived ?? '', { headers: { accept: 'text/html' } });
};
const problem = async () => Health.parse((await container.item('health', id).read()).resource).lastError;
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
  }, 120_000);
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
  const vault = new DatabaseSync(join(world.state, 'key-vault', 'key-vault.sqlite'), { readOnly: true });
  const refreshTokens = vault
    .prepare("SELECT value FROM versions WHERE name LIKE 'oauth-%'")
    .all()
    .map(({ value }) => String(value));
  vault.close();
  expect(refreshTokens.length).toBeGreaterThan(2);
  const isTold = (text: string) => accessToken.test(text) || refreshTokens.some((token) => text.includes(token));
  const files = filesIn(world.state).filter((file) => !/^(?:key-vault|entra|app)\//.test(relative(world.state, file)));
  expect(files.map((file) => relative(world.state, file)).join()).toMatch(/cosmos.*azurite|azurite.*cosmos/);
  expect(files.filter((file) => isTold(readFileSync(file, 'latin1')))).toEqual([]);
  expect(log.filter(isTold)).toEqual([]);
});

/** A JSON Web Token (RFC 7519): what access tokens and ID tokens are here. */
const accessToken = /eyJ[\w-]{20,}\.eyJ[\w-]{20,}/;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
