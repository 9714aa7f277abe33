import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Dialer } from './dialer.ts';
import { parseHost } from './host-name.ts';
import { trusting } from './trusting.ts';

/** A server of mail that is looked at before anybody signs in there. */
export type ProbedServer = { host: string; port: number; tls: 'implicit' | 'starttls'; caCertificate: string | null };

/** Whom a certificate is for, and when it ends. */
export type SeenCertificate = { names: string; until: Date };

const maxNames = 500;
/** A line of a server that is none of IMAP. */
const maxLineBytes = 8192;

/**
 * Opens a connection to a port and closes it.
 *
 * @throws an Error with the code of the system, or EADDRREFUSED
 */
export async function probePort(dialer: Dialer, { host, port }: Pick<ProbedServer, 'host' | 'port'>, signal: AbortSignal): Promise<void> {
  const socket = dialer.connect(host, port);
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

/**
 * Agrees on TLS with a server and looks at its certificate, which must be trusted. Nothing that the
 * server says is shown.
 *
 * @throws an Error with the code of the system, of Node or of OpenSSL, NO_GREETING, NO_STARTTLS or
 * NO_ANSWER (in time); `names` are those of a certificate for others
 */
export async function probeTls(dialer: Dialer, server: ProbedServer, signal: AbortSignal): Promise<SeenCertificate> {
  const { host, port, tls, caCertificate } = server;
  const options: ConnectionOptions = { minVersion: 'TLSv1.2', ...trusting(caCertificate) };
  let socket: Socket | null = null;
  try {
    let secure: TLSSocket;
    if (tls === 'implicit') secure = dialer.connectTls(host, port, options);
    else {
      socket = dialer.connect(host, port);
      // what breaks it is told by the connection over it
      socket.on('error', () => {});
      await askForTls(socket, signal);
      const name = parseHost(host) ?? host;
      secure = tlsConnect({ ...options, socket, host: name, ...(isIP(name) ? {} : { servername: name }) });
    }
    socket = secure;
    await once(secure, 'secureConnect', { signal });
    const certificate = secure.getPeerCertificate();
    return { names: namesOf(certificate.subjectaltname ?? certificate.subject.CN), until: new Date(certificate.valid_to) };
  } catch (error) {
    const isLate = signal.aborted && !isCode(error, 'NO_GREETING');
    throw isLate ? failed('NO_ANSWER') : withNames(error);
  } finally {
    socket?.destroy();
  }
}

/** RFC 9051 6.2.1: after the greeting, STARTTLS. */
async function askForTls(socket: Socket, signal: AbortSignal): Promise<void> {
  await once(socket, 'connect', { signal });
  const greeting = await lineOf(socket, signal, /^\* /).catch((error: unknown) => {
    throw signal.aborted || isCode(error, 'NO_LINE') ? failed('NO_GREETING') : error;
  });
  if (!/^\* OK/i.test(greeting)) throw failed('NO_GREETING');
  socket.write('t1 STARTTLS\r\n');
  if (!/^t1 OK/i.test(await lineOf(socket, signal, /^t1 /i))) throw failed('NO_STARTTLS');
}

/** The next line of this kind. */
function lineOf(socket: Socket, signal: AbortSignal, wanted: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let heard = '';
  const onData = (data: Buffer) => {
    heard += data.toString('latin1');
    const line = heard
      .split('\r\n')
      .slice(0, -1)
      .find((one) => wanted.test(one));
    if (line !== undefined) resolve(line);
    else if (heard.length > maxLineBytes) reject(failed('NO_LINE'));
  };
  const onEnd = () => reject(failed('NO_LINE'));
  const onAbort = () => reject(signal.reason);
  socket.on('data', onData).once('error', reject).once('end', onEnd);
  signal.addEventListener('abort', onAbort);
  socket.resume();
  return promise.finally(() => {
    socket.off('data', onData).off('error', reject).off('end', onEnd).pause();
    signal.removeEventListener('abort', onAbort);
  });
}

const namesOf = (names: unknown): string =>
  String(names ?? '')
    .replace(/\b(?:DNS|IP Address):/g, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, maxNames);

/** Node's error for a certificate of other names has it with it. */
function withNames(error: unknown): unknown {
  if (!(error instanceof Error) || !('cert' in error) || typeof error.cert !== 'object' || error.cert === null) return error;
  const names = 'subjectaltname' in error.cert ? namesOf(error.cert.subjectaltname) : '';
  return Object.assign(failed('code' in error ? String(error.code) : ''), { names });
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
const failed = (code: string) => Object.assign(new Error(code), { code });
