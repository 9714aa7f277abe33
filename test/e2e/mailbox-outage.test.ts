import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { IDENTITY } from '../../local/cloud/local-tenant.ts';
import { ApiMailbox } from '../../shared/api/mailboxes.ts';
import { MailPage } from '../../shared/api/mails.ts';
import { settingPage } from '../../shared/api/settings/setting-page.ts';
import { trust } from '../local/support/trust.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';
import { toldSecrets } from '../support/told-secrets.ts';

/**
 * Servers that are away while mails arrive, and a subscription that is gone: whatever came
 * meanwhile is there afterwards, once.
 */

const [support, helpdesk, exchange] = ['support@contoso.example', 'helpdesk@contoso.example', 'exchange@contoso.example'] as const;
let cloud: TestCloud;
const log: string[] = [];
beforeAll(async () => {
  cloud = await aCloud({}, { warn: (line) => void log.push(line) });
  trust(readFileSync(cloud.cloud.file.caFile, 'utf8'));
}, 120_000);
afterAll(() => cloud?.stop());

const mailboxes = async () => (await cloud.get('/api/mailboxes', settingPage(ApiMailbox))).items;
const idOf = async (address: string) => (await mailboxes()).find((one) => one.address === address)?.id;

const idFor = (subject: string) => `<${subject.replaceAll(/[^a-z0-9]+/gi, '.')}@fabrikam.example>`;

