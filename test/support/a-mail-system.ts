import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { makeCertificates } from '../../local/cloud/certificates.ts';
import { startSubmissionServer } from '../../local/mail/submission-server.ts';
import { sentFolder } from '../../shared/adapters/smtp/sent-folder.ts';
import { smtpSender } from '../../shared/adapters/smtp/smtp-sender.ts';
import { SmtpSettings } from '../../shared/domain/mailboxes/smtp-settings.ts';
import { startDovecot } from './dovecot.ts';
import { imapMailbox } from './imap-mailbox.ts';
import { loopbackDialer } from './loopback-dialer.ts';

/** Who signs in, and by what. */
export const user = 'support@contoso.example';
export const [password, token] = ['local-password', 'local-token'];
export const timeouts = { connect: 8000, greeting: 8000, silence: 8000, whole: 20_000 };

/**
 * A server for submission, and a mailbox on Dovecot with its Sent folder; `savesSent`: the server
 * puts what it takes there. `answer`: what it says to a mail.
 */
export async function aMailSystem({ savesSent, answer }: { savesSent: boolean; answer?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'psa-smtp-'));
  const certificates = await makeCertificates(folder);
  const dovecot = await startDovecot({ ...certificates, users: { [user]: password } });
  const mailbox = imapMailbox(dovecot.imapsPort, { user, address: user, caCertificate: certificates.ca });
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapsPort,
    secure: true,
    tls: { ca: certificates.ca },
    auth: { user, pass: password },
    logger: false,
  });
  await imap.connect();
  await imap.mailboxCreate('Sent');
  const sent = sentFolder(mailbox, async () => ({ password }), { mailBytes: 100_000, dialer: loopbackDialer });
  const server = await startSubmissionServer({
    ...certificates,
    user,
    password,
    token,
    ...(savesSent ? { onTaken: (raw: Uint8Array) => sent.add(raw) } : {}),
    ...(answer === undefined ? {} : { answer }),
  });
  const settings = SmtpSettings.parse({
    host: '127.0.0.1',
    port: server.port,
    user,
    caCertificate: certificates.ca,
    login: { method: 'as-mailbox' },
    savesSent,
  });
  const deps = { login: async () => ({ password }), dialer: loopbackDialer, now: () => new Date(), allowPlain: false, sent, timeouts };
  return {
    server,
    settings,
    deps,
    sender: smtpSender(settings, deps),
    /** The Message-IDs in the Sent folder. */
    async copies() {
      await imap.mailboxOpen('Sent');
      const found = await imap.fetchAll('1:*', { envelope: true });
      return found.map(({ envelope }) => envelope?.messageId);
    },
    async stop() {
      await imap.logout();
      await server.stop();
      await dovecot.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
