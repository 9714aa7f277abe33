import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * A program writes for a person: from our own address, from a no-reply@, or a list that puts itself
 * into From. It is the ticket of the person.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, send, sentFor, aConfirmedTicket } = aMailFlow(() => deployment);

let count = 0;
const aVisitor = () => `rosa${++count}@tailspin.example`;
const ours = (value: string) => ({ 'Authentication-Results': `mx.contoso.example; ${value}` });
const form = (from: string, visitor: string, more: Record<string, string> = {}, shape: MailShape = {}) =>
  aMail({ from, messageId: unique(), subject: 'Contact form: scanner', ...shape, headers: { 'Reply-To': `Rosa <${visitor}>`, ...more } });

describe.each([
  ['our own address', 'Web form <support@contoso.example>', true],
  ['another mailbox of ours', 'helpdesk@contoso.example', true],
  // where nobody reads, nobody is answered by a program: a technician answers who asks
  ['a no-reply@ of somebody else', 'Contact form <no-reply@forms.example>', false],
])('a form that writes from %s', (_, from, isTold) => {
  test('opens a ticket for the address in Reply-To, which gets a confirmation without the words: anybody may have typed them', async () => {
    const visitor = aVisitor();
    const { trace, sends } = await ingest(form(from, visitor));
    await send(sends);
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({ requester: { address: visitor, name: 'Rosa' } });
    const told = { to: { address: visitor, name: null }, subject: `[Ticket #${trace.ticketNumber}] We have received your mail` };
    expect(sentFor(trace.ticketNumber)).toMatchObject(isTold ? [told] : []);
    const reply = await ingest(aMail({ from: visitor, messageId: unique(), subject: `Re: [Ticket #${trace.ticketNumber}]` }));
    expect(reply.trace).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
  });

  test('has the trust of From: after an outright fail there is a ticket, and nobody is notified', async () => {
    const { trace, sends } = await ingest(form(from, aVisitor(), ours('dmarc=fail')));
    expect([trace.outcome, sends]).toEqual(['ticket', []]);
  });

  test('gets nobody into the ticket of another visitor, and brings nobody along', async () => {
    const first = await ingest(form(from, aVisitor(), ours('dmarc=pass'), { cc: 'mallory@evil.example' }));
    const number = first.trace.ticketNumber;
    expect((await deployment.browse.ticket(number ?? ''))?.participants.some(({ address }) => address === 'mallory@evil.example')).toBe(
      false,
    );
    const other = await ingest(form(from, aVisitor(), ours('dmarc=pass'), { subject: `Re: [Ticket #${number}]` }));
    expect(other.trace).toMatchObject({ outcome: 'ticket' });
  });
});

test('a list that put itself into From names the author in X-Original-From', async () => {
  const visitor = aVisitor();
  const list = aMail({
    from: "'Rosa' via Support <support@contoso.example>",
    messageId: unique(),
    headers: { 'X-Original-From': visitor },
  });
  expect(await deployment.browse.ticket((await ingest(list)).trace.ticketNumber ?? '')).toMatchObject({
    requester: { address: visitor },
  });
});

test('a program that goes on writing for the same person stays in the ticket, and is not written to', async () => {
  const visitor = aVisitor();
  const from = 'no-reply@vendor.example';
  const { trace } = await ingest(form(from, visitor));
  const next = await ingest(form(from, visitor, {}, { subject: `Update [Ticket #${trace.ticketNumber}]` }));
  expect(next.trace).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
  expect((await deployment.browse.ticket(trace.ticketNumber ?? ''))?.participants).toContainEqual(
    expect.objectContaining({ address: from, notify: false }),
  );
});

describe('no loop', () => {
  test('comes from our own mail, however it comes back', async () => {
    const { confirmationId, number } = await aConfirmedTicket('alice@fabrikam.example');
    const [mail] = sentFor(number);
    const back: MailShape = { from: 'support@contoso.example', subject: mail?.subject, text: mail?.text };
    const replyTo = { 'Reply-To': `Support <${mail?.replyTo.address}>`, 'X-Original-From': 'helpdesk@contoso.example' };
    for (const messageId of [confirmationId, unique()]) {
      const { trace, sends } = await ingest(aMail({ ...back, messageId, headers: replyTo }));
      expect([trace.outcome, sends]).toEqual(['suppressed', []]);
    }
  });

  test('grows out of another desk whose robot answers each of our confirmations, or posts it into our form', async () => {
    const deps = deployment.ingest();
    const owed = { robot: 0, form: 0 };
    for (let turn = 0; turn < 15; turn += 1) {
      owed.robot += (await ingest(form('no-reply@desk.example', 'support@desk.example'))).sends.length;
      owed.form += (await ingestMail(deps, arrived(form('support@contoso.example', 'support@desk.example')), 1)).sends.length;
    }
    expect(owed).toEqual({ robot: 0, form: 10 });
  });
});
