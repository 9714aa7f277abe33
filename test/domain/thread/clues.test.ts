import { describe, expect, test } from 'vitest';
import { operationIdFor, ticketIdFor } from '../../../shared/domain/ids.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { ticketNumbersIn, ticketSubject } from '../../../shared/domain/mail/subject.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { cluesIn, mayJoin, rootMessageId } from '../../../shared/domain/thread/clues.ts';
import {
  replyAddressFor,
  type SigningKeys,
  signedMessageId,
  verifyMessageId,
  verifyReplyAddress,
  withoutSignature,
} from '../../../shared/domain/thread/signed-ids.ts';
import type { SenderState } from '../../../shared/domain/tickets/sender-state.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aDeliveryEvent } from '../../support/a-delivery-event.ts';
import { aMail } from '../../support/a-mail.ts';
import { aTicket } from '../../support/a-ticket.ts';

const keys: SigningKeys = [Buffer.from('the key of today'), Buffer.from('the key of last year')];
const ticketId = ticketIdFor('<root@fabrikam.example>');
const ours = signedMessageId({ ticketId, notificationId: `n-${ticketIdFor('x')}` }, 'contoso.example', keys);

describe('our Message-IDs', () => {
  test('name their ticket, also after a mail system changed their case', () => {
    expect(verifyMessageId(ours, keys)?.ticketId).toBe(ticketId);
    expect(verifyMessageId(ours.toUpperCase(), keys)?.ticketId).toBe(ticketId);
  });
  test('are not believed with another signature, or another ticket under the same signature', () => {
    const other = ticketIdFor('<other@fabrikam.example>');
    expect(
      verifyMessageId(
        ours.replace(/.(?=@)/, (c) => (c === '7' ? '8' : '7')),
        keys,
      ),
    ).toBeNull();
    expect(verifyMessageId(ours.replace(ticketId, other), keys)).toBeNull();
    expect(verifyMessageId('<a@b>', keys)).toBeNull();
  });
  test('are shown and logged without their proof, in any text', () => {
    const signature = /([0-9a-z]{20})@/.exec(ours)?.[1] ?? 'none';
    const report = JSON.stringify(aDeliveryEvent({ status: 'Bounced', internetMessageId: ours.slice(1, -1) }));
    for (const text of [ours, ours.toUpperCase(), `of ${ours}, ${ours}`, report]) {
      const shown = withoutSignature(text);
      expect(shown.toLowerCase()).toContain(ticketId);
      expect(shown.toLowerCase()).not.toContain(signature);
      expect(verifyMessageId(shown, keys)).toBeNull();
    }
    expect(withoutSignature('<root@fabrikam.example>')).toBe('<root@fabrikam.example>');
  });
  test('are still believed when the key was rotated, until the old version is disabled', () => {
    const old = signedMessageId({ ticketId, notificationId: `n-${ticketId}` }, 'contoso.example', [Buffer.from('the key of last year')]);
    expect(verifyMessageId(old, keys)).not.toBeNull();
    expect(verifyMessageId(old, [Buffer.from('the key of today')])).toBeNull();
  });
  test('reply addresses as well; their local part stays within the 64 characters of RFC 5321', () => {
    const address = replyAddressFor(ticketId, 'support@contoso.example', keys);
    expect(address).toMatch(/^support\+[0-9a-z]{26}\.[0-9a-z]{16}@contoso\.example$/);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(verifyReplyAddress(address, keys)).toBe(ticketId);
    expect(verifyReplyAddress(address.replace('support', 'sales'), keys)).toBe(ticketId);
    expect(verifyReplyAddress(`support+${ticketId}.0000000000000000@contoso.example`, keys)).toBeNull();
  });
});

