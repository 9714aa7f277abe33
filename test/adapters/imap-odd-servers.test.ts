import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { SourceStep } from '../../shared/ports/mail-source.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';
import { type ScriptedImap, startScriptedImap } from '../support/scripted-imap.ts';

/** What servers do that are in trouble, or want something of a person. */

let folder: string;
let certificates: Certificates;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  certificates = await makeCertificates(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const limits = { mailBytes: 100_000, setAside: null };
const cursor = (lastUid: number) => ({ kind: 'imap', token: `7.${lastUid}` });

async function read(script: Parameters<typeof startScriptedImap>[1], from = 0) {
  const server: ScriptedImap = await startScriptedImap(certificates, script);
  const source = imapSource(imapMailbox(server.port), async () => ({ password: 'secret' }), {
    ...limits,
    dialer: loopbackDialer,
    certificateAuthority: certificates.ca,
  });
  const steps: SourceStep[] = [];
  let failure: MailSourceError | null = null;
  try {
    for await (const step of source.newMails(from === 0 ? null : cursor(from), limits)) steps.push(step);
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    failure = error;
  } finally {
    await source.close();
    await server.stop();
  }
  return {
    mails: steps.flatMap(({ mail }) => mail ?? []),
    cursors: steps.flatMap(({ cursorAfter }) => cursorAfter?.token ?? []),
    failure,
    commands: server.commands,
  };
}

test('one that says how long it wants to be left alone is left alone at once, and for so long', async () => {
  const throttled = () => ['tag BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds'];
  for (const command of ['STATUS', 'SELECT', 'UID FETCH']) {
    const started = Date.now();
    const { failure, commands } = await read({ [command]: throttled });
    expect(failure).toMatchObject({ failure: 'throttled', retryAfterMs: 92_415 });
    expect(Date.now() - started).toBeLessThan(5000);
    expect(commands.filter((one) => one === command)).toHaveLength(1);
  }
});

test('an alert is shown to the admin, with the address that the server names', async () => {
  const webLogin = 'tag NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.';
  expect((await read({ LOGIN: () => [webLogin] })).failure).toMatchObject({
    failure: 'login-refused',
    message: expect.stringMatching(
      /Web login required\. https:\/\/accounts\.google\.com\/signin\/continue\?sarp=1.*Sign in to the account once in a browser/,
    ),
  });
  const alert = '* NO [ALERT] Your account is over its limit; see https://webmail.example/limit';
  expect((await read({ LOGIN: () => [alert, 'tag NO [AUTHENTICATIONFAILED] Not now'] })).failure?.message).toContain(
    'https://webmail.example/limit',
  );
});

test('a sign-in that opens no mailbox says so, and not that the password is wrong', async () => {
  const { failure } = await read({ NAMESPACE: () => ['tag BAD User is authenticated but not connected.'] });
  expect(failure).toMatchObject({ failure: 'login-refused', message: expect.stringContaining('does not open this mailbox') });
});

test.each([
  ['nothing of it', () => ['* 1 FETCH (UID 1 RFC822.SIZE 500 INTERNALDATE "02-Nov-2026 09:00:00 +0000" BODY[]<0> "")', 'tag OK done']],
  [
    'no answer for it, and the word that all is well',
    (args: string) =>
      args.includes('BODY')
        ? ['tag OK done']
        : ['* 1 FETCH (UID 1 RFC822.SIZE 500 INTERNALDATE "02-Nov-2026 09:00:00 +0000")', 'tag OK done'],
  ],
  ['none of the list', () => ['tag NO Some of the requested messages no longer exist']],
] as const)('a mail of which the server gives %s is no empty mail, and is not passed by', async (_, answer) => {
  const { mails, cursors, failure } = await read({ 'UID FETCH': answer });
  expect(failure).toMatchObject({ failure: 'protocol', remoteId: '7.1', message: expect.stringContaining('does not hand it over') });
  expect([mails, cursors]).toEqual([[], []]);
});

test('one that was removed in the meantime is passed by', async () => {
  let asked = 0;
  const search = () => [asked++ === 0 ? '* SEARCH 1' : '* SEARCH', 'tag OK done'];
  const { mails, cursors, failure } = await read({ 'UID SEARCH': search, 'UID FETCH': () => ['tag OK done'] });
  expect([mails, cursors, failure]).toEqual([[], ['7.1'], null]);
});

test('a server that gives no UIDNEXT is asked for the folder itself', async () => {
  const { commands } = await read(
    { STATUS: () => ['* STATUS INBOX (MESSAGES 1)', 'tag OK done'], 'UID SEARCH': () => ['* SEARCH 1', 'tag OK done'] },
    1,
  );
  expect(commands).toContain('SELECT');
});
