import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudFile, readCloudFile } from '../../../local/cloud/cloud-file.ts';
import { sendRawMail } from '../../../local/mail/send-raw-mail.ts';
import { childrenOf, endPrograms, isAlive, type Program, root, run, running, start, until } from '../../support/a-program.ts';

const helpdesk = 'helpdesk@contoso.example';
let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'cloud-'));
});
afterAll(async () => {
  await endPrograms();
  await rm(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
});

async function inboxOf(cloud: CloudFile) {
  const { host, port, user, password } = cloud.imap;
  const ca = await readFile(cloud.caFile, 'utf8');
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass: password }, tls: { ca }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const mails = await client.fetchAll('1:*', { uid: true, source: true });
  await client.logout();
  return mails.map(({ uid, source }) => ({ uid, source: source?.toString('latin1') ?? '' }));
}

let cloud: CloudFile;
let program: Program;

it('is up when cloud.json is there, and shows where everything is', async () => {
  program = start(state);
  cloud = await running(state, program);
  expect(cloud.pid).toBe(program.process.pid);
  await until('the table', () => program.said().includes('Send it a mail') || undefined, program.said);
  for (const address of [cloud.app.url, cloud.graph.url, cloud.cosmos.endpoint, `:${cloud.smtp.port}`])
    expect(program.said()).toContain(address);
  expect((await fetch(`${cloud.app.url}/api/openapi.json`)).status).toBe(200);
}, 60_000);

it('refuses a second instance, and a port that is taken, with the way out', async () => {
  const second = start(state);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`An embedded cloud already runs with the state folder ${state} (process ${cloud.pid}): ${cloud.app.url}`);
  const other = join(state, 'other');
  const busy = run('tools/start.mjs', '--state', other, '--port', '0', '--smtp-port', String(cloud.smtp.port));
  expect(await busy.ended).toBe(1);
  expect(busy.said()).toContain(`Port ${cloud.smtp.port} for incoming mail is taken by another program.`);
  expect(await readdir(other)).not.toContain('cloud.json');
});

it('replaces a killed functions process, and takes mail meanwhile', async () => {
  const before = structuredClone(cloud);
  process.kill(cloud.app.pid, 'SIGKILL');
  await sendRawMail(
    cloud.smtp,
    { from: '', to: [helpdesk] },
    Buffer.from('Subject: meanwhile\r\nMessage-ID: <m@client.example>\r\n\r\nHello.\r\n'),
  );
  cloud = await until('a new pid', () => {
    const now = readCloudFile(state);
    return now && now.app.pid !== before.app.pid ? now : undefined;
  });
  expect(cloud).toEqual({ ...before, app: { ...before.app, pid: cloud.app.pid } });
  expect(isAlive(cloud.app.pid)).toBe(true);
  expect((await fetch(`${cloud.app.url}/api/openapi.json`)).status).toBe(200);
  const [mail] = await inboxOf(cloud);
  expect(mail?.source).toMatch(/^Return-Path: <>\r\nReceived: /);
  expect(mail?.source.endsWith('Subject: meanwhile\r\nMessage-ID: <m@client.example>\r\n\r\nHello.\r\n')).toBe(true);
});

it('puts what goes out over SMTP into the outbox, and into the local mailboxes among the recipients', async () => {
  const { host, port, user, password } = cloud.smtp;
  const transport = createTransport({ host, port, auth: { user, pass: password } });
  await transport.sendMail({
    from: user,
    to: ['alice@fabrikam.example', helpdesk],
    subject: 'out',
    text: 'Hello.',
    messageId: '<out@contoso.example>',
  });
  const outbox = resolve(root, cloud.outbox);
  const files = (await readdir(outbox)).filter((name) => name.endsWith('-alice@fabrikam.example.eml'));
  expect(files).toHaveLength(1);
  const sent = await readFile(join(outbox, files[0] ?? ''), 'latin1');
  expect(sent).not.toContain('Received:');
  expect((await inboxOf(cloud)).at(-1)?.source.endsWith(sent)).toBe(true);
});

it('sends a sample, and raw mails as they are', async () => {
  const sender = run('tools/send.ts', '--state', state, '--to', 'nobody@elsewhere.example');
  expect(await sender.ended).toBe(1);
  expect(sender.said()).toContain('550');
  const none = run('tools/send.ts', '--state', join(state, 'other'));
  expect(await none.ended).toBe(1);
  expect(none.said()).toContain('No embedded cloud runs');
});

it('ends on Ctrl-C with everything that it started, and finds its mail again', async () => {
  const before = await inboxOf(cloud);
  const pids = await childrenOf(state, cloud);
  expect(pids.every(isAlive)).toBe(true);
  program.process.kill('SIGINT');
  await sleep(20);
  // npm passes on the signal that the terminal sends to both
  program.process.kill('SIGINT');
  expect(await program.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readCloudFile(state)).toBeUndefined();
  program = start(state);
  cloud = await running(state, program);
  expect(await inboxOf(cloud)).toEqual(before);
}, 60_000);
