import { randomBytes } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArrivedMail, type SmtpInbound, startSmtpServer } from '../../../local/mail/start-smtp-inbound.ts';
import { toMailboxAddress } from '../../../local/mail/to-mailbox-address.ts';
import { dotted, openSmtp } from './raw-smtp.ts';

const support = 'support@contoso.example';
const login = { user: 'helpdesk@contoso.example', password: 'secret' };
let door: SmtpInbound;
let arrived: ArrivedMail[];
let submitted: ArrivedMail[];
let refuse: Error | undefined;

async function open(): Promise<void> {
  arrived = [];
  submitted = [];
  refuse = undefined;
  door = await startSmtpServer({
    port: 0,
    login,
    isLocal: (address) => toMailboxAddress(address) === support,
    deliver: async (mail) => {
      if (refuse) throw refuse;
      arrived.push(mail);
    },
    submit: async (mail) => void submitted.push(mail),
  });
}
afterEach(() => door.stop());

async function send(raw: Buffer, to = support): Promise<string> {
  const smtp = await openSmtp(door.port);
  await smtp.say('MAIL FROM:<alice@fabrikam.example> BODY=8BITMIME');
  await smtp.say(`RCPT TO:<${to}>`);
  await smtp.say('DATA');
  const reply = await smtp.say(dotted(raw));
  smtp.close();
  return reply;
}

/** What stands behind the trace fields. */
function received(): Buffer {
  const raw = arrived[0]?.raw.toString('latin1') ?? '';
  const [trace = ''] = /^Return-Path: <[^\r\n]*>\r\nReceived: [^\r\n]*(?:\r\n\t[^\r\n]*)*\r\n/.exec(raw) ?? [];
  expect(trace).not.toBe('');
  return Buffer.from(raw.slice(trace.length), 'latin1');
}

