import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../local/cloud/certificates.ts';
import { type ImapServer, startImapServer } from '../../../local/mail/start-imap-server.ts';

const user = 'helpdesk@contoso.example';
let certificates: Certificates;
let pki: string;
let folder: string;
let server: ImapServer;

async function start(): Promise<void> {
  const { key, cert } = certificates;
  server = await startImapServer({ folder, user, password: 'secret', port: 0, tlsPort: 0, key, cert });
}
async function restart(): Promise<void> {
  await server.stop();
  await start();
}
beforeAll(async () => {
  pki = await mkdtemp(join(tmpdir(), 'imap-pki-'));
  certificates = await makeCertificates(pki);
});
afterAll(() => rm(pki, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imap-'));
  await start();
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const connection = (secure = true, pass = 'secret') =>
  new ImapFlow({
    host: '127.0.0.1',
    port: secure ? server.tlsPort : server.port,
    secure,
    auth: { user, pass },
    tls: { ca: certificates.ca },
    logger: false,
  });

/** Runs `work` on INBOX as a client that verifies the certificate. */
async function inInbox<T>(work: (client: ImapFlow) => Promise<T>, secure = true): Promise<T> {
  const client = connection(secure);
  await client.connect();
  await client.mailboxOpen('INBOX');
  const result = await work(client);
  await client.logout();
  return result;
}
/** imapflow says false where there is none. */
function found<T>(value: T | false): T {
  if (value === false) throw new Error('not found');
  return value;
}
const aRawMail = (subject: string) => Buffer.from(`From: alice@fabrikam.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
const inboxNow = () =>
  inInbox(async (client) => {
    const seen: { uid: number; flags: string[]; source: string }[] = [];
    for await (const { uid, flags, source } of client.fetch('1:*', { uid: true, flags: true, source: true }))
      seen.push({ uid, flags: [...(flags ?? [])].sort(), source: source?.toString('latin1') ?? '' });
    const { uidValidity, uidNext } = found(client.mailbox);
    return { uidValidity: Number(uidValidity), uidNext, seen };
  });

describe('logs in', () => {
  it('over TLS, and over plain text with STARTTLS, with a certificate of our authority', async () => {
    await server.deliver(aRawMail('one'));
    for (const secure of [true, false]) {
      expect(await inInbox(async (client) => [client.secureConnection, found(client.mailbox).exists], secure)).toEqual([true, 1]);
    }
  });
  it('not with a wrong password', async () => {
    await expect(connection(true, 'wrong').connect()).rejects.toMatchObject({ authenticationFailed: true });
  });
});

it('hands out the very bytes, whatever they are', async () => {
  const raws = [Buffer.from('\x00\xff\x80 no header\n.\r\n\r', 'latin1'), randomBytes(300_000), Buffer.from('{5}\r\n'), Buffer.from('x')];
  for (const raw of raws) await server.deliver(raw);
  const sources = await inInbox((client) => client.fetchAll('1:*', { source: true, size: true }));
  expect(sources.map(({ source }, i) => source?.equals(raws[i] ?? Buffer.alloc(0)))).toEqual([true, true, true, true]);
  expect(sources.map(({ size }) => size)).toEqual(raws.map((raw) => raw.length));
});

it('takes a mail that a client appends as it is, NUL bytes and 20 MB included', async () => {
  const raw = Buffer.concat([aRawMail('large'), randomBytes(20_000_000)]);
  const source = await inInbox(async (client) => {
    await client.append('INBOX', raw, ['\\Seen']);
    return found(await client.fetchOne('1', { source: true }, { uid: true })).source;
  });
  expect(source?.equals(raw)).toBe(true);
});

it('hands out a large mail in slices', async () => {
  const raw = Buffer.concat([aRawMail('sliced'), randomBytes(3_000_000)]);
  await server.deliver(raw);
  const pieces = await inInbox(async (client) => {
    const all: Buffer[] = [];
    for await (const piece of found(await client.download('1', undefined, { uid: true, chunkSize: 65_536 })).content ?? []) all.push(piece);
    return all;
  });
  expect(Buffer.concat(pieces).equals(raw)).toBe(true);
});

describe('after a restart', () => {
  it('mails, flags, UIDs and UIDVALIDITY are the same, and a UID is never given twice', async () => {
    for (const subject of ['one', 'two', 'three', 'four']) await server.deliver(aRawMail(subject));
    await inInbox(async (client) => {
      await client.messageFlagsAdd('2', ['\\Seen', '\\Flagged'], { uid: true });
      await client.messageDelete('3:4', { uid: true });
    });
    const before = await inboxNow();
    await restart();
    expect(await inboxNow()).toEqual(before);
    expect(before).toMatchObject({ uidNext: 5, seen: [{ uid: 1 }, { uid: 2 }] });
    expect(before.seen[1]?.flags).toEqual(['\\Flagged', '\\Seen']);
    expect(await server.deliver(aRawMail('five'))).toBe(5);
  });

  it('so are folders and what was moved and copied into them', async () => {
    await server.deliver(aRawMail('moved'));
    await server.deliver(aRawMail('copied'));
    const look = () =>
      inInbox(async (client) => {
        const folders = (await client.list()).map(({ path }) => path).sort();
        const status = await client.status('Done/2026', { messages: true, uidNext: true, uidValidity: true });
        return { folders, status, inbox: found(client.mailbox).exists };
      });
    await inInbox(async (client) => {
      await client.mailboxCreate('../Processed');
      await client.messageMove('1', '../Processed', { uid: true });
      await client.messageCopy('2', '../Processed', { uid: true });
      await client.mailboxRename('../Processed', 'Done/2026');
    });
    const before = await look();
    await restart();
    expect(await look()).toEqual(before);
    expect(before).toMatchObject({ folders: ['..', 'Done', 'Done/2026', 'INBOX'], status: { messages: 2, uidNext: 3 }, inbox: 1 });
    await inInbox((client) => client.mailboxDelete('Done/2026'));
    await restart();
    expect(await inInbox(async (client) => (await client.list()).map(({ path }) => path).sort())).toEqual(['..', 'Done', 'INBOX']);
  });

  it('what a kill left half written is no mail', async () => {
    await server.deliver(aRawMail('whole'));
    await server.stop();
    const inbox = join(folder, 'INBOX');
    await writeFile(join(inbox, '.6c1f.tmp'), 'half');
    await start();
    expect((await inboxNow()).seen).toHaveLength(1);
    expect((await readdir(inbox)).sort()).toEqual(['1.eml', 'folder.json']);
  });
});

it('tells a client that waits (IDLE) of a new mail', async () => {
  const client = connection();
  await client.connect();
  await client.mailboxOpen('INBOX');
  const told = new Promise((resolve) => client.once('exists', resolve));
  const idle = client.idle();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await server.deliver(aRawMail('new'));
  expect(await told).toMatchObject({ count: 1 });
  await client.noop();
  await idle;
  await client.logout();
});

it('gives another UIDVALIDITY on demand', async () => {
  await server.deliver(aRawMail('one'));
  server.setUidValidity(4242);
  expect((await inboxNow()).uidValidity).toBe(4242);
});

it('shows the structure of a mail with a hostile header without holding up the others', async () => {
  const addresses = Array.from({ length: 50_000 }, (_, i) => `u${i}@fabrikam.example`).join(',\r\n ');
  const nested = `${'a:'.repeat(50_000)};`;
  const part = `--b\r\nContent-Type: text/plain;${Array.from({ length: 20_000 }, (_, i) => `\r\n name*${i}=x;`).join('')}\r\n\r\ntext\r\n--b--\r\n`;
  const raw = `To: ${addresses}\r\nCc: ${nested}\r\nSubject: hostile\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part}`;
  await server.deliver(Buffer.from(raw));
  const started = Date.now();
  const mail = await inInbox(async (client) => found(await client.fetchOne('1', { envelope: true, bodyStructure: true }, { uid: true })));
  expect(mail.envelope?.subject).toBe('hostile');
  expect(mail.bodyStructure?.childNodes?.[0]?.type).toBe('text/plain');
  expect(Date.now() - started).toBeLessThan(2000);
});
