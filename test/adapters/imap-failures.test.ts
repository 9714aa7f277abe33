import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import type { ImapDeps } from '../../shared/adapters/imap/imap-connection.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { signInGuard } from '../../shared/adapters/net/sign-in-guard.ts';
import type { ImapMailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { aMail } from '../support/a-mail.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

const user = 'helpdesk@contoso.example';
const password = 'correct horse battery staple';
const limits = { mailBytes: 100_000, setAside: null };
const deps = { ...limits, dialer: loopbackDialer };
const quick = { connect: 700, greeting: 700, silence: 700, connection: 2000 };

describe.runIf(isDovecotInstalled())('an IMAP mailbox that fails', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    certificates = await makeCertificates(folder);
    dovecot = await startDovecot({ ...certificates, users: { [user]: password } });
  });
  afterAll(async () => {
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (mailbox: Partial<ImapMailbox> = {}, login = { password }, more: Partial<ImapDeps> = {}): MailSource =>
    imapSource(imapMailbox(dovecot.imapsPort, mailbox), async () => login, { ...deps, certificateAuthority: certificates.ca, ...more });

  /** Reads from the start, `pause` milliseconds a mail. */
  async function failureOf(source: MailSource, pause = 0): Promise<MailSourceError> {
    try {
      for await (const _ of source.newMails(null, limits)) await wait(pause);
    } catch (error) {
      if (error instanceof MailSourceError) return error;
      throw error;
    } finally {
      await source.close();
    }
    return expect.fail('the read went well');
  }

  it('is not signed in to with the same wrong password by all the mails that wait, which would lock the account', async () => {
    let now = 0;
    let connections = 0;
    const connectTls: typeof loopbackDialer.connectTls = (...to) => {
      connections += 1;
      return loopbackDialer.connectTls(...to);
    };
    const more = { guard: signInGuard(() => now), dialer: { ...loopbackDialer, connectTls } };
    const tries = async (wanted: string) => {
      const before = connections;
      const waiting = Array.from({ length: 10 }, () => open({}, { password: wanted }, more));
      const outcomes = await Promise.all(waiting.map((source) => source.rawMail('1.1').then(String, ({ failure }) => failure)));
      await Promise.all(waiting.map((source) => source.close()));
      return { asked: connections - before, outcomes: [...new Set(outcomes)] };
    };
    expect(await tries('wrong')).toEqual({ asked: 2, outcomes: ['login-refused'] });
    expect(await tries(password)).toEqual({ asked: 10, outcomes: ['null'] });
    // the next poll, five minutes later
    now += 5 * 60_000;
    expect(await tries('wrong')).toEqual({ asked: 2, outcomes: ['login-refused'] });
  }, 30_000);

  it.each([
    ['a wrong password', {}, { password: 'wrong' }, {}, 'login-refused', /refused the login of helpdesk@contoso.example/],
    ['no password', {}, { password: '' }, {}, 'login-refused', /refused the login/],
    [
      'a certificate of an unknown authority',
      {},
      { password },
      { certificateAuthority: '' },
      'certificate',
      /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO/,
    ],
    ['a folder that is not there', { folders: ['Nowhere'] as string[] }, { password }, {}, 'folder-missing', /no folder "Nowhere"/],
    ['a port that nobody listens on', { port: 1 }, { password }, {}, 'unreachable', /ECONNREFUSED/],
    ['a host that does not exist', { host: 'imap.invalid' }, { password }, {}, 'unreachable', /imap\.invalid:\d+ can't be reached/],
  ] as const)('%s is named as such, without the secret', async (_, mailbox, login, more, failure, text) => {
    const error = await failureOf(open(mailbox, login, more));
    expect(error.failure).toBe(failure);
    expect(error.message).toMatch(text);
    expect(`${JSON.stringify(error)} ${error.stack}`).not.toContain(password);
    expect(error.cause).toBeUndefined();
  });

  it('a password that was kept and has been changed since is asked for anew, once, and does not fail the read', async () => {
    const asked: boolean[] = [];
    const login = async (fresh: boolean) => {
      asked.push(fresh);
      return { password: fresh ? password : 'the old one' };
    };
    const source = imapSource(imapMailbox(dovecot.imapsPort), login, { ...deps, certificateAuthority: certificates.ca });
    for await (const _ of source.newMails(null, limits)) expect.fail('the mailbox is empty');
    await source.close();
    expect(asked).toEqual([false, true]);
  });

  it('a password that Key Vault does not hand over is named as such', async () => {
    const mailbox = imapMailbox(dovecot.imapsPort);
    const error = await failureOf(imapSource(mailbox, () => Promise.reject(new Error('SecretNotFound')), deps));
    expect(error).toMatchObject({ failure: 'login-refused', message: expect.stringContaining('SecretNotFound') });
  });

  it('a certificate for another name is refused, even of a known authority', async () => {
    const other = await generate([{ name: 'commonName', value: 'mail.fabrikam.example' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'mail.fabrikam.example' }] }],
    });
    const foreign = await startDovecot({ key: other.private, cert: other.cert, users: { [user]: password } });
    try {
      for (const tls of ['implicit', 'starttls'] as const) {
        const port = tls === 'implicit' ? foreign.imapsPort : foreign.imapPort;
        const error = await failureOf(open({ port, tls }, { password }, { certificateAuthority: other.cert }));
        expect([tls, error.failure, error.message]).toEqual([tls, 'certificate', expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID')]);
      }
    } finally {
      await foreign.stop();
    }
  });

  it('TLS is not given up for a server that has none', async () => {
    const heard: string[] = [];
    const plain = await serve((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n');
      socket.on('data', (data) => {
        heard.push(data.toString('latin1'));
        const [tag = '*'] = data.toString().split(' ');
        if (/^\w+ CAPABILITY/.test(data.toString())) socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`);
      });
    });
    expect(await failureOf(open({ port: plain.port, tls: 'starttls' }, { password }, { timeouts: quick }))).toMatchObject({
      failure: 'protocol',
      message: expect.stringContaining('must offer STARTTLS'),
    });
    expect((await failureOf(open({ port: plain.port }, { password }, { timeouts: quick }))).failure).toBe('protocol');
    expect(heard.join('')).not.toMatch(/LOGIN|AUTHENTICATE/);
    plain.server.close();
  });

  it('a server that says nothing is not waited for, neither with TLS nor before STARTTLS', async () => {
    const silent = await serve(() => {});
    for (const tls of ['implicit', 'starttls'] as const) {
      const started = Date.now();
      expect((await failureOf(open({ port: silent.port, tls }, { password }, { timeouts: quick }))).failure).toBe('unreachable');
      expect(Date.now() - started).toBeLessThan(2000);
    }
    silent.server.close();
  });

  it('a read without an end is ended', async () => {
    for (const n of [1, 2, 3]) await dovecot.deliver(user, aMail({ subject: `number ${n}` }));
    const error = await failureOf(open({}, { password }, { timeouts: { ...quick, connection: 300 } }), 400);
    expect(error).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('too slow') });
  });
});

async function serve(talk: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => talk(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
}