describe('clues, the most trusted first', () => {
  const clues = async (shape: Parameters<typeof aMail>[0]) => cluesIn(await parseMail(aMail(shape)), keys);

  test('our signed id, then quoted ids from the newest to the root, then the token', async () => {
    const found = await clues({
      subject: 'Re: [Ticket #SUP-1001] Printer',
      inReplyTo: ours,
      references: ['<root@fabrikam.example>', '<second@fabrikam.example>', ours],
    });
    expect(found.map(({ kind }) => kind)).toEqual(['signed-message-id', 'quoted-message-ids', 'subject-token']);
    expect(found[0]).toMatchObject({ ticketIds: [ticketId], proof: true });
    // who reads the trace gets no proof of having our mail
    expect(JSON.stringify(found)).not.toContain(ours.slice(1, -1));
    expect(found[1]).toMatchObject({ messageIds: ['<second@fabrikam.example>', '<root@fabrikam.example>'], proof: false });
    expect(found[2]).toMatchObject({ numbers: ['SUP-1001'], proof: false });
  });
  test('the reply address, where the mail was sent or delivered to', async () => {
    const address = replyAddressFor(ticketId, 'support@contoso.example', keys);
    expect(await clues({ to: address })).toMatchObject([{ kind: 'reply-address', ticketIds: [ticketId] }]);
    expect(await clues({ headers: { 'Delivered-To': address } })).toMatchObject([{ kind: 'reply-address' }]);
  });
  test('none in a new mail', async () => {
    expect(await clues({})).toEqual([]);
  });
  test('a thousand references are cut to the root and the newest', async () => {
    const references = Array.from({ length: 1000 }, (_, index) => `<r${index}@fabrikam.example>`);
    const [clue] = await clues({ references });
    expect(clue?.kind === 'quoted-message-ids' && clue.messageIds.length).toBe(20);
    expect(clue).toMatchObject({ messageIds: expect.arrayContaining(['<r0@fabrikam.example>', '<r999@fabrikam.example>']) });
  });
  test('the root is the first reference, else In-Reply-To, else the mail itself', async () => {
    const root = async (shape: Parameters<typeof aMail>[0]) =>
      rootMessageId(await parseMail(aMail({ messageId: '<own@a.example>', ...shape })));
    expect(await root({ references: ['<one@a.example>', '<two@a.example>'], inReplyTo: '<two@a.example>' })).toBe('<one@a.example>');
    expect(await root({ inReplyTo: '<two@a.example>' })).toBe('<two@a.example>');
    expect(await root({})).toBe('<own@a.example>');
  });
});

describe('the subject', () => {
  test.each([
    ['[Ticket #SUP-1001] Printer', ['SUP-1001']],
    ['AW: [EXTERNAL] [ticket # sup-1001] Printer', ['SUP-1001']],
    ['RE[2]: [TICKET SUP - 1001]', ['SUP-1001']],
    ['Re: ticket SUP-1001, and [Ticket 5]', []],
    ['[Ticket #SUP-1][Ticket #HLP-2]', ['SUP-1', 'HLP-2']],
    ['[Ti\u00adcket #SUP\u200b-1] hidden by signs that nobody sees', ['SUP-1']],
  ])('%s names %j', (subject, numbers) => {
    expect(ticketNumbersIn(subject)).toEqual(numbers);
  });
  test.each([
    ['Re: AW: [EXTERNAL] SV: Printer', 'Printer'],
    ['WG: [Ticket #SUP-1001] Drucker', 'Drucker'],
    ['回复：打印机', '打印机'],
    ['Re[3]: Fwd: x', 'x'],
    ['Reset: my password', 'Reset: my password'],
    ['  ', '(no subject)'],
    ['Re: [Ticket #SUP-1001]', '(no subject)'],
    ['[Ti\u00adcket #HLP-4242] printer', 'printer'],
    ['[Ti\u202acket #HLP\u200b-4242]printer', 'printer'],
    ['[Ticket #[Ticket #SUP-1]SUP-2] printer', 'printer'],
    ['Printer[Ticket #SUP-1]broken', 'Printer broken'],
    ['می\u200cخواهم 👨\u200d👩\u200d👧', 'می\u200cخواهم 👨\u200d👩\u200d👧'],
    ['[Ti\u200ccket #HLP-4242] می\u200cخواهم', 'میخواهم'],
    [`${'x'.repeat(254)}😀`, 'x'.repeat(254)],
  ])('%s is shown as %s', (subject, shown) => {
    expect(ticketSubject(subject)).toBe(shown);
  });
  test('of megabytes is cut quickly', () => {
    expect(ticketSubject(`${'Re: '.repeat(500_000)}x`).length).toBeLessThanOrEqual(255);
    expect(ticketNumbersIn('[ticket '.repeat(500_000))).toEqual([]);
  });
});

