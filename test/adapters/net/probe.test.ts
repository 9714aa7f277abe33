import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { probePort, probeTls } from '../../../shared/adapters/net/probe.ts';
import { withoutTls } from '../../../shared/domain/mailboxes/explain-failure.ts';
import { failedBy } from '../../../shared/workflows/failed-by.ts';
import { freePort } from '../../support/free-port.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';

/** Certificates that sign themselves: for localhost, for another name, and one of last year. */
let good: Awaited<ReturnType<typeof aCertificate>>;
let foreign: typeof good;
let expired: typeof good;
let notYet: typeof good;
const day = 86_400_000;
beforeAll(async () => {
  good = await aCertificate('localhost', -1, 90);
  foreign = await aCertificate('mail.fabrikam.example', -1, 90);
  expired = await aCertificate('localhost', -90, -1);
  notYet = await aCertificate('localhost', 1, 90);
});
const aCertificate = (name: string, from: number, until: number) =>
  generate([{ name: 'commonName', value: name }], {
    ...{ notBeforeDate: new Date(Date.now() + from * day), notAfterDate: new Date(Date.now() + until * day) },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
const overTls = (made: typeof good, more = {}) => listening(createTlsServer({ key: made.private, cert: made.cert, ...more }));
/** A server of IMAP that answers a command by `answers`, and says `greeting` first. */
const imap = (greeting: string, answers: Record<string, string> = {}) =>
  listening(
    createServer((socket) => {
      socket.write(greeting);
      socket.on('data', (data) => {
        const [tag = '', command = ''] = data.toString().trim().split(' ');
        socket.write(`${tag} ${answers[command] ?? 'BAD what?'}\r\n`);
      });
    }),
  );

/** The code of the words for what went wrong. */
async function failureOf(port: number, tls: 'implicit' | 'starttls', caCertificate: string | null, ms = 2000): Promise<string> {
  const signal = AbortSignal.timeout(ms);
  const server = { host: 'localhost', port };
  try {
    await probeTls(loopbackDialer, { ...server, tls, caCertificate }, signal);
    return 'none';
  } catch (error) {
    const names = error instanceof Error && 'names' in error ? String(error.names) : '';
    return JSON.stringify(withoutTls(failedBy(error).code, names, server));
  }
}

describe('TLS with a server', () => {
  test('whose certificate is trusted is described by its names and its end', async () => {
    const server = { host: 'localhost', port: await overTls(good), tls: 'implicit' as const, caCertificate: good.cert };
    const seen = await probeTls(loopbackDialer, server, AbortSignal.timeout(2000));
    expect(seen.names).toBe('localhost');
    expect(Math.round((seen.until.getTime() - Date.now()) / day)).toBe(90);
  });
  test('with a certificate that nobody trusts, of another name, expired or not valid yet is not agreed on', async () => {
    expect(await failureOf(await overTls(good), 'implicit', null)).toMatch(/test-cert-untrusted.*SELF_SIGNED/);
    expect(await failureOf(await overTls(foreign), 'implicit', foreign.cert)).toMatch(/test-cert-name.*mail\.fabrikam\.example/);
    expect(await failureOf(await overTls(expired), 'implicit', expired.cert)).toMatch(/test-cert-expired/);
    expect(await failureOf(await overTls(notYet), 'implicit', notYet.cert)).toMatch(/test-cert-not-yet/);
  });
  test('that speaks plainly first is told to use STARTTLS; one of old TLS to get a newer one', async () => {
    expect(await failureOf(await imap('* OK ready\r\n'), 'implicit', null)).toMatch(/test-tls-plain-port/);
    const old = await overTls(good, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await failureOf(old, 'implicit', good.cert)).toMatch(/test-tls-(?:old|failed)/);
  });
});

describe('STARTTLS', () => {
  test('that is not offered, a server that waits for TLS, and one that is none of IMAP', async () => {
    expect(await failureOf(await imap('* OK ready\r\n', { STARTTLS: 'NO not here' }), 'starttls', null)).toMatch(/test-no-starttls/);
    expect(await failureOf(await overTls(good), 'starttls', good.cert, 400)).toMatch(/test-no-greeting/);
    expect(await failureOf(await imap('SSH-2.0-OpenSSH_9.2\r\n'), 'starttls', null, 400)).not.toContain('OpenSSH');
    expect(await failureOf(await imap(`${'x'.repeat(9000)}\r\n`), 'starttls', null)).toMatch(/test-no-greeting/);
  });
  test('that a server agrees to and breaks off has failed', async () => {
    expect(await failureOf(await imap('* OK ready\r\n', { STARTTLS: 'OK go' }), 'starttls', null)).toMatch(/test-tls/);
  });
});

test('a port opens, or does not', async () => {
  await probePort(loopbackDialer, { host: '127.0.0.1', port: await imap('') }, AbortSignal.timeout(2000));
  const closed = { host: '127.0.0.1', port: await freePort() };
  await expect(probePort(loopbackDialer, closed, AbortSignal.timeout(2000))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
