import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toApiMessage } from '../../shared/api/messages.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aBounce, aComplaint, type ReportShape } from '../support/a-report.ts';

/**
 * Everybody who got an answer in Cc knows the Message-ID of our mail, and can report that it came
 * back, or was abuse. Then a client would get no mail from us any more.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, ingest, aConfirmedTicket } = aMailFlow(() => deployment);

/** What a report on the confirmation of a ticket did. */
async function reported(report: typeof aBounce | typeof aComplaint, shape: ReportShape) {
  const { from, ticketId, confirmationId } = await aConfirmedTicket(address());
  const { trace } = await ingest(report(from, confirmationId, { messageId: unique(), ...shape }));
  const { contact } = await deployment.ingest().knownSender(from, 'fabrikam.example');
  const notes = (await deployment.browse.messages(ticketId)).filter(({ kind }) => kind === 'system');
  const shown = notes.map((note) => toApiMessage(note, { ...note, truncated: false }));
  const next = await ingest(aMail({ from, messageId: unique() }));
  return { trace, note: shown.at(-1)?.text, state: contact?.deliverability?.state, isTold: next.sends.length > 0 };
}

const kinds = [
  { report: aBounce, name: 'bounce', marks: 'undeliverable', says: 'user-unknown' },
  { report: aComplaint, name: 'abuse report', marks: 'complained', says: 'reported our mail as abuse' },
] as const;
const theirs = 'postmaster@mx.fabrikam.example';
const neither = (who: string) => `It may be forged: ${who} is neither a mail system of fabrikam.example nor one of ours.`;
const nothing = 'It may be forged: nothing vouches for who reports it.';

describe.each(kinds)('$name', ({ report, marks, says }) => {
  test.each<[string, ReportShape, string]>([
    ['whom no system gave a verdict on', { from: theirs, verdict: null }, nothing],
    ['whom nothing vouches for', { from: theirs, verdict: 'spf=none smtp.helo=evil.example; dmarc=none' }, nothing],
    ['whose domain disowns the mail', { from: theirs, verdict: 'dmarc=fail header.from=mx.fabrikam.example' }, nothing],
    ['who is a mail system of somebody else', { from: 'mailer-daemon@evil.example' }, neither('mailer-daemon@evil.example')],
    ['who is a person elsewhere', { from: 'mallory@evil.example' }, neither('mallory@evil.example')],
    ['with a mailbox of the same provider', { from: 'mallory@fabrikam.example' }, neither('mallory@fabrikam.example')],
    ['with an address that only begins so', { from: 'mailer-daemon-2@fabrikam.example' }, neither('mailer-daemon-2@fabrikam.example')],
    ['whose domain ends alike', { from: 'postmaster@notfabrikam.example' }, neither('postmaster@notfabrikam.example')],
  ])('of a reporter %s is noted as one that may be forged, and the client still gets mail', async (_, shape, doubt) => {
    const { trace, note, state, isTold } = await reported(report, shape);
    expect(trace).toMatchObject({
      outcome: 'recorded',
      reason: { code: 'machine-mail-recorded', data: { done: { code: 'about-notification-in-doubt' } } },
    });
    expect(note).toContain(says);
    expect(note).toContain(doubt);
    expect([state, isTold]).toEqual([undefined, true]);
  });

  test.each([
    ["their domain's", 'postmaster@fabrikam.example'],
    ['a host of theirs', 'mailer-daemon@mx.fabrikam.example'],
    ["Exchange's at their domain", 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@fabrikam.example'],
    ['their abuse desk', 'abuse@fabrikam.example'],
    ['ours, which could not hand it over', 'mailer-daemon@mail.contoso.example'],
  ])('of a mail system that is %s marks the address, which gets no confirmation from then on', async (_, from) => {
    const { note, state, isTold } = await reported(report, { from });
    expect(note).not.toContain('forged');
    expect([state, isTold]).toEqual([marks, false]);
  });
});
