import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * Somebody writes as Alice, who has a ticket, and names its number and her mail. It becomes a
 * ticket of its own that is linked to hers, and no word of theirs is mailed to anybody.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  const google = { trustedServers: ['mx.google.com', ''] };
  const helpdesk = deployment.mailboxes.item('mailbox', 'helpdesk');
  const { resource } = await helpdesk.read();
  await deployment.mailboxes.items.create({ ...resource, ...google, mailboxId: 'google', address: 'google@contoso.example' });
});
afterAll(() => deployment.stop());

const { unique, address, ingest, send, aConfirmedTicket } = aMailFlow(() => deployment);

const ours = (value: string): MailShape => ({ headers: { 'Authentication-Results': `mx.contoso.example; ${value}` } });
const exchange = (value: string, more: Record<string, string> = {}): MailShape => ({
  headers: { ...more, 'Authentication-Results': value },
});
const fields = (...values: string[]): MailShape => ({ headers: { 'Authentication-Results': values } });
const received = (by: string) => `from client.example ([192.0.2.7]) by ${by} with ESMTP id 1; Mon, 02 Nov 2026 08:00:00 +0000`;
const internal = { 'X-MS-Exchange-Organization-AuthAs': 'Internal' };

type Case = [string, (from: string) => MailShape];
const words = 'Cheap pills at www.evil.example';

/** What the forger's mail became, and what was mailed for it. */
async function forged(shape: MailShape, from: string, mailbox = 'support', above = '') {
  const { messageId, number } = await aConfirmedTicket(from);
  const before = new Set(deployment.sent.keys());
  const raw = aMail({
    from: `"${words}" <${from}>`,
    ...shape,
    messageId: unique(),
    inReplyTo: messageId,
    cc: 'mallory@evil.example',
    subject: `${words} [Ticket #${number}]`,
  });
  const { trace, sends } = await ingest(Buffer.concat([Buffer.from(above), raw]), mailbox);
  await send(sends);
  const mailed = [...deployment.sent].filter(([id]) => !before.has(id)).map(([, mail]) => mail);
  return { number, trace, mailed, ticket: await deployment.browse.ticket(trace.ticketNumber ?? '') };
}

async function expectKeptOut({ number, trace, mailed, ticket }: Awaited<ReturnType<typeof forged>>) {
  expect(trace.outcome).toBe('ticket');
  expect(ticket?.links).toMatchObject([{ number }]);
  expect(JSON.stringify(mailed)).not.toMatch(/pills|evil/);
  expect(ticket?.participants.map(({ address: one }) => one)).not.toContain('mallory@evil.example');
}

describe('our receiving system looked, and nothing vouches for the author', () => {
  test.each<Case>([
    ['SPF failed', () => ours('spf=fail smtp.mailfrom=x@fabrikam.example; dkim=none; dmarc=none')],
    ['soft fail, broken signature, no DNS', () => ours('spf=softfail; dkim=fail; dmarc=temperror header.from=fabrikam.example')],
    ['SPF and DKIM of another domain', () => ours('spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example; dmarc=none')],
    ['composite authentication failed', () => ours('spf=none; dkim=none; dmarc=none; compauth=fail reason=001')],
    ['the author in an encoded word', (from) => ({ ...ours('dmarc=permerror'), from: `=?utf-8?Q?Alice_<${from.replace('@', '=40')}>?=` })],
    ['the author in a group', (from) => ({ ...ours('dmarc=permerror'), from: `Alice: ${from};` })],
    ['none', () => ours('none')],
    ['DMARC failed', () => ours('dmarc=fail header.from=fabrikam.example')],
    ['DMARC failed, DKIM of the domain passed', () => ours('dkim=pass header.d=fabrikam.example; dmarc=fail header.from=fabrikam.example')],
  ])('%s', async (_, shape) => {
    const from = address();
    await expectKeptOut(await forged(shape(from), from));
  });
});

describe('what the sender chose stands in the verdict', () => {
  test.each<Case>([
    ['a quoted local part', () => ours('spf=pass smtp.mailfrom="x@fabrikam.example"@evil.example; dmarc=none')],
    ['the same without DMARC', () => ours('spf=pass smtp.mailfrom="x@fabrikam.example"@evil.example')],
    ['the same in a signature', () => ours('dkim=pass header.i="x@fabrikam.example"@evil.example; dmarc=none')],
    ['escaped marks and blanks', () => ours(String.raw`spf=pass smtp.mailfrom="x\"@fabrikam.example \"y"@evil.example; dmarc=none`)],
    ['blanks without marks', () => ours('spf=pass smtp.mailfrom=x@fabrikam.example y@evil.example; dmarc=none')],
    ['another property', () => ours('spf=pass smtp.mailfrom=x header.d=fabrikam.example smtp.mailfrom=x@fabrikam.example; dmarc=none')],
    ['a verdict of its own', () => ours('spf=pass smtp.mailfrom=x; dmarc=pass header.from=fabrikam.example x=y@evil.example; dmarc=none')],
    ['a comment that never ends', () => ours('spf=pass smtp.mailfrom=x@fabrikam.example (@evil.example; dmarc=none')],
    ['a quotation that never ends', () => ours('spf=pass smtp.mailfrom=x@fabrikam.example smtp.helo="evil.example; dmarc=none')],
    ['a semicolon in quotes', () => ours('spf=none reason="; dmarc=pass header.from=fabrikam.example"; dmarc=none')],
    ['a verdict in a comment', () => ours('dmarc=none (dmarc=pass header.from=fabrikam.example); spf=none')],
  ])('%s', async (_, shape) => {
    const from = address();
    await expectKeptOut(await forged(shape(from), from));
  });
});

