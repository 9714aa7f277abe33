import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/** The failed recipient of a bounce whose words name others as well. */
const bounceOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).bounce;
const addressesOf = async (shape: MailShape) => (await bounceOf(shape))?.recipients.map(({ address }) => address);
const postmaster = { from: '"Postmaster" <postmaster@client.example>', subject: 'Undeliverable Mail' };
const daemon = { from: '"Mail Delivery Subsystem" <MAILER-DAEMON@provider.example>', subject: 'Mail Delivery Problem' };

describe('we sent the mail, so we are not the failed recipient', () => {
  const addressBook =
    'Save to the following Address Book:\n\nTo: shiro@desk.example\nCC:\nDate: Tuesday, Mar 3, 2026 9:30:00 AM\nSubject: Undeliverable Mail\n\nundeliverable to clara@client.example\n\nThe other server said:\n554 Your message holds a listed address.\n';
  const notFrom =
    'Your mail to the following recipients could not be delivered because they are not accepting mail from shiro@desk.example:\n\tclara\n';

  test('an address book is announced, not a recipient', async () => {
    expect(await addressesOf({ ...postmaster, to: 'shiro@desk.example', text: addressBook })).toEqual(['clara@client.example']);
  });

  test('the person whose mail is not accepted is its sender; the provider names its own mailbox by the local part', async () => {
    expect(await addressesOf({ ...daemon, to: 'shiro@desk.example', text: notFrom })).toEqual(['clara@provider.example']);
  });

  test('a list of failed addresses with ours in it, when we get the mail under another name', async () => {
    const text = 'The following addresses failed:\n\n<shiro@desk.example>\n<clara@client.example>\n';
    expect(await addressesOf({ ...daemon, to: 'desk@desk.example', headers: { 'Delivered-To': 'shiro@desk.example' }, text })).toEqual([
      'clara@client.example',
    ]);
    const received = 'from mx.provider.example by mx.desk.example for <shiro@desk.example>; Tue, 3 Mar 2026 09:30:00 +0000';
    expect(await addressesOf({ ...daemon, to: 'desk@desk.example', headers: { Received: received }, text })).toEqual([
      'clara@client.example',
    ]);
  });

  test('the returned mail was from us', async () => {
    const text =
      'The following addresses failed:\n\n<shiro@desk.example>\n<clara@client.example>\n\n--- Original message ---\n\nReceived: from x by y\nFrom: shiro@desk.example\nTo: clara@client.example\nMessage-ID: <t1@desk.example>\n';
    expect(await addressesOf({ ...daemon, to: 'support@desk.example', text })).toEqual(['clara@client.example']);
  });

  test('unless a field says so, or nobody else is named', async () => {
    const named = { 'X-Failed-Recipients': '(ours) shiro@desk.example' };
    expect(await addressesOf({ ...daemon, to: 'shiro@desk.example', headers: named, text: addressBook })).toEqual(['shiro@desk.example']);
    const status = {
      type: 'message/delivery-status',
      content: 'Final-Recipient: rfc822; shiro@desk.example\nAction: failed\nStatus: 5.1.1\n',
    };
    expect(await addressesOf({ ...daemon, to: 'shiro@desk.example', report: 'delivery-status', attachments: [status] })).toEqual([
      'shiro@desk.example',
    ]);
    const alone = 'The following address failed:\n\n<shiro@desk.example>: unknown user\n';
    expect(await addressesOf({ ...daemon, to: 'shiro@desk.example', text: alone })).toEqual(['shiro@desk.example']);
  });
});

