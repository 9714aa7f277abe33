import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toApiMessage } from '../../shared/api/messages.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aBounce as aBounceOf, type ReportShape } from '../support/a-report.ts';

/**
 * What each kind of machine's mail does: recorded where it belongs, never a ticket, never an
 * answer.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, aConfirmedTicket } = aMailFlow(() => deployment);

const aBounce = (to: string, ofMail: string, more: ReportShape = {}) => aBounceOf(to, ofMail, { messageId: unique(), ...more });

describe('an out-of-office', () => {
  test('to a confirmation is a quiet note: the ticket is neither reopened nor changed, nobody is notified', async () => {
    const { from, number, ticketId, confirmationId } = await aConfirmedTicket(address());
    const before = await deployment.browse.ticket(number);
    const { trace, sends } = await ingest(
      aMail({
        from,
        messageId: unique(),
        inReplyTo: confirmationId,
        text: 'Back on Monday.',
        headers: { 'Auto-Submitted': 'auto-replied' },
      }),
    );
    expect(trace).toMatchObject({ outcome: 'suppressed', ticketNumber: number, kind: 'auto-reply' });
    expect(sends).toEqual([]);
    expect(await deployment.browse.ticket(number)).toEqual(before);
    expect(await deployment.browse.messages(ticketId)).toMatchObject([
      { kind: 'client' },
      { kind: 'system', text: expect.stringContaining('Back on Monday.') },
    ]);
  });

  test('to nothing of ours is suppressed, and says why', async () => {
    const { trace } = await ingest(
      aMail({ from: 'new@elsewhere.example', messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }),
    );
    expect(trace).toMatchObject({
      outcome: 'suppressed',
      ticketNumber: null,
      reason: remark('machine-mail-unrelated', { what: remark('is-auto-reply') }),
    });
  });
});

describe('a bounce', () => {
  test('of a confirmation ends it as bounced and marks the dead address, which gets no confirmation from then on', async () => {
    const { from, ticketId, number, confirmationId } = await aConfirmedTicket(address());
    const { trace } = await ingest(aBounce(from, confirmationId));
    expect(trace).toMatchObject({ outcome: 'recorded', ticketNumber: number, kind: 'bounce' });
    // what is noted is stored as a code; the words are made where it is shown
    const [note] = (await deployment.browse.messages(ticketId)).slice(-1);
    if (!note) throw new Error('it was not noted');
    expect(note).toMatchObject({
      kind: 'system',
      text: '',
      said: {
        code: 'delivery-report-said',
        data: { what: { code: 'mail-returned-for', data: { address: from, reason: 'user-unknown' } } },
      },
    });
    const shown = toApiMessage(note, { ...note, truncated: false });
    expect(shown.text).toMatch(`Our mail to ${from} was returned: user-unknown (`);
    expect(shown.html).toContain('was returned: user-unknown (');
    expect(await deployment.ingest().knownSender(from, 'fabrikam.example')).toMatchObject({
      contact: { deliverability: { state: 'undeliverable' } },
    });
    const next = await ingest(aMail({ from, messageId: unique() }));
    expect(next).toMatchObject({ trace: { outcome: 'ticket' }, sends: [] });
  });

  test('twice, and delivered again, is recorded once', async () => {
    const { from, ticketId, confirmationId } = await aConfirmedTicket(address());
    const raw = aBounce(from, confirmationId);
    const ref = arrived(raw);
    expect((await ingestMail(deployment.ingest(), ref, 1)).trace.outcome).toBe('recorded');
    expect((await ingestMail(deployment.ingest(), ref, 2)).trace.outcome).toBe('recorded');
    expect((await ingest(raw)).trace.outcome).toBe('duplicate');
    expect(await deployment.browse.messages(ticketId)).toHaveLength(2);
  });

  test('that names somebody else does not mark them: it may be forged', async () => {
    const { confirmationId } = await aConfirmedTicket(address());
    await ingest(aBounce('victim@fabrikam.example', confirmationId));
    expect((await deployment.ingest().knownSender('victim@fabrikam.example', 'fabrikam.example')).contact).toBeNull();
  });

  test('for a full mailbox or a delay leaves the contact as it is', async () => {
    const full = await aConfirmedTicket(address());
    await ingest(aBounce(full.from, full.confirmationId, { status: '5.2.2' }));
    const late = await aConfirmedTicket(address());
    await ingest(aBounce(late.from, late.confirmationId, { status: '4.4.1', action: 'delayed' }));
    for (const { from } of [full, late]) {
      expect((await deployment.ingest().knownSender(from, 'fabrikam.example')).contact?.deliverability).toBeNull();
    }
  });

  test('of a mail that is not ours is recorded, without a ticket', async () => {
    expect((await ingest(aBounce('a@x.example', '<theirs@x.example>'))).trace).toMatchObject({ outcome: 'recorded', ticketNumber: null });
  });
});

test('a mailing list or notice makes a ticket, and gets no confirmation', async () => {
  const { trace, sends } = await ingest(
    aMail({ from: 'alerts@vendor.example', messageId: unique(), headers: { 'List-Id': '<alerts.vendor.example>', Precedence: 'bulk' } }),
  );
  expect(trace).toMatchObject({ outcome: 'ticket', kind: 'list' });
  expect(sends).toEqual([]);
});
