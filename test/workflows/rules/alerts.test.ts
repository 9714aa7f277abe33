import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDeployment, type Deployment } from '../../support/a-deployment.ts';
import { aMail } from '../../support/a-mail.ts';
import { alertsAreOn, anAlertFlow, minute, monitor } from '../../support/an-alert-flow.ts';

/** Alerts of machines: a problem is one ticket however often it is reported. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await alertsAreOn(deployment);
});
afterAll(() => deployment.stop());

const { unique, clientMessages, aHost, take, down, up, ticketOf, ticketsOf, history, words } = anAlertFlow(() => deployment);

describe('a problem', () => {
  test('is one ticket: what comes later is counted there, without a message, and nobody is written to', async () => {
    const host = aHost();
    const first = await down(host, 0);
    expect(first).toMatchObject({ trace: { outcome: 'ticket' }, sends: [] });
    const again = [await down(host, 5), await down(host, 10)];
    expect(again).toMatchObject([
      { trace: { outcome: 'recorded', ticketNumber: first.trace.ticketNumber, ttl: 90 * 86_400 }, sends: [] },
      { trace: { outcome: 'recorded', ticketNumber: first.trace.ticketNumber }, sends: [] },
    ]);
    const ticket = await ticketOf(first.trace.ticketNumber);
    expect(ticket).toMatchObject({
      status: 'new',
      tags: ['alert'],
      alert: { key: host, count: 3, lastAt: minute(10).toISOString(), recoveredAt: null, rule: { name: 'Monitor' } },
    });
    expect(await clientMessages(ticket.ticketId)).toHaveLength(1);
    const { contact } = await deployment.ingest().knownSender(monitor, 'devices.example');
    expect(contact).toBeNull();
  });

  test('its recovery resolves the ticket; another recovery changes nothing', async () => {
    const host = aHost();
    const { trace } = await down(host, 0);
    expect(words(await up(host, 3))).toBe(`The alert ${host} is over: its ticket ${trace.ticketNumber} is resolved.`);
    expect(words(await up(host, 4))).toContain('as its ticket');
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({
      status: 'resolved',
      alert: { count: 1, recoveredAt: minute(4).toISOString() },
    });
    const [, event] = await deployment.browse.history(trace.ticketId);
    expect(event).toMatchObject({ kind: 'status', to: 'resolved', by: { kind: 'rule', id: 'monitor', name: 'Monitor' } });
  });

  test('that comes back soon reopens its ticket; after the quiet time it opens another', async () => {
    const host = aHost();
    const { trace } = await down(host, 0);
    await up(host, 3);
    await down(host, 17);
    await up(host, 20);
    expect(await history(trace.ticketId)).toEqual(['opened', 'status resolved', 'reopened new', 'status resolved']);
    const later = await down(host, 36);
    expect(later.trace.ticketNumber).not.toBe(trace.ticketNumber);
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'closed' });
    expect(await ticketOf(later.trace.ticketNumber)).toMatchObject({
      status: 'new',
      alert: { generation: 1, count: 1 },
      links: [{ number: trace.ticketNumber, relation: 'follow-up' }],
    });
    await up(host, 40);
    expect((await ticketsOf(host)).map(({ status }) => status).toSorted()).toEqual(['closed', 'resolved']);
  });

  test('that comes and goes four times within an hour stays open: a person should look', async () => {
    const host = aHost();
    const { trace } = await down(host, 0);
    for (const minutes of [10, 30]) {
      await up(host, minutes);
      await down(host, minutes + 10);
    }
    expect(words(await up(host, 50))).toContain('stays open until somebody looks at it');
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'new', alert: { count: 3, recoveredAt: minute(50).toISOString() } });
    expect(words(await up(host, 80))).toContain('is resolved');
  });

  test('of which a person has written in the ticket is not resolved by a machine', async () => {
    const host = aHost();
    const messageId = unique();
    const { trace } = await down(host, 0, { messageId, cc: 'alice@fabrikam.example' });
    const reply = {
      subject: `Re: [mon] DOWN host=${host} [Ticket #${trace.ticketNumber}]`,
      inReplyTo: messageId,
      text: 'On it.',
    };
    const joined = await take(aMail({ from: 'alice@fabrikam.example', messageId: unique(), ...reply }), 2);
    expect(joined.trace).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
    expect(words(await up(host, 3))).toContain('since somebody works on it');
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'new', alert: { recoveredAt: minute(3).toISOString() } });
  });
});

describe('nobody gets into an alert who does not belong there', () => {
  test('the same words from another domain are another alert', async () => {
    const host = aHost();
    const { trace } = await down(host, 0);
    const forged = await up(host, 2, { from: 'monitor@attacker.example' });
    expect(forged.trace).toMatchObject({ outcome: 'recorded', ticketNumber: null });
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({ status: 'new' });
  });

  test('of a domain that was vouched for, what nothing vouches for is another alert', async () => {
    const host = aHost();
    const verdict = (result: string) => ({
      headers: {
        'Authentication-Results': `spf=${result} smtp.mailfrom=devices.example; dkim=none; dmarc=${result} header.from=devices.example; compauth=${result}`,
      },
    });
    const { trace } = await down(host, 0, verdict('pass'));
    const forged = await up(host, 2, verdict('fail'));
    const genuine = await up(host, 3, verdict('pass'));
    expect([forged.trace.ticketNumber, genuine.trace.ticketNumber]).toEqual([null, trace.ticketNumber]);
  });

  test('a monitoring system that quotes its first mail is counted, and a person who answers it is not', async () => {
    const host = aHost();
    const messageId = unique();
    const { trace } = await down(host, 0, { messageId, cc: 'alice@fabrikam.example' });
    const quoting = await down(host, 2, { inReplyTo: messageId });
    expect(quoting.trace).toMatchObject({ outcome: 'recorded', ticketNumber: trace.ticketNumber });
    expect((await up(host, 3, { inReplyTo: messageId })).trace).toMatchObject({ ticketNumber: trace.ticketNumber, outcome: 'recorded' });
    const reply = await down(host, 4, { from: 'alice@fabrikam.example', inReplyTo: messageId, subject: `Re: [mon] DOWN host=${host}` });
    expect(reply.trace).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
  });
});
