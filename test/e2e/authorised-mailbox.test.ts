import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { StartedAuthorisation } from '../../shared/api/authorisation.ts';
import { ApiMailbox } from '../../shared/api/mailboxes.ts';
import { settingPage } from '../../shared/api/settings/setting-page.ts';
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
const clock = join(tmpdir(), `psa-clock-${process.pid}`);
const lateClock = new URL('../support/late-clock.ts', import.meta.url);
const admin = 'admin@elsewhere.example';
let world: TestCloud;
let id: string;
const log: string[] = [];

beforeAll(async () => {
  await writeFile(clock, '0');
  // no poll comes by itself
  const settings = { POLL_SCHEDULE: '0 0 0 1 1 *', LATE_CLOCK: clock, NODE_OPTIONS: `--import=${lateClock}` };
  world = await aCloud(settings, { warn: (line) => void log.push(line) });
  trust(readFileSync(world.cloud.file.caFile, 'utf8'));
  const { items } = await world.get('/api/mailboxes', settingPage(ApiMailbox));
  id = items.find(({ address }) => address === owner)?.id ?? 'none';
  const { json, etag } = await world.ask('GET', '/api/policy');
  const policy = { ...z.looseObject({}).parse(json), alertAddresses: [admin] };
  expect((await world.ask('PUT', '/api/policy', policy, { 'if-match': etag })).status).toBe(200);
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await rm(clock, { force: true });
});

const callback = () => `${world.app.url}/api/authorization/callback`;
const start = async () => StartedAuthorisation.parse((await world.ask('POST', `/api/mailboxes/${id}/authorization`)).json);
/** As the admin's browser does it; the page at the end. */
const authorise = async () => {
  const { arrived } = await browse((await start()).url, callback());
  return fetch(arrived ?? '', { headers: { accept: 'text/html' } });
};
const mailbox = () => world.get(`/api/mailboxes/${id}`, ApiMailbox);
async function taken(subject: string) {
  const messageId = `<${subject.replaceAll(' ', '-')}@fabrikam.example>`;
  return world.taken(aMail({ subject, messageId }), messageId);
}
/** The subjects of what admins were told. */
const told = async () => (await world.outbox()).filter(({ header }) => header('To').includes(admin)).map(({ header }) => header('Subject'));

describe('a mailbox is let in by its owner', () => {
  test('and its mail becomes tickets', async () => {
    const page = await authorise();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('The mailbox support@contoso.example is authorised');
    expect(await taken('by its owner')).toMatchObject({ outcome: 'ticket' });
  });

  test('revoked, it says so, and once to the admins; authorised again, it goes on where it stopped', async () => {
    // a token that was just given is not renewed again at once
    await new Promise((passed) => setTimeout(passed, 10_000));
    world.cloud.entra.revokeUser(owner, { accessTokens: 'end' });
    const gap = [1, 2, 3, 4, 5].map((n) => ({ subject: `meanwhile ${n}`, messageId: `<meanwhile-${n}@fabrikam.example>` }));
    for (const mail of gap) await world.send(aMail(mail));
    // the mailbox is looked at now, and not after its quarter of an hour
    world.cloud.graph.lifecycle('missed');
    const missed = await world.until('that the authorisation is missed', async () => {
      const shown = await mailbox();
      return shown.state === 'needs-authorisation' && shown;
    });
    expect(missed.health.problem).toContain('The authorisation is not valid');
    for (let look = 0; look < 3; look += 1) {
      await world.runTimer('watch-mailboxes');
      await world.until('a mail to the admin', async () => (await told()).length > 0);
    }
    expect((await authorise()).status).toBe(200);
    for (const { messageId } of gap) expect(await world.traces(messageId)).toMatchObject([{ outcome: 'ticket' }]);
    expect((await world.tickets('search=meanwhile')).items).toHaveLength(gap.length);
    // a poll that began with the token that ended may note its failure last; the next one clears it
    await world.until('that it is well again', async () => {
      if ((await mailbox()).state === 'healthy') return true;
      world.cloud.graph.lifecycle('missed');
      return new Promise<false>((passed) => setTimeout(() => passed(false), 1000));
    });
    expect(await mailbox()).toMatchObject({ health: { problem: null } });
    expect(await told()).toEqual([expect.stringContaining(owner)]);
  }, 120_000);
});

test('an hour after it turned bad, admins are told once that it is well', async () => {
  await world.runTimer('watch-mailboxes');
  await taken('seen to be well');
  await writeFile(clock, '70');
  const pid = world.cloud.host.workerPid();
  process.kill(pid, 'SIGKILL');
  await world.until('another functions process', async () => world.cloud.host.workerPid() !== pid);
  for (let look = 0; look < 3; look += 1) {
    await world.runTimer('watch-mailboxes');
    await world.until('another mail to the admin', async () => (await told()).length > 1);
  }
  expect(await told()).toEqual([expect.stringContaining(owner), expect.stringContaining('well')]);
}, 60_000);

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
  expect(secrets.versionsOf('oauth-')).toBeGreaterThan(2);
  const { all, told: places } = secrets.files();
  expect(all.join()).toMatch(/cosmos.*azurite|azurite.*cosmos/);
  expect(places).toEqual([]);
  expect(log.filter(secrets.isTold)).toEqual([]);
});
