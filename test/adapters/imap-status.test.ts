import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { type ImapTap, startImapTap } from '../../local/mail/start-imap-tap.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import type { SourceStep } from '../../shared/ports/mail-source.ts';
import { aMail } from '../support/a-mail.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

const user = 'helpdesk@contoso.example';
const password = 'local-password';
const mailBytes = 100_000;

describe.runIf(isDovecotInstalled())('what is asked of an IMAP server (Dovecot)', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  let tap: ImapTap;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    certificates = await makeCertificates(folder);
    dovecot = await startDovecot({ ...certificates, users: { [user]: password } });
    tap = await startImapTap(certificates, dovecot.imapsPort);
  });
  afterAll(async () => {
    await tap?.stop();
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** One poll: its steps, where it ended, and what was asked for. */
  async function poll(cursor: Cursor | null) {
    const before = tap.commands().length;
    const source = imapSource(imapMailbox(tap.port), async () => ({ password }), {
      mailBytes,
      dialer: loopbackDialer,
      certificateAuthority: certificates.ca,
    });
    const steps: SourceStep[] = [];
    for await (const step of source.newMails(cursor, { mailBytes, setAside: null })) steps.push(step);
    await source.close();
    const cursorAfter = steps.findLast((step) => step.cursorAfter !== null)?.cursorAfter ?? cursor;
    return {
      steps,
      cursor: cursorAfter,
      asked: tap
        .commands()
        .slice(before)
        .filter((command) => !/^(CAPABILITY|ID|AUTHENTICATE|LOGIN|NAMESPACE|LOGOUT)$/.test(command)),
    };
  }

  it('with nothing new: one STATUS, beside what a login takes', async () => {
    expect(await poll(null)).toEqual({ steps: [], cursor: null, asked: ['STATUS'] });
    await dovecot.deliver(user, aMail({ subject: 'one' }));
    const first = await poll(null);
    expect(first.steps.map(({ mail, bytesNext }) => bytesNext ?? mail?.kind)).toEqual([true, 'fetched']);
    expect(first.asked).toEqual(['STATUS', 'LIST', 'LSUB', 'SELECT', 'NOOP', 'UID SEARCH', 'UID FETCH', 'UID FETCH']);
    expect(await poll(first.cursor)).toMatchObject({ steps: [], asked: ['STATUS'] });
  });

  it('what came and was removed again is looked for once, not with each poll', async () => {
    const { cursor } = await poll(null);
    await dovecot.deliver(user, aMail({ subject: 'removed' }));
    const other = imapSource(imapMailbox(dovecot.imapsPort), async () => ({ password }), {
      mailBytes,
      dialer: loopbackDialer,
      certificateAuthority: certificates.ca,
    });
    const ids: string[] = [];
    for await (const { mail } of other.newMails(cursor, { mailBytes, setAside: null })) if (mail) ids.push(mail.remoteId);
    await other.acknowledge(ids, { action: 'move', folder: 'Elsewhere' });
    await other.close();

    const once = await poll(cursor);
    expect(once.asked).toEqual(['STATUS', 'LIST', 'LSUB', 'SELECT', 'NOOP', 'UID SEARCH']);
    expect(once.cursor).not.toEqual(cursor);
    expect(await poll(once.cursor)).toMatchObject({ steps: [], asked: ['STATUS'] });
  });

  it('a folder that was numbered anew is read', async () => {
    const { cursor } = await poll(null);
    await dovecot.renumber(user);
    expect((await poll(cursor)).steps.some(({ mail }) => mail !== null)).toBe(true);
  });
});