describe('hands the bytes on unchanged', () => {
  const lines = (...all: string[]) => Buffer.from(`${all.join('\r\n')}\r\n`, 'latin1');
  it.each([
    ['8-bit text in two character sets', Buffer.from('Subject: Müller\r\n\r\nGrüße \r\n\xff\xfe\x80\r\n', 'latin1')],
    [
      'every byte there is',
      Buffer.concat([lines('Subject: bytes', ''), Buffer.from(Array.from({ length: 256 }, (_, i) => i)), lines('', '')]),
    ],
    ['a first line of one dot', lines('.', '.', '..', '...', '. x', 'end')],
    ['lone line feeds and carriage returns', Buffer.from('Subject: x\n\nbody\r.\rmore\n.\nstill more\r\n', 'latin1')],
    ['two dots behind a lone line feed', Buffer.from('Subject: x\r\n\r\na\n..b\n...\r\n', 'latin1')],
    ['no header at all', lines('just text')],
    ['an empty mail', lines('')],
    ['a header that claims to be ours', lines('Received: from nowhere', 'Return-Path: <x@y.example>', '', 'text')],
    ['one line of a million characters', lines('Subject: long', '', 'x'.repeat(1_000_000))],
  ])('%s', async (_, raw) => {
    await open();
    expect(await send(raw)).toMatch(/^250 /);
    expect(received().equals(raw)).toBe(true);
  });

  it('25 MB of noise, cut anywhere on the way', async () => {
    await open();
    const raw = Buffer.concat([lines('Subject: noise', ''), randomBytes(25_000_000), lines('', '..', '.', '')]);
    expect(await send(raw)).toMatch(/^250 /);
    expect(received().equals(raw)).toBe(true);
  });

  it.each([
    ['..\r\n.\r\n', '.\r\n'],
    ['.\r\n', ''],
    ['\r\n..\r\n..x\r\n\r\r\n.\r\n', '\r\n.\r\n.x\r\n\r\r\n'],
  ])('what comes byte by byte: %j', async (data, raw) => {
    await open();
    const smtp = await openSmtp(door.port);
    await smtp.say('MAIL FROM:<alice@fabrikam.example>');
    await smtp.say(`RCPT TO:<${support}>`);
    await smtp.say('DATA');
    for (const byte of data) {
      smtp.write(Buffer.from(byte));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect(await smtp.reply()).toMatch(/^250 /);
    expect(received().toString()).toBe(raw);
    smtp.close();
  });
});

it('names the envelope in the trace fields, also the plus-address that a header may not show', async () => {
  await open();
  await send(Buffer.from('Subject: x\r\n\r\n'), 'Support+t0ken@Contoso.example');
  expect(arrived[0]).toMatchObject({ from: 'alice@fabrikam.example', recipients: ['Support+t0ken@Contoso.example'] });
  expect(arrived[0]?.raw.toString()).toMatch(/^Return-Path: <alice@fabrikam.example>\r\nReceived: from client.example /);
  expect(arrived[0]?.raw.toString()).toContain('for <Support+t0ken@Contoso.example>;');
});

it('refuses who has no mailbox here, and mails that are too large; takes a bounce, which has no sender', async () => {
  await open();
  const smtp = await openSmtp(door.port);
  expect(await smtp.say('MAIL FROM:<> SIZE=70000000')).toMatch(/^552 /);
  expect(await smtp.say('MAIL FROM:<>')).toMatch(/^250 /);
  expect(await smtp.say('RCPT TO:<nobody@contoso.example>')).toMatch(/^550 .*nobody@contoso.example/);
  expect(await smtp.say(`RCPT TO:<${support}>`)).toMatch(/^250 /);
  await smtp.say('DATA');
  expect(await smtp.say(dotted(Buffer.from('Subject: bounce\r\n\r\n')))).toMatch(/^250 /);
  expect(arrived[0]?.from).toBe('');
  smtp.close();
});

it('says "try again" as long as the mail cannot be stored', async () => {
  await open();
  refuse = new Error('disk full');
  expect(await send(Buffer.from('Subject: x\r\n\r\n'))).toMatch(/^451 .*disk full/);
  refuse = undefined;
  expect(await send(Buffer.from('Subject: x\r\n\r\n'))).toMatch(/^250 /);
  expect(arrived).toHaveLength(1);
});

it('takes any number of mails over one connection from a mail library', async () => {
  await open();
  const transport = createTransport({ host: '127.0.0.1', port: door.port, pool: true, maxConnections: 1 });
  for (let i = 0; i < 30; i += 1)
    await transport.sendMail({ from: 'alice@fabrikam.example', to: support, subject: `${i}`, text: '.\n..\n' });
  transport.close();
  expect(arrived).toHaveLength(30);
});

it('greets at once, for clients that send one mail a connection', async () => {
  await open();
  const begun = Date.now();
  for (let i = 0; i < 20; i += 1) await send(Buffer.from(`Subject: ${i}\r\n\r\n`));
  expect(arrived).toHaveLength(20);
  expect(Date.now() - begun).toBeLessThan(1500);
});

describe('who signs in', () => {
  const message = { from: login.user, to: 'alice@fabrikam.example', subject: 'x', text: 'y' };
  it('sends to anybody, and the mail goes out instead of in', async () => {
    await open();
    const transport = createTransport({ host: '127.0.0.1', port: door.port, auth: { user: login.user, pass: login.password } });
    await transport.sendMail(message);
    expect(submitted).toMatchObject([{ from: login.user, recipients: ['alice@fabrikam.example'] }]);
    expect(submitted[0]?.raw.toString()).not.toContain('Received:');
    expect(arrived).toEqual([]);
  });
  it('is refused with a wrong password', async () => {
    await open();
    const transport = createTransport({ host: '127.0.0.1', port: door.port, auth: { user: login.user, pass: 'wrong' } });
    await expect(transport.sendMail(message)).rejects.toMatchObject({ responseCode: 535 });
  });
});

it('rejects when the port is taken', async () => {
  await open();
  await expect(startSmtpServer({ port: door.port, isLocal: () => true, deliver: async () => {} })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