/** Sends mails with these subjects to a mailbox, each from another client, eight at a time. */
async function sendAll(to: string, subjects: readonly string[], shape: (subject: string) => Parameters<typeof aMail>[0] = () => ({})) {
  const waiting = subjects.map((subject, n) => ({ subject, from: `${to.split('@')[0]}.${n}@fabrikam.example` }));
  const work = async () => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
      const messageId = idFor(mail.subject);
      await cloud.send(aMail({ ...mail, to, messageId, ...shape(mail.subject) }), { to, from: mail.from });
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

/** All tickets that are found by a word. */
async function ticketsOf(word: string) {
  const found = [];
  for (let next: string | null = ''; next !== null; ) {
    const page = await cloud.tickets(`search=${word}&limit=100${next && `&continuation=${encodeURIComponent(next)}`}`);
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

const names = (word: string, count: number) => Array.from({ length: count }, (_, n) => `${word} ${n}`);

test('each server away while 200 mails arrive: all are there afterwards, each once, and each is confirmed once', async () => {
  const { graph, exchange: ews, mail } = cloud.cloud;
  const down = { status: 503, times: 1_000_000 };
  const sent = { [support]: names('Graphless', 70), [helpdesk]: names('Imapless', 65), [exchange]: names('Ewsless', 65) };
  // the other 20 are announced, and can't be fetched
  graph.dropNotifications(50);
  await cloud.until('a subscription', async () =>
    (await mailboxes()).some(({ health }) => (health.clocks?.subscription?.daysLeft ?? 0) > 3),
  );
  graph.faults.add(down);
  ews.faults.add(down);
  await mail.imap.stop();
  for (const [to, subjects] of Object.entries(sent)) await sendAll(to, subjects);
  await cloud.until('that IMAP and Exchange are known to be unwell', async () => {
    const unwell = (await mailboxes()).filter(({ state }) => state === 'delayed').map(({ address }) => address);
    return unwell.includes(helpdesk) && unwell.includes(exchange);
  });
  expect(await ticketsOf('less')).toEqual([]);

  graph.faults.clear();
  ews.faults.clear();
  await mail.imap.startAgain();
  for (const address of Object.keys(sent)) {
    expect((await cloud.ask('POST', `/api/mailboxes/${await idOf(address)}/resume`)).status).toBe(200);
  }
  const all = Object.values(sent).flat();
  const confirmations = async () => (await cloud.outbox()).filter(({ header }) => /less\.\d+@/.test(header('In-Reply-To')));
  await cloud.until('200 confirmations', async () => (await confirmations()).length >= 200);
  expect((await ticketsOf('less')).map(({ subject }) => subject).toSorted()).toEqual(all.toSorted());
  expect(new Set((await confirmations()).map(({ header }) => header('In-Reply-To'))).size).toBe(200);
  expect(await confirmations()).toHaveLength(200);
  for (const outcome of ['reply', 'failed', 'quarantined', 'suppressed']) {
    expect((await cloud.get(`/api/mail?outcome=${outcome}`, MailPage)).items).toEqual([]);
  }
  expect((await mailboxes()).map(({ state, health }) => [state, health.problem])).toEqual(Array(3).fill(['healthy', null]));
}, 120_000);

const Subscriptions = z.object({ value: z.array(z.object({ id: z.string() })) });

test('a subscription that was deleted behind the app’s back is made anew, and the mails of the gap are taken in', async () => {
  const { entra, graph } = cloud.cloud;
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = entra.identityEnvironment;
  const identity = new URL(
    `${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=https://graph.microsoft.com&client_id=${IDENTITY.clientId}`,
  );
  const token = await (await fetch(identity, { headers: { 'x-identity-header': IDENTITY_HEADER } })).json();
  const { access_token } = z.object({ access_token: z.string() }).parse(token);
  const headers = { authorization: `Bearer ${access_token}` };
  const subscriptions = async () => Subscriptions.parse(await (await fetch(`${graph.url}/v1.0/subscriptions`, { headers })).json()).value;
  const before = await subscriptions();
  expect(before).toHaveLength(1);
  expect((await fetch(`${graph.url}/v1.0/subscriptions/${before[0]?.id}`, { method: 'DELETE', headers })).status).toBe(204);
  await sendAll(support, names('Gap', 10));

  await cloud.runTimer('renew-subscriptions');
  await cloud.until('the mails of the gap', async () => (await ticketsOf('Gap')).length >= 10);
  const after = await subscriptions();
  expect(after).toMatchObject([{ id: expect.not.stringMatching(before[0]?.id ?? '') }]);
  await sendAll(support, ['Announced again']);
  await cloud.until('an announced mail', async () => (await ticketsOf('Announced')).length > 0);
  expect((await ticketsOf('Gap')).map(({ subject }) => subject).toSorted()).toEqual(names('Gap', 10).toSorted());
});

test('50 pairs of alerts and recoveries, in any order and with repeats, are 50 tickets, all resolved, and nobody is told', async () => {
  const made = await cloud.ask('POST', '/api/queues', { name: 'Alerts', prefix: 'ALR' });
  const { id: queueId } = z.object({ id: z.string() }).parse(made.json);
  const rule = {
    name: 'Monitor',
    order: 10,
    when: { field: 'subject', op: 'contains', value: '[mon]' },
    then: [
      { action: 'queue', queueId },
      { action: 'alert', key: 'host=([a-z0-9-]+)', recovery: '\\bUP\\b' },
    ],
  };
  expect((await cloud.ask('POST', '/api/rules', rule)).status).toBe(201);
  const begun = Date.now() - 3_600_000;
  const dateOf = (minutes: number) => new Date(begun + minutes * 60_000).toUTCString();
  // a third of the hosts report twice that they are down, and another that they are up
  const mails = Array.from({ length: 50 }, (_, n) => [
    ...[`DOWN host=web-${n} at 1`, `UP host=web-${n} at 20`],
    ...(n % 3 === 0 ? [`DOWN host=web-${n} at 2`] : []),
    ...(n % 3 === 1 ? [`UP host=web-${n} at 21`] : []),
  ]).flat();
  const shuffled = mails.map((subject, n) => ({ subject, at: (n * 7919) % 997 })).toSorted((a, b) => a.at - b.at);
  await sendAll(
    support,
    shuffled.map(({ subject }) => `[mon] ${subject}`),
    (subject) => ({
      date: dateOf(Number(subject.split(' at ')[1])),
    }),
  );
  for (const subject of mails) expect(await cloud.traces(idFor(`[mon] ${subject}`))).toHaveLength(1);
  const tickets = (await ticketsOf('mon')).filter(({ queue }) => queue === 'Alerts');
  expect(tickets).toHaveLength(50);
  expect(new Set(tickets.map(({ subject }) => /host=\S+/.exec(subject)?.[0])).size).toBe(50);
  expect(tickets.filter(({ status }) => status !== 'resolved')).toEqual([]);
  // what would be sent for them is sent before this
  await sendAll(support, ['After all alerts']);
  const confirmed = async (word: string) => (await cloud.outbox()).filter(({ header }) => header('Subject').includes(word));
  await cloud.until('a confirmation', async () => (await confirmed('After all alerts')).length > 0);
  expect(await confirmed('host=')).toEqual([]);
}, 60_000);

test('no password and no token is told in the log or kept anywhere but in Key Vault', () => {
  const secrets = toldSecrets(cloud.state);
  expect(secrets.versionsOf('')).toBeGreaterThan(1);
  expect(secrets.files().told).toEqual([]);
  expect(log.join('\n')).toContain('503');
  expect(log.filter(secrets.isTold)).toEqual([]);
});