describe('who may join (promise 3)', () => {
  const policy = Policy.parse({ reopenDays: 14 });
  const now = new Date('2026-11-20T10:00:00Z');
  const ticket = aTicket({ participants: [{ address: 'alice@fabrikam.example', name: null, role: 'requester', notify: true }] });
  const judge = (address: string, proof: boolean, change: Partial<typeof ticket> = {}, state: SenderState = 'verified') =>
    mayJoin({ ...ticket, ...change }, { parties: [address], state }, proof, policy, now);

  test('a participant joins, whatever named the ticket', () => {
    expect(judge('alice@fabrikam.example', false)).toMatchObject({ kind: 'joins', newcomer: false });
  });
  test('a stranger who only quotes stays out', () => {
    expect(judge('mallory@elsewhere.example', false)).toMatchObject({ kind: 'stays-out' });
  });
  test('somebody who has our mail joins, shown as new', () => {
    expect(judge('bob@partner.example', true)).toMatchObject({ kind: 'joins', newcomer: true });
  });
  test('a From that nothing vouches for proves nothing, but our mail does', () => {
    expect(judge('alice@fabrikam.example', false, {}, 'not-vouched-for')).toMatchObject({ kind: 'stays-out' });
    expect(judge('alice@fabrikam.example', true, {}, 'not-vouched-for')).toMatchObject({ kind: 'joins', newcomer: true });
  });
  test('if no system gives a verdict, From decides, and the trace says that nobody vouched', () => {
    expect(judge('alice@fabrikam.example', false, {}, 'unknown')).toEqual({
      kind: 'joins',
      newcomer: false,
      verdict: remark('joins-participant-unknown', { number: ticket.number }),
    });
  });
  test('what a form writes joins if both the form and the person who asks take part', () => {
    const form = { address: 'no-reply@forms.example', name: null, role: 'cc' as const, notify: false };
    const participants = [...ticket.participants, form];
    const byForm = (asker: string) =>
      mayJoin({ ...ticket, participants }, { parties: [form.address, asker], state: 'verified' }, false, policy, now);
    expect(byForm('alice@fabrikam.example')).toMatchObject({ kind: 'joins' });
    expect(byForm('mallory@elsewhere.example')).toMatchObject({ kind: 'stays-out' });
  });
  test.each(['', 'robot', `${'a'.repeat(65)}@x.example`])('an invalid address takes part in nothing: "%s"', (address) => {
    const participants = [{ address, name: null, role: 'cc' as const, notify: true }];
    expect(judge(address, false, { participants })).toMatchObject({ kind: 'stays-out' });
  });
  test('a closed ticket is reopened for some days, then followed up', () => {
    expect(judge('alice@fabrikam.example', false, { closedAt: '2026-11-10T10:00:00Z' })).toMatchObject({ kind: 'joins' });
    expect(judge('alice@fabrikam.example', false, { closedAt: '2026-11-01T10:00:00Z' })).toMatchObject({ kind: 'follow-up' });
  });
});

test('the operation id of a send is a version 5 UUID, the same for the same notification', () => {
  expect(operationIdFor('n-1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(operationIdFor('n-1')).toBe(operationIdFor('n-1'));
  expect(operationIdFor('n-1')).not.toBe(operationIdFor('n-2'));
});
