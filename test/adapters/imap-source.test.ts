import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import type { Cursor, ImapMailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource, SourceMail, SourceStep } from '../../shared/ports/mail-source.ts';
import { aMail } from '../support/a-mail.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

const password = 'correct horse battery staple';
const mailBytes = 1_000_000;

describe.runIf(isDovecotInstalled())('an IMAP mailbox on Dovecot', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  let proxy: CuttingProxy;
  let user: string;
  let users = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    certificates = await makeCertificates(folder);
    const names = Array.from({ length: 20 }, (_, n) => [`user${n + 1}@contoso.example`, password]);
    dovecot = await startDovecot({ ...certificates, users: Object.fromEntries(names) });
    proxy = await startCuttingProxy(dovecot.imapsPort);
  });
  beforeEach(() => {
    users += 1;
    user = `user${users}@contoso.example`;
    proxy.cutAfter = Number.POSITIVE_INFINITY;
  });
  afterAll(async () => {
    await proxy?.stop();
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (more: Partial<ImapMailbox> = {}): MailSource =>
    imapSource(imapMailbox(dovecot.imapsPort, { user, ...more }), async () => ({ password }), {
      mailBytes,
      dialer: loopbackDialer,
      certificateAuthority: certificates.ca,
    });
  const deliver = async (count: number, from = 1) => {
    for (let n = from; n < from + count; n += 1)
      await dovecot.deliver(user, aMail({ subject: `number ${n}`, messageId: `<${n}@fabrikam.example>` }));
  };
  const rawOf = (mail: SourceMail | undefined) => (mail?.kind === 'fetched' ? Buffer.from(mail.raw) : null);
  const whySetAside = (mail: SourceMail) => (mail.kind === 'set-aside' ? mail.why : null);
  const subjectOf = (mail: SourceMail) => /^Subject: (.*)\r$/m.exec(rawOf(mail)?.toString() ?? '')?.[1] ?? '(none)';
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `number ${from + n}`);

  /** One read, to its end or to its failure. */
  async function read(source: MailSource, cursor: Cursor | null, setAside: string | null = null) {
    const mails: SourceMail[] = [];
    let last = cursor;
    let failure: MailSourceError | null = null;
    try {
      for await (const step of source.newMails(cursor, { mailBytes, setAside })) {
        if (step.mail) mails.push(step.mail);
        last = step.cursorAfter ?? last;
      }
    } catch (error) {
      if (!(error instanceof MailSourceError)) throw error;
      failure = error;
    } finally {
      await source.close();
    }
    return { mails, subjects: mails.map(subjectOf), cursor: last, failure };
  }

  it('leaves out mails that came at another time than is asked for, and goes on behind them', async () => {
    await deliver(3);
    const received = { from: new Date(Date.now() + 3_600_000), before: null };
    const steps: SourceStep[] = [];
    for await (const step of open().newMails(null, { mailBytes, setAside: null, received })) steps.push(step);
    expect(steps.shift()).toEqual({ mail: null, cursorAfter: null, bytesNext: true });
    expect(steps).toMatchObject([1, 2, 3].map((uid) => ({ mail: null, cursorAfter: { token: expect.stringMatching(`\\.${uid}$`) } })));
  });

  it('gives a thousand mails in order, holding one at a time, and then only what is new', async () => {
    await deliver(1000);
    const first = await read(open(), null);
    expect(first.subjects).toEqual(numbers(1, 1000));
    expect(first.cursor).toMatchObject({ kind: 'imap', token: expect.stringMatching(/\.1000$/) });
    await deliver(2, 1001);
    const second = await read(open(), first.cursor);
    expect(second.subjects).toEqual(numbers(1001, 1002));
  });

  it('says when a mail came and how large it is', async () => {
    await deliver(1);
    const { mails } = await read(open(), null);
    expect(mails[0]?.size).toBe(rawOf(mails[0])?.length);
    expect(Math.abs((mails[0]?.receivedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('starts anew when the server has numbered its mails anew (UIDVALIDITY), with other ids', async () => {
    await deliver(3);
    const before = await read(open(), null);
    await dovecot.renumber(user);
    await deliver(1, 4);
    const after = await read(open(), before.cursor);
    expect(after.subjects).toEqual(numbers(1, 4));
    expect(after.mails.some(({ remoteId }) => before.mails.some((mail) => mail.remoteId === remoteId))).toBe(false);
    expect(after.cursor).not.toEqual(before.cursor);
    const source = open();
    expect(await source.rawMail(before.mails[0]?.remoteId ?? '')).toBeNull();
    // an id of the old numbering must not mark whichever mail has its number now
    await source.acknowledge([before.mails[0]?.remoteId ?? ''], { action: 'move', folder: 'Elsewhere' });
    await source.close();
    expect((await read(open(), null)).subjects).toEqual(numbers(1, 4));
  });

  it('keeps what came before the connection broke, and goes on from there', async () => {
    await deliver(200);
    proxy.cutAfter = 60_000;
    const first = await read(open({ port: proxy.port }), null);
    expect(first.failure).toMatchObject({ failure: 'unreachable' });
    expect(first.mails.length).toBeGreaterThan(5);
    expect(first.mails.length).toBeLessThan(200);
    proxy.cutAfter = Number.POSITIVE_INFINITY;
    const second = await read(open({ port: proxy.port }), first.cursor);
    expect([...first.subjects, ...second.subjects]).toEqual(numbers(1, 200));
  });

  it('names the mail that the connection broke on, and skips it when asked to', async () => {
    await deliver(1);
    await dovecot.deliver(user, aMail({ subject: 'number 2', text: 'y'.repeat(500_000) }));
    await deliver(1, 3);
    proxy.cutAfter = 100_000;
    const broken = await read(open({ port: proxy.port }), null);
    const { remoteId } = broken.failure ?? expect.fail('the connection did not break');
    expect(broken.subjects).toEqual(['number 1']);
    expect(remoteId).toMatch(/^\d+\.2$/);
    const { mails } = await read(open({ port: proxy.port }), broken.cursor, remoteId);
    expect(mails.map(whySetAside)).toEqual(['unreadable', null]);
    expect(mails.map(subjectOf)).toEqual(['(none)', 'number 3']);
  });

  it('shows the head of a mail that is too large, so that a report can say who sent it', async () => {
    await dovecot.deliver(user, aMail({ subject: 'a film', text: 'z'.repeat(mailBytes) }));
    await deliver(1);
    const { mails } = await read(open(), null);
    expect(mails.map(({ kind }) => kind)).toEqual(['set-aside', 'fetched']);
    const [film] = mails;
    if (film?.kind !== 'set-aside') expect.fail('it was not set aside');
    expect(film.why).toBe('too-large');
    expect(film.size).toBeGreaterThan(mailBytes);
    expect(Buffer.from(film.head ?? []).toString()).toContain('Subject: a film');
    expect(film.head?.length).toBeLessThanOrEqual(65_536);
  });

  it('logs in over STARTTLS too', async () => {
    await deliver(1);
    expect((await read(open({ port: dovecot.imapPort, tls: 'starttls' }), null)).subjects).toEqual(['number 1']);
  });
});