describe('a bounce that holds another whole bounce as text', () => {
  const inner = `Return-Path: <>
Delivered-To: admin+x@adm.provider.example
From: MAILER-DAEMON@relay.provider.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: admin+x@adm.provider.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="F5CC/relay.provider.example"

--F5CC/relay.provider.example
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.provider.example

Final-Recipient: rfc822; clara@client.example
Action: failed
Status: 4.0.0
Diagnostic-Code: X-Postfix; delivery temporarily suspended: connect to
    mx.client.example[192.0.2.232]: server refused to talk to me: 421 Service
    not available

--F5CC/relay.provider.example
Content-Type: message/rfc822

From: support@desk.example
To: clara@client.example
Message-ID: <t1@desk.example>

Done.

--F5CC/relay.provider.example--
`;
  const outer = {
    from: 'MAILER-DAEMON@mail.provider.example',
    to: 'support@desk.example',
    subject: 'Undelivered Mail Returned to Sender',
  };
  const words = "I'm sorry to have to inform you that the message returned\nbelow could not be delivered to one or more destinations.\n\n";

  test.each<[string, string]>([
    ['behind a line of dashes', `${words}---------------------------------\nFrom MAILER-DAEMON  Tue Mar  3 09:29:00 2026\n${inner}`],
    ['quoted', `${words}${inner.replace(/^/gm, '> ')}`],
  ])('%s: its recipient, status and original count', async (_how, text) => {
    expect(await bounceOf({ ...outer, text })).toMatchObject({
      recipients: [{ address: 'clara@client.example', status: '4.0.0', action: 'failed', hard: false }],
      originalMessageId: '<t1@desk.example>',
    });
  });

  test('as a part: the original is the mail inside it', async () => {
    const part = { type: 'message/rfc822', content: `Message-ID: <dsn1@relay.provider.example>\n${inner}` };
    expect(await bounceOf({ ...outer, text: words, attachments: [part] })).toMatchObject({
      recipients: [{ address: 'clara@client.example' }],
      originalMessageId: '<t1@desk.example>',
    });
  });

  test('if our mail that quotes a bounce is returned, the failed recipient is the one that we wrote to', async () => {
    const text = `The following address failed:\n\n<clara@client.example>: 550 5.1.1 User unknown\n\n--- Original message ---\n\nReceived: from x by y\nFrom: support@desk.example\nTo: clara@client.example\nMessage-ID: <t2@desk.example>\n\nWe got this:\n\n${inner.replaceAll('clara@', 'carl@')}`;
    expect(await bounceOf({ ...outer, text })).toMatchObject({
      recipients: [{ address: 'clara@client.example', status: '5.1.1' }],
      originalMessageId: '<t2@desk.example>',
    });
  });
});

test('each of several recipients that has a block of their own (IMail)', async () => {
  const block = (name: string) =>
    `Unknown user: ${name}@client.example\n\nRCPT TO generated following response:\n553 5.3.0 <${name}@client.example>... Addressee unknown, relay=[192.0.2.10]\n\n`;
  const original = 'Original message follows.\n\nFrom: support@desk.example\nTo: clara@client.example\nMessage-ID: <t1@desk.example>\n';
  const text = `${block('carl')}${block('clara')}${block('cleo')}${original}`;
  expect(await addressesOf({ ...postmaster, headers: { 'X-Mailer': '<SMTP32 v8.15>' }, text })).toEqual([
    'carl@client.example',
    'clara@client.example',
    'cleo@client.example',
  ]);
});

test('all lines with the same words before the address are about failed recipients', async () => {
  const text =
    'Failed addresses follow:\n\nmailbox <carl@client.example> rejected\n\nsome words\nmore words\nstill more\n\nmailbox <clara@client.example> rejected\n';
  expect(await addressesOf({ ...daemon, text })).toEqual(['carl@client.example', 'clara@client.example']);
});

test.each<[string, string]>([
  [
    'c=US;a= ;p=CLIENT;o=Main;dda:SMTP=CLARA@CLIENT.EXAMPLE; on Tue, 3 Mar 2026\n09:29:28 -0000\n    The recipient name is not recognized',
    'clara@client.example',
  ],
  ['c=US;a= ;p=CLIENT;RFC-822=clara@client.example; on Tue, 3 Mar 2026', 'clara@client.example'],
  ['smtp=clara@client.example on Tue, 3 Mar 2026', 'smtp=clara@client.example'],
])('an address in an X.400 one: %s', async (line, address) => {
  const text = `Your message\n\n  To:      clara@client.example\n  Subject: Printer\n\ndid not reach the following recipient(s):\n\n${line}\n`;
  const from = 'System Administrator <postmaster@client.example>';
  expect(await addressesOf({ from, subject: 'Undeliverable: Printer', text })).toEqual([address]);
});
