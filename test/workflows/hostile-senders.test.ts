import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** Senders who forge, loop, or have addresses that are none: what they cannot make of us. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.limitAnswers(10);
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, aConfirmedTicket } = aMailFlow(() => deployment);
const verdict = (value: string) => ({ 'Authentication-Results': `mx.contoso.example; ${value}` });

test.each<[string, (from: string) => MailShape]>([
  ['a verdict about another author', (from) => ({ from, headers: verdict('dmarc=fail header.from=evil.example') })],
  ['two From fields', (from) => ({ headers: { ...verdict('dmarc=pass header.from=evil.example'), From: [from, 'x@evil.example'] } })],
  ['an author from Reply-To', (from) => ({ from: null, headers: { 'Reply-To': from } })],
])('%s joins no ticket and is not confirmed', async (_, shape) => {
  const { from, number } = await aConfirmedTicket(address());
  const { trace, sends } = await ingest(aMail({ ...shape(from), messageId: unique(), subject: `Re: [Ticket #${number}]` }));
  expect(trace.outcome).toBe('ticket');
  expect(sends).toEqual([]);
});

test.each([
  [
    'as Gmail writes it',
    '---------- Forwarded message ---------\nFrom: {}\nDate: Mon, 2 Nov 2026 at 09:00\nSubject: Pills\nTo: t@contoso.example\n\n',
  ],
  ['below an attribution', 'For you.\n\nOn Mon, Nov 2, 2026 at 1:00 PM {} wrote:\n> '],
])('whose name is the address of a client is who a technician forwards, %s, and not that client', async (_, above) => {
  const [forger, victim] = ['mallory@evil.example', address()];
  for (const written of [
    `"${victim}" <${forger}>`,
    `${victim} <${forger}>`,
    `Vic <${victim}> <${forger}>`,
    `${victim} <${victim}.evil.example>`,
  ]) {
    const { trace, sends } = await ingest(
      aMail({
        from: 'technician@contoso.example',
        messageId: unique(),
        subject: 'Fwd: Pills',
        headers: verdict('dmarc=pass header.from=contoso.example'),
        text: `${above.replace('{}', written)}Cheap pills.`,
      }),
    );
    const ticket = await deployment.browse.ticket(trace.ticketNumber ?? '');
    expect(ticket?.requester.address, written).not.toBe(victim);
    expect(ticket?.participants.map((each) => each.address)).not.toContain(victim);
    expect(sends.length).toBeLessThanOrEqual(1);
  }
});

test.each([
  ['a blank without width', 'al\u200bice@fabrikam.example'],
  ['one in the domain', 'alice@fab\u200brikam.example'],
  ['a change of the direction', '\u202ealice@fabrikam.example'],
  ['a soft hyphen', 'alice@fabri\u00adkam.example'],
])('that looks like a client, but for %s, is written to by nobody and takes no part', async (_, from) => {
  const { trace, sends } = await ingest(aMail({ from, messageId: unique() }));
  expect([trace.outcome, sends]).toEqual(['ticket', []]);
  expect((await deployment.browse.ticket(trace.ticketNumber ?? ''))?.participants).toEqual([]);
});

test('what came from Reply-To is shown as the requester, but does not take part', async () => {
  const { trace } = await ingest(aMail({ from: null, messageId: unique(), headers: { 'Reply-To': 'carol@fabrikam.example' } }));
  expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({
    requester: { address: 'carol@fabrikam.example' },
    participants: [],
  });
});

test('thirty mails at once of one sender get as many confirmations as the limit says', async () => {
  const deps = deployment.ingest();
  const mails = Array.from({ length: 30 }, (_, tag) => arrived(aMail({ from: `burst+${tag}@fabrikam.example`, messageId: unique() })));
  const results = await Promise.all(mails.map((mail) => ingestMail(deps, mail, 1)));
  expect(results.flatMap(({ sends }) => sends)).toHaveLength(10);
});

test('several processes see what the others stored, and a reset', async () => {
  const processes = [deployment.ingest(), deployment.ingest()];
  const from = 'shared+tag@fabrikam.example';
  const confirmed = async () => {
    let sends = 0;
    for (let turn = 0; turn < 14; turn += 1) {
      const deps = processes[turn % 2] ?? deployment.ingest();
      sends += (await ingestMail(deps, arrived(aMail({ from, messageId: unique() })), 1)).sends.length;
    }
    return sends;
  };
  // the first answer of a process is known to it alone
  const first = await confirmed();
  expect(first).toBeGreaterThanOrEqual(10);
  expect(first).toBeLessThanOrEqual(11);
  expect((await ingest(aMail({ from, messageId: unique() }))).sends).toEqual([]);
  await deployment.contacts().clear('shared@fabrikam.example', 'an admin', new Date());
  for (const deps of processes) {
    expect((await ingestMail(deps, arrived(aMail({ from, messageId: unique() })), 1)).sends).toHaveLength(1);
  }
});

test.each([`${'a'.repeat(319)}😀@x.example`, `${'€'.repeat(250)}@x.example`, 'nobody'])(
  '%s opens tickets and nothing else',
  async (from) => {
    const deps = deployment.ingest();
    for (let turn = 0; turn < 4; turn += 1) {
      const { trace, sends } = await ingestMail(deps, arrived(aMail({ from, messageId: unique() })), 1);
      expect(trace.outcome).toBe('ticket');
      expect(sends).toEqual([]);
    }
  },
);
