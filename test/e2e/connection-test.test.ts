import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiConnectionTest } from '../../shared/api/connection-tests.ts';
import { MailPage } from '../../shared/api/mails.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';

/** Connection tests from outside, with the app as it is deployed. */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud?.stop());

async function started(path: string, body?: object): Promise<string> {
  const answer = await fetch(new URL(path, cloud.app.url), {
    method: 'POST',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (answer.status !== 202) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('location') ?? '';
}
const done = (location: string) =>
  cloud.until(`the end of ${location}`, async () => {
    const shown = await cloud.get(location, ApiConnectionTest);
    return shown.done && shown;
  });
const tested = async (path: string, body?: object) => done(await started(path, body));
const resultOf = ({ steps }: ApiConnectionTest, step: string) => steps.find((one) => one.step === step);

/** The id of a connected mailbox. */
const idOf = async (address: string) => {
  const { items } = await cloud.get('/api/mailboxes', z.object({ items: z.array(z.object({ id: z.string(), address: z.string() })) }));
  return items.find((item) => item.address === `${address}@contoso.example`)?.id ?? 'none';
};

/** The IMAP mailbox of the embedded cloud, not saved. */
const draft = (more: object = {}) => {
  const { host, tlsPort: port, user, password } = cloud.cloud.file.imap;
  return { address: 'new@contoso.example', provider: 'imap', queueId: 'support', host, port, security: 'tls', user, password, ...more };
};

describe('a mailbox that is not saved', () => {
  test('is tested up to the messages in it', async () => {
    const shown = await tested('/api/connection-tests', draft());
    expect(shown).toMatchObject({ mailboxId: null, passed: true });
    expect(shown.steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
      ...['name-resolves passed', 'port-opens passed', 'tls passed', 'sign-in passed', 'folder passed', 'read-message skipped'],
      ...['subscription-handshake skipped', 'send skipped', 'round-trip skipped', 'write skipped'],
    ]);
    expect(resultOf(shown, 'tls')?.detail).toMatch(/for localhost, 127\.0\.0\.1 and ends on 20\d\d-/);
    expect(resultOf(shown, 'round-trip')?.detail).toMatch(/not saved yet/);
  });

  test('with a wrong password has failed at the sign-in, and says what to do', async () => {
    const shown = await tested('/api/connection-tests', draft({ password: 'wrong' }));
    expect(shown.passed).toBe(false);
    expect(shown.steps.slice(0, 4).map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'failed']);
    expect(resultOf(shown, 'sign-in')?.remedy).toMatch(/user name and the password/);
  });

  test.each([
    ['the metadata service', { host: '169.254.169.254', port: 80, security: 'none' }],
    ['the metadata service, mapped', { host: '::ffff:169.254.169.254' }],
    ['a private network', { host: '10.0.0.1' }],
    ['a name that is none', { host: 'imap.invalid' }],
  ])('on %s is not connected to, and told as all others are', async (_, more) => {
    const shown = await tested('/api/connection-tests', draft(more));
    expect(shown.steps.map(({ result }) => result)).toEqual(['failed', ...Array(9).fill('skipped')]);
    expect(resultOf(shown, 'name-resolves')?.detail).toMatch(/has no address that this installation may connect to$|looked up/);
  });

  test('on Exchange is tested, by its address and with a wrong one', async () => {
    const { url, user, password } = cloud.cloud.file.ews;
    const onExchange = { address: user, provider: 'ews', queueId: 'support', url, user, password };
    expect(await tested('/api/connection-tests', onExchange)).toMatchObject({ passed: true });
    const wrong = await tested('/api/connection-tests', { ...onExchange, url: `${new URL(url).origin}/owa` });
    expect(resultOf(wrong, 'sign-in')).toMatchObject({ result: 'failed', remedy: expect.stringContaining('/EWS/Exchange.asmx') });
  });

  test.each([
    ['without a password', () => draft({ password: undefined }), /password/],
    ['with a field that there is not', () => draft({ secretName: 'reply-signing-key' }), /secretName/],
  ])('%s is refused', async (_, body, said) => {
    await expect(started('/api/connection-tests', body())).rejects.toThrow(said);
  });
});

