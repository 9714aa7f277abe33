import { once } from 'node:events';
import { request } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dialer } from '../../../shared/adapters/net/dialer.ts';
import { guardedFetch } from '../../../shared/adapters/net/guarded-fetch.ts';
import { parseAllowedNetworks } from '../../../shared/adapters/net/network.ts';
import { aNameServer } from '../../support/a-name-server.ts';
import { anAnsweringServer } from '../../support/an-answering-server.ts';

const loopback = parseAllowedNetworks('127.0.0.0/8:*');
/** Who listens on loopback, and how often they were connected to. */
let inside: Server;
let [port, connections] = [0, 0];
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.end('secret');
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const address = inside.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => inside.close());
afterEach(async () => {
  connections = 0;
  for (const stop of stops.splice(0)) await stop();
});

/** What became of a connection: the code of its error, or what it heard. */
async function outcomeOf(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (data) => {
    heard += data;
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)).once('end', () => resolve(heard));
  return promise;
}

async function names(answers: Record<string, string[][]>) {
  const server = await aNameServer(answers);
  stops.push(server.stop);
  return server;
}

describe('a connection', () => {
  test.each(['127.0.0.1', '::ffff:127.0.0.1', 'localhost', '2130706433', '0x7f.1', '127.1', '１２７.０.０.１', '0.0.0.0', '::'])(
    'to %s is not made',
    async (host) => {
      expect([await outcomeOf(dialer([]).connect(host, port)), connections]).toEqual(['EADDRREFUSED', 0]);
    },
  );

  test('into a network that is allowed is made', async () => {
    expect(await outcomeOf(dialer(loopback).connect('127.0.0.1', port))).toBe('secret');
  });

  test('goes to the address that was checked: the name is not asked for again', async () => {
    const { resolveName, asked } = await names({ 'rebinding.example': [['127.0.0.1'], ['169.254.169.254']] });
    expect(await outcomeOf(dialer(loopback, resolveName).connect('rebinding.example', port))).toBe('secret');
    expect(asked).toEqual(['rebinding.example']);
    // the next one is checked by itself
    expect(await outcomeOf(dialer(loopback, resolveName).connect('rebinding.example', port))).toBe('EADDRREFUSED');
  });

  test('is not made to a name that was checked and leads inside by now', async () => {
    const { resolveName } = await names({ 'turning.example': [['93.184.215.14'], ['127.0.0.1']] });
    const dial = dialer([], resolveName);
    expect(await dial.resolve('turning.example', 993)).toEqual([{ address: '93.184.215.14', family: 4 }]);
    expect([await outcomeOf(dial.connect('turning.example', 993)), connections]).toEqual(['EADDRREFUSED', 0]);
  });

  test('to a name with one address inside among others is not made', async () => {
    const { resolveName } = await names({ 'mixed.example': [['93.184.215.14', '10.0.0.1']] });
    expect(await outcomeOf(dialer([], resolveName).connect('mixed.example', 993))).toBe('EADDRREFUSED');
  });

  test('to a name that is not there says so', async () => {
    const { resolveName } = await names({});
    expect(await outcomeOf(dialer([], resolveName).connect('nowhere.example', 993))).toBe('ENOTFOUND');
  });
});