describe('a verdict about something else', () => {
  test.each<Case>([
    ['about a domain below it', () => ours('dmarc=pass header.from=sub.fabrikam.example')],
    ['about a domain that ends alike', () => ours('dkim=pass header.d=notfabrikam.example; dmarc=none')],
    ['about a domain that begins alike', () => ours('dkim=pass header.d=fabrikam.example.evil.example; dmarc=none')],
    ['a whole ending', () => ours('dkim=pass header.d=example; dmarc=none')],
    ['two From fields', (from) => ({ headers: { ...ours('dmarc=pass').headers, From: ['m@evil.example', from] } })],
    ['two authors', (from) => ({ ...ours('dmarc=pass header.from=fabrikam.example'), from: `${from}, m@evil.example` })],
    ['an author in Sender alone', (from) => ({ from: null, headers: { ...ours('dmarc=pass').headers, Sender: from } })],
    ['a version that is not known', () => fields('mx.contoso.example 2; dmarc=pass header.from=fabrikam.example')],
    ['a method of a version that is not known', () => ours('dmarc/2=pass header.from=fabrikam.example')],
    ['two verdicts that contradict', () => ours('dmarc=pass header.from=fabrikam.example; dmarc=none header.from=fabrikam.example')],
  ])('%s', async (_, shape) => {
    const from = address();
    await expectKeptOut(await forged(shape(from), from));
  });
});

describe('fields that the sender wrote', () => {
  const none = 'mx.contoso.example; spf=none; dmarc=none header.from=fabrikam.example';
  const pass = 'dmarc=pass header.from=fabrikam.example';
  test.each<Case>([
    ['below ours, under our name', () => fields(none, `mx.contoso.example; ${pass}`)],
    ['above ours, under a name like ours', () => fields(`mx.contoso.example.evil.example; ${pass}`, `mx.contosο.example; ${pass}`, none)],
    ['above ours, with more words in the name', () => fields(`mx.contoso.example evil; ${pass}`, none)],
    [
      'a seal of their own',
      () => ({ headers: { ...fields(none).headers, 'ARC-Authentication-Results': `i=1; mx.contoso.example; ${pass}` } }),
    ],
    ['below that of Exchange Online', () => fields('spf=none; dkim=none; dmarc=none; compauth=none', pass, `mx.contoso.example; ${pass}`)],
  ])('%s', async (_, shape) => {
    const from = address();
    await expectKeptOut(await forged(shape(from), from));
  });

  test('above which stands the verdict of the provider, in its mailbox', async () => {
    const shape = fields(`mx.google.com; dmarc=fail header.from=fabrikam.example`, `spf=pass smtp.mailfrom=fabrikam.example; ${pass}`);
    await expectKeptOut(await forged(shape, address(), 'google'));
  });

  test.each([
    ['two trusted systems that contradict', '', fields(pass, none)],
    ['a verdict of ours that came to stand below a foreign host', `Received: ${received('mx.evil.example')}\r\n`, fields(none)],
  ])('%s', async (_, above, shape) => {
    await expectKeptOut(await forged(shape, address(), 'support', `Received: ${received('mx.contoso.example')}\r\n${above}`));
  });

  test('below the Received field of a foreign host, with ours on top', async () => {
    const trace = [
      `Received: ${received('mx.contoso.example')}`,
      `Authentication-Results: ${none}`,
      `Received: ${received('mx.evil.example')}`,
    ];
    await expectKeptOut(await forged(fields(`mx.contoso.example; ${pass}`), address(), 'support', `${trace.join('\r\n')}\r\n`));
  });
});

describe('in a mailbox of Microsoft 365', () => {
  test.each<Case>([
    [
      'composite authentication failed',
      () => exchange('spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=none; compauth=fail reason=001'),
    ],
    ['it passed for reasons that are no proof', () => exchange('spf=none; dkim=none; dmarc=none; compauth=pass reason=704')],
    ['said to be internal, with a verdict against it', () => exchange('spf=fail smtp.mailfrom=x; dkim=none; dmarc=none', internal)],
    [
      'said to be internal, from another host',
      () => exchange('dkim=none; dmarc=none', { ...internal, Received: received('mx.evil.example') }),
    ],
    [
      'DMARC failed, whatever composite authentication says',
      () => exchange('dmarc=fail header.from=fabrikam.example; compauth=pass reason=100'),
    ],
  ])('%s', async (_, shape) => {
    const from = address();
    await expectKeptOut(await forged(shape(from), from));
  });
});