describe('a mailbox', () => {
  test.each(['support', 'helpdesk', 'exchange'])('%s gets its own mail back, which makes no ticket', async (address) => {
    const before = (await cloud.tickets('')).items.length;
    const id = await idOf(address);
    const shown = await tested(`/api/mailboxes/${id}/test`);
    expect(shown).toMatchObject({ mailboxId: id, passed: true });
    expect(resultOf(shown, 'round-trip')).toMatchObject({
      result: 'passed',
      detail: expect.stringMatching(/Message-ID and References survived.*tag behind a plus arrives.*stamped by mx\.contoso\.example/),
      proposal: null,
    });
    const { items } = await cloud.get(`/api/mail?mailbox=${id}`, MailPage);
    expect(items.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array(2).fill(['suppressed', expect.stringMatching(/connection test/)]),
    );
    expect((await cloud.tickets('')).items.length).toBe(before);
    expect((await cloud.outbox()).filter(({ header }) => /^Re:|received/i.test(header('Subject')))).toEqual([]);
  });

  test('of which it is set that it takes no address with a tag is set right, and can be changed as before', async () => {
    const path = new URL(`/api/mailboxes/${await idOf('exchange')}`, cloud.app.url);
    const change = async (addressing: string) => {
      const read = await fetch(path);
      const mailbox = z.record(z.string(), z.unknown()).parse(await read.json());
      const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' };
      const put = await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ ...mailbox, addressing }) });
      return [mailbox.addressing, put.status];
    };
    expect((await change('plain'))[1]).toBe(200);
    await tested(`${path.pathname}/test`);
    expect(await change('plus')).toEqual(['plus', 200]);
  });

  test('tested twice at once passes twice', async () => {
    const path = `/api/mailboxes/${await idOf('helpdesk')}/test`;
    const both = await Promise.all([tested(path), tested(path)]);
    expect(both.map(({ passed }) => passed)).toEqual([true, true]);
  });

  test('that is not there is not found, nor is a test', async () => {
    await expect(started('/api/mailboxes/nobody/test')).rejects.toThrow(/404/);
    await expect(cloud.get(`/api/connection-tests/${'0'.repeat(26)}`, ApiConnectionTest)).rejects.toThrow(/404/);
  });
});

test('a test whose process is killed says so, and is not begun anew', async () => {
  let connections = 0;
  const silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const location = await started('/api/connection-tests', draft({ port, password: 'kept nowhere else' }));
  await cloud.until('its second connection, for TLS', async () => connections >= 2);
  process.kill(cloud.cloud.host.workerPid(), 'SIGKILL');
  const shown = await done(location);
  expect(shown.passed).toBe(false);
  expect(shown.steps.at(-1)).toMatchObject({ result: 'failed', step: 'tls', detail: expect.stringContaining('ended in the middle') });
  expect(connections).toBe(2);
  silent.close();
});

test('no password is in what the app stores, queues or logs; one of an unsaved mailbox is nowhere', async () => {
  const { imap, outbox } = cloud.cloud.file;
  const state = dirname(resolve(outbox));
  const files = await filesBelow(state);
  expect(files.some(({ text }) => text.includes('connection-test'))).toBe(true);
  // base64, as queues have it, begins at one of three places in a triple of bytes
  const shapes = (secret: string) =>
    [0, 1, 2].map((shift) => Buffer.from(secret.slice(shift)).toString('base64').slice(0, -4)).concat(secret);
  /** The top folders and files of the state in which a secret is found. */
  const holding = (secret: string) => {
    const found = files.filter(({ text }) => shapes(secret).some((shape) => text.includes(shape)));
    return [...new Set(found.map(({ name }) => relative(state, name).split(sep)[0]))].toSorted();
  };
  expect(holding(imap.password)).toEqual(['cloud.json', 'key-vault']);
  // Key Vault keeps what was removed for a while (soft delete)
  expect(holding('kept nowhere else')).toEqual(['key-vault']);
});

async function filesBelow(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(names.toSorted().map(async (name) => ({ name, text: await readFile(name, 'latin1') })));
}
