import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * Somebody who had Alice's mail in Cc sends it on in her name, and is faster: our server made her
 * wait. What they send is a copy of hers to the letter, or one with a footer below that they call a
 * list's. Her mail must not be taken for a copy of theirs.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, clientMessages, aConfirmedTicket } = aMailFlow(() => deployment);

const verdict = (value: string) => ({ 'Authentication-Results': `mx.contoso.example; ${value}` });
const genuine = (shape: MailShape) => aMail({ ...shape, headers: verdict('dmarc=pass header.from=fabrikam.example') });
const fails = verdict('spf=fail; dmarc=fail header.from=fabrikam.example');
const none = verdict('spf=none; dkim=none; dmarc=none');
const footer = '\n\n-- \nAnd pay to www.evil.example, says list@evil.example\n';
const asList = (shape: MailShape) => ({
  ...shape,
  text: `${shape.text}${footer}`,
  headers: { ...fails, 'List-Post': '<mailto:list@evil.example>' },
});

type Case = [string, (shape: MailShape) => MailShape];
const forgeries: Case[] = [
  ['that fails every check', (shape) => ({ ...shape, headers: fails })],
  ['that nothing vouches for', (shape) => ({ ...shape, headers: none })],
  ['with a list footer of the forger', asList],
];

describe.each(forgeries)('a forged copy %s comes first', (_, forge) => {
  test('and the answer of who takes part is in their ticket all the same', async () => {
    const { from, messageId, number, ticketId } = await aConfirmedTicket(address());
    const shape = { from, messageId: unique(), inReplyTo: messageId, subject: `Re: [Ticket #${number}]`, text: 'Cancel the order.' };
    expect((await ingest(aMail(forge(shape)))).trace.outcome).toBe('ticket');
    const ref = arrived(genuine(shape));
    for (const delivery of [1, 2])
      expect((await ingestMail(deployment.ingest(), ref, delivery)).trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
    const messages = await clientMessages(ticketId);
    expect(messages).toHaveLength(2);
    expect(messages.at(-1)).toMatchObject({ newcomer: false, text: expect.not.stringContaining('evil'), trust: { sender: 'verified' } });
  });

  test('and has a mail of ours: both are in the ticket, and only the forged one is shown as a newcomer', async () => {
    const { from, confirmationId, number, ticketId } = await aConfirmedTicket(address());
    const shape = { from, messageId: unique(), inReplyTo: confirmationId, subject: 'Re: Printer', text: 'Cancel the order.' };
    for (const raw of [aMail(forge(shape)), genuine(shape)])
      expect((await ingest(raw)).trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
    expect((await clientMessages(ticketId)).map(({ newcomer }) => newcomer)).toEqual([false, true, false]);
    expect((await ingest(genuine(shape))).trace.outcome).toBe('duplicate');
  });

  test('and the request of the author has its ticket, its colleagues in Cc and its confirmation', async () => {
    const from = address();
    const shape = { from, messageId: unique(), cc: 'boss@fabrikam.example', subject: 'A new laptop', text: 'I need one.' };
    const forged = (await ingest(aMail(forge(shape)))).trace;
    const { trace, sends } = await ingest(genuine(shape));
    expect([trace.outcome, sends.length]).toEqual(['ticket', 1]);
    const ticket = await deployment.browse.ticket(trace.ticketNumber ?? '');
    expect(ticket).toMatchObject({ requester: { address: from }, links: [{ number: forged.ticketNumber, relation: 'mentioned' }] });
    expect(ticket?.participants.map(({ address: one }) => one)).toContain('boss@fabrikam.example');
    expect((await ingest(genuine(shape))).trace).toMatchObject({ outcome: 'duplicate', ticketNumber: trace.ticketNumber });
  });

  test('and neither gets into the ticket of somebody else: each has one of its own', async () => {
    const { number } = await aConfirmedTicket(address());
    const shape = { from: address(), messageId: unique(), subject: `[Ticket #${number}]`, text: 'What of this?' };
    const outcomes = [];
    for (const raw of [aMail(forge(shape)), genuine(shape), aMail(forge(shape)), genuine(shape)])
      outcomes.push((await ingest(raw)).trace.outcome);
    expect(outcomes).toEqual(['ticket', 'ticket', 'duplicate', 'duplicate']);
  });

  test('after the genuine one it is a duplicate', async () => {
    const shape = { from: address(), messageId: unique(), text: 'It is broken.' };
    const { ticketNumber } = (await ingest(genuine(shape))).trace;
    expect((await ingest(aMail(forge(shape)))).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
  });
});
