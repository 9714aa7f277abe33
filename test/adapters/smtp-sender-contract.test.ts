import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smtpSender } from '../../shared/adapters/smtp/smtp-sender.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { SendOptions } from '../../shared/ports/mail-sender.ts';
import { aMailSystem, password, timeouts, token, user } from '../support/a-mail-system.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';
import { isDovecotInstalled } from '../support/dovecot.ts';
import { mailSenderContract, type SenderHarness } from './mail-sender-contract.ts';

/** Sending by a server for submission, with Dovecot for the mailbox that it saves its copies in. */

async function startHarness(): Promise<SenderHarness> {
  const system = await aMailSystem({ savesSent: true });
  const { server } = system;
  return {
    sender: system.sender,
    reset() {
      server.sent.length = 0;
      server.mishaps.length = 0;
    },
    sent: async () => [...server.sent],
    throttleNext: () => void server.mishaps.push({ at: 'rcpt', code: 450, said: '4.2.0 Greylisted' }),
    saysForHowLong: false,
    loseNextAnswer: () => void server.mishaps.push({ at: 'dot', takes: true }),
    stop: system.stop,
  };
}

describe.runIf(isDovecotInstalled())('with a Sent folder on Dovecot', () => mailSenderContract('A server for submission', startHarness));

describe.runIf(isDovecotInstalled())('a server for submission', () => {
  let system: Awaited<ReturnType<typeof aMailSystem>>;
  beforeAll(async () => {
    system = await aMailSystem({ savesSent: false, answer: '2.0.0 OK <final.1@host.prod.outlook.com> [Hostname=host.prod.outlook.com]' });
  });
  beforeEach(() => {
    system.server.mishaps.length = 0;
    system.server.sent.length = 0;
    system.server.envelopes.length = 0;
    system.server.logins.length = 0;
  });
  afterAll(() => system?.stop());
  const send = async (options?: SendOptions, mail = anOutgoingMail(), sender = system.sender) =>
    sender.send(mail, options).catch((error: unknown) => (error instanceof MailSenderError ? error : Promise.reject(error)));

  test('lets a mailbox sign in before it is saved, or says why not, and gets no mail', async () => {
    expect(await system.sender.signIn(user)).toEqual({ kind: 'accepted' });
    expect(system.server.logins).toHaveLength(1);
    const wrong = smtpSender(system.settings, { ...system.deps, login: async () => ({ password: 'wrong' }) });
    await expect(wrong.signIn(user)).rejects.toMatchObject({ reason: { code: 'smtp-login-refused' } });
    expect([system.server.sent, system.server.envelopes]).toEqual([[], []]);
  });

  test('tells the Message-ID that it gave the mail, and the copy is put into the Sent folder', async () => {
    const mail = anOutgoingMail();
    expect(await send(undefined, mail)).toEqual({ kind: 'accepted', finalMessageId: '<final.1@host.prod.outlook.com>' });
    expect(system.server.envelopes).toEqual([{ from: user, to: ['alice@fabrikam.example'] }]);
    expect(await system.copies()).toContain(mail.messageId);
  });

  test('is signed in to with a token', async () => {
    const byToken = smtpSender(system.settings, { ...system.deps, login: async () => ({ accessToken: token }) });
    expect(await byToken.send(anOutgoingMail())).toMatchObject({ kind: 'accepted' });
    expect(system.server.logins).toEqual(['XOAUTH2']);
  });

  test('that refuses what was kept gets what is there by now, and each but once', async () => {
    const login = async (fresh: boolean) => ({ accessToken: fresh ? token : 'old' });
    expect(await smtpSender(system.settings, { ...system.deps, login }).send(anOutgoingMail())).toMatchObject({ kind: 'accepted' });
    expect(system.server.logins).toHaveLength(2);
    const wrong = smtpSender(system.settings, { ...system.deps, login: async () => ({ password: 'wrong' }) });
    await expect(wrong.send(anOutgoingMail())).rejects.toMatchObject({
      reason: { code: 'smtp-login-refused' },
      perhapsTaken: false,
      retryAfterMs: 3_600_000,
    });
    expect(system.server.logins).toHaveLength(3);
  });

  test('that breaks off in the middle of the mail has not taken it', async () => {
    system.server.mishaps.push({ at: 'half', takes: false });
    const mail = anOutgoingMail({ text: 'x'.repeat(3_000_000) });
    expect(await send(undefined, mail)).toMatchObject({ reason: { code: 'smtp-unreachable' }, perhapsTaken: false });
    expect(system.server.sent).toEqual([]);
  });

  test.each([
    ['ends the connection behind the last byte', { at: 'dot', takes: true }],
    ['does not answer', { at: 'silence' }],
  ] as const)('that %s perhaps has the mail: without a Sent folder of its own nobody can tell', async (_, mishap) => {
    system.server.mishaps.push(mishap);
    const impatient = smtpSender(system.settings, { ...system.deps, timeouts: { ...timeouts, silence: 1500 } });
    expect(await send(undefined, anOutgoingMail(), impatient)).toEqual({
      kind: 'uncertain',
      reason: remark('smtp-in-doubt', { host: '127.0.0.1' }),
      canLook: false,
    });
    expect(system.server.sent).toHaveLength(1);
  });

  test.each([
    [
      '550 5.1.1 at the recipient',
      { at: 'rcpt', code: 550, said: '5.1.1 <alice@fabrikam.example>: User unknown' },
      { kind: 'refused', reason: { code: 'smtp-no-such-address' }, isAddressDead: true },
    ],
    ['552 at the mail', { at: 'data', code: 552, said: '5.3.4 Message too big' }, { kind: 'refused', reason: { code: 'smtp-too-large' } }],
    ['554 at the mail', { at: 'data', code: 554, said: '5.7.1 Rejected as spam' }, { kind: 'refused', reason: { code: 'smtp-refused' } }],
    ['451 at the mail', { at: 'data', code: 451, said: '4.7.1 Try again later' }, { reason: { code: 'smtp-later' }, perhapsTaken: false }],
    [
      '5.2.252',
      { at: 'data', code: 554, said: '5.2.252 SendAsDenied; support@contoso.example not allowed to send as x' },
      { reason: { code: 'smtp-send-as-denied' }, retryAfterMs: 3_600_000 },
    ],
    [
      'a full quota of ours',
      { at: 'mail', code: 550, said: '5.4.5 Daily user sending limit exceeded' },
      { reason: { code: 'smtp-quota' } },
    ],
  ] as const)('%s is answered as the table says', async (_, mishap, expected) => {
    system.server.mishaps.push(mishap);
    const result = await send();
    expect(result).toMatchObject(expected);
    expect(system.server.sent).toEqual([]);
    expect(JSON.stringify(result)).not.toContain(password);
  });

  test('whose certificate nobody vouches for, or that offers no TLS, gets neither password nor mail', async () => {
    const untrusted = smtpSender({ ...system.settings, caCertificate: null }, system.deps);
    await expect(untrusted.send(anOutgoingMail())).rejects.toMatchObject({ reason: { code: 'smtp-no-tls' } });
    const plain = smtpSender({ ...system.settings, security: 'none' }, system.deps);
    await expect(plain.send(anOutgoingMail())).rejects.toMatchObject({ reason: { code: 'smtp-not-allowed' } });
    expect(system.server.logins).toEqual([]);
  });

  test('with files of more than it takes is not asked', async () => {
    const bytes = new Uint8Array(15_000_001);
    const attachments = [{ name: 'a.bin', type: 'application/octet-stream', contentId: null, bytes }];
    expect(await send(undefined, anOutgoingMail({ attachments }))).toMatchObject({ kind: 'refused', reason: { code: 'send-too-large' } });
  });
});
