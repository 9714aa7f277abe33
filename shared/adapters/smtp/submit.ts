import { once } from 'node:events';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { Credentials } from '../../domain/mailboxes/login.ts';
import type { SmtpSettings } from '../../domain/mailboxes/smtp-settings.ts';
import type { Dialer } from '../net/dialer.ts';
import { trusting } from '../net/trusting.ts';
import type { SmtpReply } from './smtp-failure.ts';

/** Milliseconds; smaller in tests. `whole`: below the five minutes of a function. */
export type SmtpTimeouts = { connect: number; greeting: number; silence: number; whole: number };
export const usualTimeouts: SmtpTimeouts = { connect: 10_000, greeting: 10_000, silence: 60_000, whole: 180_000 };

export type Envelope = { from: string; to: string };

/**
 * How a submission ended. `broken`: there was no answer; `hadAll`: the server may have got the last
 * byte of the mail, so that only it knows whether it took it.
 */
export type Submission =
  | { kind: 'taken'; response: string; messageId: string | null }
  | { kind: 'refused'; reply: SmtpReply }
  | { kind: 'broken'; hadAll: boolean; isOfTls: boolean; said: string };

/** What nodemailer and Node put on their errors. */
const Facts = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  originalCode: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
});

/**
 * Hands one mail to a server for submission (RFC 6409, SMTP: RFC 5321) over a connection of its
 * own: those that are kept open lose mails without a word. Never throws; secrets and the mail are
 * in none of its answers.
 */
export async function submit(
  settings: SmtpSettings,
  credentials: Credentials,
  mail: { envelope: Envelope; raw: Uint8Array },
  { dialer, timeouts = usualTimeouts, verifyOnly = false }: { dialer: Dialer; timeouts?: SmtpTimeouts; verifyOnly?: boolean },
): Promise<Submission> {
  const secret = 'password' in credentials ? credentials.password : credentials.accessToken;
  const progress = { hadAll: false };
  let connection: SMTPConnection | null = null;
  const overtime = AbortSignal.timeout(timeouts.whole);
  try {
    const opened = await open(settings, credentials, { dialer, timeouts, from: mail.envelope.from });
    connection = opened;
    const failed = new Promise<never>((_, reject) => {
      opened.on('error', reject);
      opened.on('end', () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNECTION' })));
      overtime.addEventListener('abort', () => reject(Object.assign(new Error('it took too long'), { code: 'ETIMEDOUT' })));
    });
    failed.catch(() => {});
    const step = <T>(work: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T | undefined> =>
      Promise.race([
        new Promise<T | undefined>((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value)))),
        failed,
      ]);
    await step((done) => opened.connect((error) => done(error)));
    await step((done) => opened.login(loginOf(settings.user, credentials), (error) => done(error)));
    if (verifyOnly) return { kind: 'taken', response: '', messageId: null };
    const { from, to } = mail.envelope;
    const envelope = { from, to: [to], size: mail.raw.byteLength };
    const info = await step<Sent>((done) => opened.send(envelope, readOnce(mail.raw, progress), (error, sent) => done(error, sent)));
    const response = oneLineOf(info?.response ?? '', secret);
    return { kind: 'taken', response, messageId: info?.serverMessageId ?? null };
  } catch (error) {
    return failureOf(error, progress.hadAll, secret);
  } finally {
    // a farewell that nobody answers would be waited for
    connection?.close();
  }
}

type Sent = { response?: string | undefined; serverMessageId?: string | undefined };

/** The connection by the guarded dialer, with TLS as it is set. */
async function open(
  { host, port, security, caCertificate }: SmtpSettings,
  credentials: Credentials,
  { dialer, timeouts, from }: { dialer: Dialer; timeouts: SmtpTimeouts; from: string },
): Promise<SMTPConnection> {
  const tls = { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, ...trusting(caCertificate) };
  const socket = security === 'tls' ? dialer.connectTls(host, port, tls) : dialer.connect(host, port);
  try {
    await once(socket, security === 'tls' ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(timeouts.connect) });
  } catch (error) {
    socket.on('error', () => {}).destroy();
    throw error;
  }
  return new SMTPConnection({
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls,
    name: from.slice(from.lastIndexOf('@') + 1),
    connectionTimeout: timeouts.connect + timeouts.greeting,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
    ...('accessToken' in credentials ? { customAuth: { TOKEN: byToken(credentials.accessToken) } } : {}),
  });
}

const loginOf = (user: string, credentials: Credentials) =>
  'password' in credentials ? { user, pass: credentials.password } : { user, method: 'TOKEN' };

/**
 * XOAUTH2 under a name of our own, since nodemailer takes that name for its own handling of tokens;
 * after a 334 with the reason, an empty line brings the refusal.
 */
const byToken =
  (token: string) =>
  async ({ auth, sendCommand }: { auth: { credentials: { user: string } }; sendCommand(line: string): Promise<{ status: number }> }) => {
    const proof = Buffer.from(`user=${auth.credentials.user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
    const first = await sendCommand(`AUTH XOAUTH2 ${proof}`);
    const { status } = first.status === 334 ? await sendCommand('') : first;
    if (status < 200 || status >= 300) throw new Error('the token was refused');
  };

const pieceBytes = 64 * 1024;

/** The mail in pieces; once the last was asked for, the final dot may be on its way. */
function readOnce(raw: Uint8Array, progress: { hadAll: boolean }): Readable {
  const pieces = function* () {
    for (let at = 0; at < raw.byteLength; at += pieceBytes) yield raw.subarray(at, at + pieceBytes);
    progress.hadAll = true;
  };
  return Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes });
}

function failureOf(error: unknown, hadAll: boolean, secret: string): Submission {
  const { message, code, originalCode, response, responseCode, command } = Facts.catch({ message: String(error) }).parse(error);
  if (code === 'EMESSAGE' && command === 'MAIL FROM' && responseCode === undefined)
    return { kind: 'refused', reply: { code: 552, said: '5.3.4 Message size exceeds what the server announced', command: 'mail' } };
  if (responseCode && response)
    return { kind: 'refused', reply: { code: responseCode, said: oneLineOf(response, secret), command: commandOf(command) } };
  const said = oneLineOf([originalCode ?? code, message].filter((text) => text).join(': '), secret);
  return { kind: 'broken', hadAll, isOfTls: ofTls.test(originalCode ?? '') || ofTls.test(code ?? ''), said };
}

/** nodemailer's own, and the codes of OpenSSL's verification and Node's check of the name. */
const ofTls = /^(?:ETLS|CERT_|ERR_TLS|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

const commandOf = (command: string | undefined): SmtpReply['command'] => {
  if (command === undefined) return 'connect';
  if (command.startsWith('AUTH')) return 'sign-in';
  const known: Record<string, SmtpReply['command']> = { 'MAIL FROM': 'mail', 'RCPT TO': 'rcpt', DATA: 'data' };
  return known[command] ?? 'connect';
};

/** A reply without its code, on one line, and without what was secret if it repeats that. */
function oneLineOf(text: string, secret: string): string {
  const line = text
    .replace(/(?:^|\r?\n)[245]\d\d[ -]/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return (secret === '' ? line : line.replaceAll(secret, '…')).slice(0, 400);
}
