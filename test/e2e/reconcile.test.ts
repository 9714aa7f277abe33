import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiReconcile } from '../../shared/api/reconcile.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/** Mails that nothing announced and no poll found: the count of the mailbox finds them. */

let cloud: TestCloud;
beforeAll(async () => {
  // once a year: no poll comes by itself
  cloud = await aCloud({ POLL_SCHEDULE: '0 0 0 1 1 *' });
}, 120_000);
afterAll(() => cloud?.stop());

const support = 'support@contoso.example';
const reportOf = (path: string) => cloud.get(path, ApiReconcile);
const Mailboxes = z.object({ items: z.array(z.object({ id: z.string(), address: z.string() })) });
const ask = async () => {
  const { items } = await cloud.get('/api/mailboxes', Mailboxes);
  const id = items.find(({ address }) => address === support)?.id;
  return fetch(new URL(`/api/mailboxes/${id}/reconcile`, cloud.app.url), { method: 'POST' });
};

test('of 25 mails whose notifications were lost for 20, none is missing in the end, and each has one ticket', async () => {
  const { graph } = cloud.cloud;
  await cloud.until('a subscription', async () => graph.lifecycle('reauthorizationRequired') === 1);
  const idOf = (n: number) => `<reconcile.${n}.${process.pid}@fabrikam.example>`;
  const deliver = (n: number) => graph.deliver(support, aMail({ messageId: idOf(n), subject: `Counted ${n}` }));
  for (let n = 0; n < 5; n += 1) await deliver(n);
  for (let n = 0; n < 5; n += 1) await cloud.traces(idOf(n));
  graph.dropNotifications(20);
  for (let n = 5; n < 25; n += 1) await deliver(n);

  const answers = await Promise.all([ask(), ask()]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const [location = '', other] = answers.map(({ headers }) => headers.get('location') ?? '');
  expect(other).toBe(location);
  const report = await cloud.until('the report', async () => {
    const found = await reportOf(location);
    return found.done && found;
  });
  expect(report).toMatchObject({ inMailbox: 25, known: 5, fetched: 20, missing: 0, failed: 0, problem: null });
  expect(report.reports).toMatchObject([{ inMailbox: 25, known: 5, fetched: 20, missing: 0 }]);

  for (let n = 5; n < 25; n += 1) expect((await cloud.traces(idOf(n))).map(({ outcome }) => outcome)).toEqual(['ticket']);
  expect((await cloud.tickets('search=Counted&limit=100')).items).toHaveLength(25);
  await ask();
  const again = await cloud.until('the second report', async () => {
    const found = await reportOf(location);
    return found.reports.length === 2 && found;
  });
  expect(again).toMatchObject({ inMailbox: 25, known: 25, fetched: 0, missing: 0 });
});

test('of a mailbox that is not there, there is nothing to count', async () => {
  const path = new URL('/api/mailboxes/nobody/reconcile', cloud.app.url);
  expect((await fetch(path, { method: 'POST' })).status).toBe(404);
  expect((await fetch(path)).status).toBe(404);
});
