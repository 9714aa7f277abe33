import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * Inbound mail from outside: what Microsoft Graph, and anybody who poses as it, gets from the app's
 * URLs; and a mail that was never announced.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud?.stop());

const post = (path: string, body: string) => fetch(new URL(path, cloud.app.url), { method: 'POST', body });
const addresses = ['/api/graph/notifications', '/api/graph/lifecycle'];
const support = 'support@contoso.example';
let count = 0;
const unique = () => `<intake.${++count}.${process.pid}@fabrikam.example>`;

describe.each(addresses)('%s', (address) => {
  test('answers the handshake with the decoded token, as plain text, at once', async () => {
    const started = Date.now();
    const answer = await post(`${address}?validationToken=Validation%3A%20Testing%2Bclient%20%3Cb%3E`, '');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([
      200,
      expect.stringMatching(/^text\/plain/),
      'nosniff',
    ]);
    expect(await answer.text()).toBe('Validation: Testing+client <b>');
    expect(Date.now() - started).toBeLessThan(3000);
  });

  test.each([
    [400, 'no JSON'],
    [400, '{"value":"x"}'],
    [413, JSON.stringify({ value: [], padding: 'x'.repeat(1024 * 1024) })],
    [202, '{"value":[]}'],
    [
      202,
      '{"value":[{"subscriptionId":"made-up","clientState":"guessed","changeType":"created","lifecycleEvent":"missed","resourceData":{"id":"x"}}]}',
    ],
  ])('answers %i to what is not for us', async (status, body) => {
    expect((await post(address, body)).status).toBe(status);
  });

  test('is there for POST only', async () => {
    expect((await fetch(new URL(address, cloud.app.url))).status).toBe(404);
  });
});

test('if Graph removes the subscription, it is created again, and the poll finds the mail that came in between', async () => {
  const { graph } = cloud.cloud;
  const [inBetween, after] = [unique(), unique()];
  graph.lifecycle('subscriptionRemoved');
  await graph.deliver(support, aMail({ messageId: inBetween }));
  expect((await cloud.traces(inBetween)).map(({ outcome, mailbox }) => [outcome, mailbox])).toEqual([['ticket', support]]);
  await cloud.until('a new subscription', async () => graph.lifecycle('reauthorizationRequired') === 1);
  await cloud.send(aMail({ messageId: after }), { to: support });
  expect((await cloud.traces(after)).map(({ outcome }) => outcome)).toEqual(['ticket']);
});
