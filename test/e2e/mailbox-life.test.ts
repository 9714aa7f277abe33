import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiArchiveImport } from '../../shared/api/archive-import.ts';
import { ApiMailbox } from '../../shared/api/mailboxes.ts';
import { settingPage } from '../../shared/api/settings/setting-page.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * The life of a mailbox, from an empty installation and by the API alone: what it held before is
 * archive, what comes then makes tickets, paused it loses nothing, disconnected it is gone.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud({}, { empty: true });
}, 120_000);
afterAll(() => cloud?.stop());

const to = 'helpdesk@contoso.example';
let count = 0;
const unique = () => `<life.${++count}.${process.pid}@fabrikam.example>`;
const Made = z.looseObject({ id: z.string() });
let mailbox = '';

test('an empty installation has no mailbox, and takes nothing in', async () => {
  expect(await cloud.get('/api/mailboxes', settingPage(ApiMailbox))).toEqual({ items: [], next: null, broken: [] });
});

test('a mailbox is connected by the API, and what it held before stays as it is', async () => {
  const before = unique();
  await cloud.send(aMail({ messageId: before, to, subject: 'From before' }), { to });
  const queue = Made.parse((await cloud.ask('POST', '/api/queues', { name: 'Helpdesk', prefix: 'HLP' })).json);
  const { host, port, user, password } = cloud.cloud.file.imap;
  await sleep(1000);
  const wanted = { address: to, provider: 'imap', queueId: queue.id, host, port, security: 'none', user, password };
  const { status, json, location } = await cloud.ask('POST', '/api/mailboxes', { ...wanted, since: new Date().toISOString() });
  expect([status, JSON.stringify(json)]).toEqual([201, expect.not.stringContaining(password)]);
  mailbox = location;
  await sleep(1000);
  const messageId = unique();
  expect(await cloud.taken(aMail({ messageId, to }), messageId, { to })).toMatchObject({ outcome: 'ticket', ticketNumber: 'HLP-1001' });
  expect((await cloud.tickets('search=From before')).items).toEqual([]);
});

test('its older mail is imported as closed tickets, of which nobody is told', async () => {
  const since = new Date(Date.now() - 86_400_000).toISOString();
  const { status, location } = await cloud.ask('POST', `${mailbox}/archive-import`, { since });
  expect(status).toBe(202);
  const done = await cloud.until('the import', async () => {
    const now = await cloud.get(location, ApiArchiveImport);
    return now.done && now;
  });
  expect(done).toMatchObject({ state: 'done', found: 1, imported: 1, refused: 0, failed: 0 });
  expect((await cloud.tickets('search=From before')).items).toMatchObject([{ status: 'closed', subject: 'From before' }]);
  expect((await cloud.outbox()).filter(({ header }) => header('Subject').includes('From before'))).toEqual([]);
});

test('paused it takes nothing in, and resumed all that came meanwhile', async () => {
  expect((await cloud.ask('POST', `${mailbox}/pause`)).json).toMatchObject({ state: 'paused' });
  const ids = [unique(), unique()];
  for (const messageId of ids) await cloud.send(aMail({ messageId, to, subject: 'While paused' }), { to });
  await sleep(4000);
  expect((await cloud.tickets('search=While paused')).items).toEqual([]);
  expect((await cloud.ask('POST', `${mailbox}/resume`)).json).toMatchObject({ state: 'healthy' });
  for (const messageId of ids) expect((await cloud.traces(messageId)).map(({ outcome }) => outcome)).toEqual(['ticket']);
});

test('disconnected it is gone, and its tickets are not', async () => {
  const { etag } = await cloud.ask('GET', mailbox);
  expect(await cloud.ask('DELETE', mailbox, undefined, { 'if-match': etag })).toMatchObject({
    status: 200,
    json: { hungOnIt: '3 open tickets', laterMail: 'left-at-provider' },
  });
  expect((await cloud.ask('GET', mailbox)).status).toBe(404);
  expect((await cloud.ticket('HLP-1001')).messages).toHaveLength(1);
});
