import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { describe } from 'vitest';
import { makeCertificates } from '../../local/cloud/certificates.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';
import { mailSourceContract } from './mail-source-contract.ts';
import type { SourceHarness } from './source-harness.ts';

describe.runIf(isDovecotInstalled())('on Dovecot', () =>
  mailSourceContract('IMAP', startHarness, { inbox: 'INBOX', other: 'Alerts', moveTo: 'Alerts' }),
);

const user = 'helpdesk@contoso.example';
const password = 'local-password';

async function startHarness(): Promise<SourceHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  const certificates = await makeCertificates(folder);
  const dovecot = await startDovecot({ ...certificates, users: { [user]: password } });
  const mailbox = imapMailbox(dovecot.imapsPort);
  const deps = { mailBytes: 100_000, dialer: loopbackDialer, certificateAuthority: certificates.ca };

  /** Another client looks into each folder. */
  async function inEachFolder<T>(look: (client: ImapFlow, path: string) => Promise<T | null>): Promise<T | null> {
    const { host, port } = mailbox;
    const client = new ImapFlow({ host, port, secure: true, tls: { ca: certificates.ca }, auth: { user, pass: password }, logger: false });
    await client.connect();
    try {
      for (const { path } of await client.list()) {
        await client.mailboxOpen(path);
        const found = await look(client, path);
        if (found !== null) return found;
      }
      return null;
    } finally {
      await client.logout();
    }
  }

  return {
    deliver: (raw) => dovecot.deliver(user, raw),
    open: (folders = ['INBOX']) => imapSource({ ...mailbox, folders }, async () => ({ password }), deps),
    find: (subject) =>
      inEachFolder(async (client, path) => {
        const [uid] = (await client.search({ header: { subject } }, { uid: true })) || [];
        const row = uid ? await client.fetchOne(String(uid), { flags: true }, { uid: true }) : false;
        return row ? { folder: path, seen: row.flags?.has('\\Seen') ?? false } : null;
      }),
    reset: async () => {
      await inEachFolder(async (client) => {
        await client.messageDelete('1:*');
        return null;
      });
    },
    unknownId: async () => {
      const validity = await inEachFolder(async (client, path) => (path === 'INBOX' && client.mailbox ? client.mailbox.uidValidity : null));
      return `${validity}.999999`;
    },
    showsCertificate: true,
    stop: async () => {
      await dovecot.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
