import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada } from '../support/a-technician.ts';
import { alice, type TicketOfAda, techniciansMail, twoTechnicians, vouched } from '../support/technicians-mail.ts';

/** What is no technician's answer, though it comes from one, or says that it does. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await twoTechnicians(deployment);
});
afterAll(() => deployment.stop());

const flow = aMailFlow(() => deployment);
const { ingest, send, unique } = flow;
const { aTicketOfAda, answering, sendLater, rowsOf, leftWith, said, messageOf } = techniciansMail(() => deployment, flow);
const adas = ada.address ?? '';

/** What becomes of a mail in Ada's ticket, and what left for it. */
async function becomes(ticket: TicketOfAda, shape: MailShape) {
  const before = deployment.sent.size;
  const { trace, sends } = await ingest(answering(ticket, shape));
  await sendLater(sends);
  return { trace, message: await messageOf(ticket.ticketId), left: [...deployment.sent.values()].slice(before) };
}

describe('what is not for technicians to send', () => {
  test('their out-of-office: no message, no mail to the client, none to them', async () => {
    const ticket = await aTicketOfAda();
    const before = (await deployment.browse.messages(ticket.ticketId)).filter(({ kind }) => kind !== 'system').length;
    const headers = { ...vouched.headers, 'Auto-Submitted': 'auto-replied' };
    const { left } = await becomes(ticket, { subject: 'Automatic reply', text: 'I am on leave.', headers });
    expect(left).toEqual([]);
    expect((await deployment.browse.messages(ticket.ticketId)).filter(({ kind }) => kind !== 'system')).toHaveLength(before);
  });

  test('a mail in a ticket of which they are the requester is a client’s, as any', async () => {
    const own = unique();
    const opened = await ingest(aMail({ from: adas, messageId: own, ...vouched }));
    await send(opened.sends);
    const { trace } = await ingest(aMail({ from: adas, messageId: unique(), inReplyTo: own, text: 'One more thing.', ...vouched }));
    expect(trace.ticketId).toBe(opened.trace.ticketId);
    expect(said(trace)).toEqual([]);
    expect(await messageOf(trace.ticketId)).toMatchObject({ kind: 'client', text: expect.stringContaining('One more thing.') });
  });

  test('a mail from another form of their address is somebody’s who is not known', async () => {
    const ticket = await aTicketOfAda();
    const { trace, message } = await becomes(ticket, { from: 'ada+phone@contoso.example', text: 'From my phone.' });
    expect(said(trace)).toEqual([]);
    expect(message).toMatchObject({ kind: 'client', newcomer: true });
    expect(leftWith('From my phone.').filter(({ to }) => to.address === alice)).toEqual([]);
  });
});

const adFields = (...values: string[]) => ({ 'Authentication-Results': values });
const spoken = (value: string) => adFields(`mx.contoso.example; ${value}`);
const forgeries: [string, MailShape][] = [
  ['nothing is said of it', { headers: {} }],
  ['DMARC failed', { headers: spoken('dmarc=fail header.from=contoso.example') }],
  [
    'DMARC failed, DKIM of the domain passed',
    { headers: spoken('dkim=pass header.d=contoso.example; dmarc=fail header.from=contoso.example') },
  ],
  [
    'SPF and DKIM of another domain',
    { headers: spoken('spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example; dmarc=none') },
  ],
  ['SPF failed', { headers: spoken('spf=fail smtp.mailfrom=x@contoso.example; dkim=none; dmarc=none') }],
  ['composite authentication failed', { headers: spoken('dmarc=none; compauth=fail reason=001') }],
  ['a verdict under the name of somebody else', { headers: adFields('mx.evil.example; dmarc=pass header.from=contoso.example') }],
  [
    'a verdict below ours',
    {
      headers: adFields(
        'mx.contoso.example; dmarc=fail header.from=contoso.example',
        'mx.contoso.example; dmarc=pass header.from=contoso.example',
      ),
    },
  ],
  ['a verdict in a comment', { headers: spoken('dmarc=none (dmarc=pass header.from=contoso.example); spf=none') }],
  ['a verdict of a domain that ends alike', { headers: spoken('dkim=pass header.d=notcontoso.example; dmarc=none') }],
  ['two authors', { ...vouched, from: `${adas}, m@evil.example` }],
  ['two From fields', { headers: { ...vouched.headers, From: ['m@evil.example', adas] } }],
  ['the author in Sender alone', { from: null, headers: { ...vouched.headers, Sender: adas } }],
  [
    'the author in Reply-To alone',
    {
      from: 'm@evil.example',
      headers: { 'Authentication-Results': 'mx.contoso.example; dmarc=pass header.from=evil.example', 'Reply-To': adas },
    },
  ],
  ['the address as a name', { from: `"${adas}" <m@evil.example>`, headers: spoken('dmarc=pass header.from=evil.example') }],
  ['the author in an encoded word', { from: `=?utf-8?Q?Ada_<${adas.replace('@', '=40')}>?=`, headers: spoken('dmarc=permerror') }],
  ['the author in a group', { from: `Ada: ${adas};`, headers: spoken('dmarc=permerror') }],
];

describe('a mail that only claims to be a technician’s is sent on to nobody, and nobody is told by it', () => {
  test.each(forgeries)('%s', async (_, shape) => {
    const ticket = await aTicketOfAda();
    const { trace, sends } = await ingest(answering(ticket, { text: 'Pay to this account.', ...shape }));
    await sendLater(sends);
    // whoever is not even From says nothing of the kind
    for (const words of said(trace)) expect(words).toMatch(/^not taken as a technician's/);
    expect((await rowsOf(ticket.ticketId)).filter(({ kind }) => kind === 'technician-replied' || kind === 'mail-not-sent-on')).toEqual([]);
    expect(leftWith('Pay to this account.').filter(({ to }) => !to.address.endsWith('@contoso.example'))).toEqual([]);
  });
});
