import { createServer as createTlsServer } from 'node:https';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '../../local/simulator/listen-on-loopback.ts';
import { connectGraph, type Graph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type LocalGraph, startLocalGraph, support } from '../local/support/local-graph.ts';
import { aMail } from '../support/a-mail.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

const limits = { mailBytes: 100_000, setAside: null };
let local: LocalGraph;
let graph: Graph;
let user = '';
let mailboxes = 0;
beforeAll(async () => {
  local = await startLocalGraph();
  graph = connectGraph({ url: local.graph.url, token: async () => local.token, timeoutMs: 1000 });
});
beforeEach(() => {
  local.graph.faults.clear();
  mailboxes += 1;
  user = `mailbox${mailboxes}@contoso.example`;
  local.graph.addMailbox(user);
});
afterAll(() => local?.end());

const source = (folder = 'inbox') => graphSource(graphMailbox({ user, folders: [folder] }), graph, limits.mailBytes);
const deliver = async (count: number) => {
  for (let n = 0; n < count; n += 1) await local.graph.deliver(user, aMail({ subject: `number ${n}` }));
};

async function read(cursor: Cursor | null) {
  const ids: string[] = [];
  const cursors: Cursor[] = [];
  for await (const { mail, cursorAfter } of source().newMails(cursor, limits)) {
    if (mail) ids.push(mail.remoteId);
    if (cursorAfter) cursors.push(cursorAfter);
  }
  return { ids, cursors, cursor: cursors.at(-1) ?? null };
}

const failureOf = async (work: Promise<unknown>): Promise<MailSourceError> => {
  const thrown = await work.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );
  return thrown instanceof MailSourceError ? thrown : expect.fail(`not a MailSourceError: ${thrown}`);
};

describe('what fails is named', () => {
  it.each([
    ['a folder that is not there', () => source('Nowhere').newMails(null, limits)[Symbol.asyncIterator]().next(), 'folder-missing'],
    [
      'a user that is not there',
      () =>
        graphSource(graphMailbox({ user: 'nobody@contoso.example' }), graph, 1)
          .newMails(null, limits)
          [Symbol.asyncIterator]()
          .next(),
      'folder-missing',
    ],
  ] as const)('%s', async (_, work, failure) => {
    expect((await failureOf(work())).failure).toBe(failure);
  });

  it.each([
    ['login-refused', { status: 401 }],
    ['login-refused', { status: 403 }],
    ['throttled', { status: 429, retryAfter: 60 }],
    ['unreachable', { status: 503 }],
    ['unreachable', { status: 502, body: 'not JSON' }],
    ['unreachable', { dropConnection: true }],
    ['unreachable', { delayMs: 1500 }],
    ['protocol', { status: 400 }],
  ] as const)('%s: %o', async (failure, fault) => {
    await deliver(1);
    const { ids } = await read(null);
    const calls = [() => source().rawMail(ids[0] ?? ''), () => read(null), () => source().acknowledge(ids, { action: 'mark-seen' })];
    for (const call of calls) {
      local.graph.faults.clear();
      local.graph.faults.add({ ...fault, times: 2 });
      const error = await failureOf(call());
      expect([error.failure, error.message]).toEqual([failure, expect.stringContaining('Microsoft Graph')]);
      if (failure === 'throttled') expect(error.retryAfterMs).toBe(60_000);
      expect(`${error.message}${error.stack}`).not.toContain(local.token);
    }
  });

  it('a certificate that is not trusted', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const { port, stop } = await listenOnLoopback(createTlsServer({ key, cert }), 0);
    const other = connectGraph({ url: `https://localhost:${port}`, token: async () => 'secret' });
    for (const call of [other.bytes('/users/x/messages/y/$value', 10), other.json('GET', '/subscriptions')]) {
      expect(await failureOf(call)).toMatchObject({
        failure: 'certificate',
        message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      });
    }
    await stop();
  });
});

it('no access token is named as such', async () => {
  const tokenless = connectGraph({ url: local.graph.url, token: () => Promise.reject(new Error('AADSTS7000215: Invalid client secret')) });
  for (const call of [tokenless.bytes('/users/x/messages/y/$value', 10), tokenless.json('GET', '/subscriptions')]) {
    expect(await failureOf(call)).toMatchObject({ failure: 'login-refused', message: expect.stringContaining('AADSTS7000215') });
  }
});

describe('it is asked no more often than it wants', () => {
  it('a short wait is waited out, a few times, also where Graph does not say how long', async () => {
    await deliver(1);
    const { ids } = await read(null);
    local.graph.faults.add({ status: 429, retryAfter: 1 });
    expect(await source().rawMail(ids[0] ?? '')).not.toBeNull();
    local.graph.faults.add({ status: 429, times: 3 });
    expect(await source().rawMail(ids[0] ?? '')).not.toBeNull();
    local.graph.faults.add({ status: 429, retryAfter: 0, times: 4 });
    expect((await failureOf(read(null))).failure).toBe('throttled');
  });

  it('several instances share the four between them', async () => {
    const limited = await startLocalGraph({ limits: { per10Minutes: 10_000, concurrent: 4 } });
    const { id } = await limited.graph.deliver(support, aMail());
    limited.graph.faults.add({ operation: 'GET', delayMs: 5, times: 10_000 });
    const before = limited.graph.stats().requests;
    const instances = [1, 2, 3].map(() =>
      graphSource(graphMailbox(), connectGraph({ url: limited.graph.url, token: async () => limited.token }), limits.mailBytes),
    );
    const raws = await Promise.all(instances.flatMap((one) => Array.from({ length: 30 }, () => one.rawMail(id))));
    expect(raws.every((raw) => raw !== null)).toBe(true);
    // of ninety mails hardly more requests were refused than there are mails
    expect(limited.graph.stats().requests - before).toBeLessThan(200);
    await limited.end();
  });

  it('four requests at a time to one mailbox', async () => {
    const [url, limited] = [support, await startLocalGraph({ limits: { per10Minutes: 1000, concurrent: 4 } })];
    const patient = connectGraph({ url: limited.graph.url, token: async () => limited.token });
    const { id } = await limited.graph.deliver(url, aMail());
    const one = graphSource(graphMailbox(), patient, limits.mailBytes);
    const raws = await Promise.all(Array.from({ length: 30 }, () => one.rawMail(id)));
    expect(raws.every((raw) => raw !== null)).toBe(true);
    await limited.end();
  });
});