describe('HTTPS', () => {
  let made: Awaited<ReturnType<typeof generate>>;
  beforeAll(async () => {
    made = await generate([{ name: 'commonName', value: 'mail.example' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'mail.example' }] }],
    });
  });

  /** A server for one name, with a certificate that signs itself. */
  async function aServer(location?: string) {
    const server = await anAnsweringServer({ key: made.private, cert: made.cert }, (response) =>
      location === undefined ? response.end('answered') : response.writeHead(302, { location }).end(),
    );
    stops.push(server.stop);
    return { port: new URL(server.url).port, certificateAuthority: made.cert, asked: server.asked };
  }
  const limits = { timeoutMs: 3000, maxBytes: 1000 };
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: NodeJS.ErrnoException) => error.code,
    );

  test('is checked for the name that was typed, not for the address', async () => {
    const { resolveName } = await names({ 'mail.example': [['127.0.0.1']], 'other.example': [['127.0.0.1']] });
    const server = await aServer();
    const fetch = guardedFetch(dialer(loopback, resolveName), { ...limits, certificateAuthority: server.certificateAuthority });
    const answer = await fetch(`https://mail.example:${server.port}/path`);
    expect([answer.status, await answer.text()]).toEqual([200, 'answered']);
    expect(await codeOf(fetch(`https://other.example:${server.port}/`))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await codeOf(fetch(`https://127.0.0.1:${server.port}/`))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    const untrusting = guardedFetch(dialer(loopback, resolveName), limits);
    expect(await codeOf(untrusting(`https://mail.example:${server.port}/`))).toMatch(/SELF_SIGNED/);
  });

  test.each(['https://169.254.169.254/metadata', 'https://[::ffff:a9fe:a9fe]/', 'https://2852039166/', 'https://inside.example/'])(
    'a redirect to %s is not followed, even where loopback is allowed',
    async (location) => {
      const { resolveName } = await names({ 'mail.example': [['127.0.0.1']], 'inside.example': [['10.0.0.1']] });
      const server = await aServer(location);
      const fetch = guardedFetch(dialer(loopback, resolveName), { ...limits, certificateAuthority: server.certificateAuthority });
      expect(await codeOf(fetch(`https://mail.example:${server.port}/`, { redirect: 'follow' }))).toBe('EADDRREFUSED');
      expect((await fetch(`https://mail.example:${server.port}/`)).status).toBe(302);
    },
  );

  test('follows no redirect without TLS, and takes no credentials to another host', async () => {
    const { resolveName } = await names({ 'mail.example': [['127.0.0.1']] });
    const plain = await aServer('http://mail.example/');
    const insecure = guardedFetch(dialer(loopback, resolveName), { ...limits, certificateAuthority: plain.certificateAuthority });
    expect(await codeOf(insecure(`https://mail.example:${plain.port}/`, { redirect: 'follow' }))).toBe('ERR_INVALID_PROTOCOL');
    const last = await aServer();
    const first = await aServer(`https://mail.example:${last.port}/`);
    const fetch = guardedFetch(dialer(loopback, resolveName), { ...limits, certificateAuthority: made.cert });
    await fetch(`https://mail.example:${first.port}/`, { redirect: 'follow', headers: { Authorization: 'Bearer secret' } });
    expect([first.asked[0]?.authorization, last.asked[0]?.authorization]).toEqual(['Bearer secret', undefined]);
  });

  test('an answer that is too long is an error', async () => {
    const { resolveName } = await names({ 'mail.example': [['127.0.0.1']] });
    const server = await aServer();
    const fetch = guardedFetch(dialer(loopback, resolveName), {
      ...{ timeoutMs: 3000, maxBytes: 3, certificateAuthority: server.certificateAuthority },
    });
    expect(await codeOf(fetch(`https://mail.example:${server.port}/`))).toBe('ERR_TOO_LARGE');
  });

  test('over an agent that is kept, each new connection is checked', async () => {
    const { resolveName } = await names({ 'mail.example': [['127.0.0.1'], ['10.0.0.1']] });
    const server = await aServer();
    const agent = dialer(loopback, resolveName).agent({ keepAlive: true, maxSockets: 1, ca: server.certificateAuthority });
    stops.push(() => agent.destroy());
    const ask = (closing: boolean) =>
      new Promise<string>((resolve) => {
        request(`https://mail.example:${server.port}/`, { agent, headers: closing ? { Connection: 'close' } : {} }, (answer) =>
          answer.resume().once('end', () => resolve('answered')),
        )
          .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
          .end();
      });
    expect([await ask(false), await ask(true), await ask(false)]).toEqual(['answered', 'answered', 'EADDRREFUSED']);
  });
});
