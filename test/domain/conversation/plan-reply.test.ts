import { describe, expect, test } from 'vitest';
import { planReply } from '../../../shared/domain/conversation/plan-reply.ts';
import { aHead, anUpload, aPlannedReply, repliedAt, replyFacts, replyId, signedId } from '../../support/a-reply.ts';
import { aTicket } from '../../support/a-ticket.ts';

const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
const bob = { address: 'bob@fabrikam.example', name: 'Bob' };
const addresses = (people: { address: string }[]) => people.map(({ address }) => address);

describe('a reply', () => {
  test('is a public message that waits, with a mail to each who gets it, and an event', () => {
    const { message, mails, change } = aPlannedReply({ status: 'pending' });
    expect(message).toMatchObject({
      ...{ id: replyId, kind: 'reply', visibility: 'public', by: 'ada@contoso.example', to: [alice], cc: [] },
      // the technician's own address leaves the house in no field
      from: { address: 'support@contoso.example', name: 'Ada Lovelace' },
      outbox: { state: 'waiting', sendsAt: '2026-11-02T09:00:10.000Z', status: 'pending' },
      sentWith: { mailboxId: 'support', quote: { from: alice, text: 'It is out of paper.' } },
    });
    expect(mails).toMatchObject([
      {
        ...{ kind: 'technician-replied', status: 'waiting', to: alice, audience: 'client', messageItemId: replyId },
        ...{ by: 'ada@contoso.example', dueAt: '2026-11-02T09:00:10.000Z', mailId: null },
        ...{ inReplyTo: '<first@fabrikam.example>', references: ['<first@fabrikam.example>'] },
      },
    ]);
    expect(message.messageId).toBe(signedId(mails[0]?.id ?? ''));
    expect(change.create.map(({ type }) => type)).toEqual(['message', 'notification', 'event']);
    // the ticket itself changes when the reply is sent, not before
    expect(change).toMatchObject({ replace: null, patch: [] });
  });

  test('answers the newest mail of each who gets it, else that of the ticket', () => {
    const heads = [
      aHead({ id: 'm-3', at: '2026-11-02T08:30:00.000Z', messageId: '<third@fabrikam.example>' }),
      aHead({ id: 'm-2', at: '2026-11-02T08:20:00.000Z', messageId: '<second@fabrikam.example>', from: bob }),
      aHead(),
    ];
    const { mails } = aPlannedReply({ heads, wanted: { to: [alice.address], cc: [bob.address, 'carol@fabrikam.example'], bcc: [] } });
    expect(mails.map(({ inReplyTo }) => inReplyTo)).toEqual([
      '<third@fabrikam.example>',
      '<second@fabrikam.example>',
      '<third@fabrikam.example>',
    ]);
    expect(mails[1]?.references).toEqual(['<first@fabrikam.example>', '<second@fabrikam.example>']);
  });

  test('is sent later where that is asked for, and never before it can no longer be taken back', () => {
    const sendsAt = (sendAt: string) => aPlannedReply({ sendAt: new Date(sendAt) }).message.outbox?.sendsAt;
    expect(sendsAt('2026-11-03T06:00:00.000Z')).toBe('2026-11-03T06:00:00.000Z');
    expect(sendsAt('2026-11-02T09:00:01.000Z')).toBe('2026-11-02T09:00:10.000Z');
    expect(planReply(replyFacts({ sendAt: new Date('2027-11-03') }), signedId)).toMatchObject({ kind: 'refused', field: 'sendAt' });
  });

  test('keeps the subject of the mails that went out before, whatever the ticket is called now', () => {
    expect(aPlannedReply({ ticket: aTicket({ mailSubject: 'No paper', subject: 'Printer' }) }).message.subject).toBe('No paper');
  });

  test('quotes the beginning of a long mail, and what its writer wrote alone', () => {
    const latest = { ...alice, at: '2026-11-02T08:00:00.000Z', text: 'all of it', visibleText: `${'long '.repeat(2000)}` };
    const quote = aPlannedReply({ latest }).message.sentWith?.quote?.text ?? '';
    expect(quote).toMatch(/^long .* \[…\]$/);
    expect(quote.length).toBeLessThan(4100);
    expect(aPlannedReply({ latest: null }).message.sentWith?.quote).toBeNull();
  });
});

describe('who gets a reply when nobody is named', () => {
  test('the requester, and those on their side who are notified', () => {
    const ticket = aTicket({
      participants: [
        { ...alice, role: 'requester', notify: true },
        { ...bob, role: 'cc', notify: true },
        { address: 'muted@fabrikam.example', name: null, role: 'cc', notify: false },
        { address: 'new@elsewhere.example', name: null, role: 'newcomer', notify: false },
        { address: 'support+x@contoso.example', name: null, role: 'cc', notify: true },
        { address: 'ada@contoso.example', name: null, role: 'cc', notify: true },
        { address: 'eve@contoso.example', name: null, role: 'technician', notify: true },
        { address: 'no-reply@fabrikam.example', name: null, role: 'cc', notify: true },
      ],
    });
    const { message } = aPlannedReply({ ticket });
    expect([message.to, message.cc]).toEqual([[alice], [bob]]);
  });

  test('nobody, where the requester is a machine: then they must be named', () => {
    const requester = { address: 'no-reply@monitor.example', name: null };
    const ticket = aTicket({ requester, participants: [{ ...requester, role: 'requester', notify: true }] });
    expect(planReply(replyFacts({ ticket }), signedId)).toMatchObject({ kind: 'refused', field: 'to' });
    expect(addresses(aPlannedReply({ ticket, wanted: { to: ['Bob@Fabrikam.example'], cc: [], bcc: [] } }).message.to)).toEqual([
      bob.address,
    ]);
  });
});

describe('who is named', () => {
  test('gets it once, and only Bcc is kept apart', () => {
    const wanted = { to: [alice.address], cc: [alice.address, bob.address], bcc: ['boss@fabrikam.example', bob.address] };
    const { message, mails } = aPlannedReply({ wanted });
    expect([message.to, message.cc, message.bcc].map((list) => addresses(list ?? []))).toEqual([
      [alice.address],
      [bob.address],
      ['boss@fabrikam.example'],
    ]);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(3);
  });

  test.each([
    ['not an address', 'to[0]'],
    ['Alice <alice@fabrikam.example>', 'to[0]'],
    ['alice@fabrikam.example\r\nBcc: eve@evil.example', 'to[0]'],
    ['a@b@fabrikam.example', 'to[0]'],
    ['"a b"@fabrikam.example', 'to[0]'],
    ['alice@localhost', 'to[0]'],
    ['alice@[127.0.0.1]', 'to[0]'],
    ['support@contoso.example', 'to[0]'],
    ['SUPPORT+abc@contoso.example', 'to[0]'],
    ['alice@fabrikam.example,eve@evil.example', 'to[0]'],
  ])('must be an address that mail goes to, and none of ours: %s', (written, field) => {
    expect(planReply(replyFacts({ wanted: { to: [written], cc: [], bcc: [] } }), signedId)).toMatchObject({ kind: 'refused', field });
  });

  test('may be fifty people at most', () => {
    const cc = Array.from({ length: 50 }, (_, index) => `user${index}@fabrikam.example`);
    expect(planReply(replyFacts({ wanted: { to: null, cc, bcc: [] } }), signedId)).toMatchObject({ kind: 'refused', field: 'to' });
  });
});

describe('what is written', () => {
  const written = (html: string, uploads = [anUpload()]) => planReply(replyFacts({ written: { text: null, html, uploads } }), signedId);

  test('as HTML is made safe and gets a text', () => {
    const plan = written('<p onclick="x()">Hello <b>Alice</b><script>alert(1)</script></p><iframe src="https://evil.example"></iframe>');
    expect(plan).toMatchObject({ message: { text: 'Hello Alice', html: '<p>Hello <b>Alice</b></p>' } });
  });

  test('as a text becomes HTML, line by line', () => {
    const { message } = aPlannedReply({ written: { text: 'One <b>\r\nTwo', html: null, uploads: [] } });
    expect(message).toMatchObject({ text: 'One <b>\nTwo', html: '<div>One &lt;b&gt;<br />\nTwo</div>' });
  });

  test('may show a picture that goes with it, and no other', () => {
    const picture = anUpload({ name: 'a.png', type: 'image/png' });
    const plan = written(`<img src="cid:${picture.id}">`, [picture]);
    expect(plan).toMatchObject({
      message: {
        html: `<img src="/api/tickets/${aTicket().ticketId}/attachments/${replyId}.0" />`,
        attachments: [{ id: `${replyId}.0`, name: 'a.png', contentId: `${replyId}.0@psa` }],
      },
    });
    for (const source of ['https://tracker.example/x.gif', '/api/tickets/other/attachments/m-1.0', 'cid:other', 'data:image/png;base64,xx'])
      expect(written(`<p>x<img src="${source}"></p>`)).toMatchObject({
        kind: 'refused',
        field: 'html',
        why: expect.stringContaining(source.slice(0, 20)),
      });
  });

  test('must say something, and not too much', () => {
    expect(written('<p> </p>', [])).toMatchObject({ kind: 'refused', field: 'html' });
    expect(written('<p>a</p>'.repeat(30_000))).toMatchObject({ kind: 'refused', field: 'html' });
    expect(planReply(replyFacts({ written: { text: ' \n', html: null, uploads: [] } }), signedId)).toMatchObject({ field: 'text' });
  });
});

describe('what the writer has seen', () => {
  const newer = aHead({ id: 'm-newer', at: '2026-11-02T08:59:00.000Z', text: 'It works again.' });
  const facts = (seen: string | null) => replyFacts({ heads: [newer, aHead()], seen });

  test('is what the reply answers: newer mails of the client are shown first', () => {
    expect(planReply(facts('m-first'), signedId)).toEqual({ kind: 'overtaken', newer: [newer] });
    expect(planReply(facts('m-newer'), signedId).kind).toBe('planned');
    expect(planReply(facts(null), signedId).kind).toBe('planned');
  });

  test('may be a message of our own', () => {
    const ours = aHead({ id: 'm-ours', at: '2026-11-02T08:30:00.000Z', kind: 'reply' });
    expect(planReply(replyFacts({ heads: [newer, ours, aHead()], seen: 'm-ours' }), signedId)).toMatchObject({ newer: [newer] });
    expect(planReply(replyFacts({ heads: [ours, aHead()], seen: 'm-ours' }), signedId).kind).toBe('planned');
  });

  test('must be a message of the ticket', () => {
    expect(planReply(facts('m-other'), signedId)).toMatchObject({ kind: 'refused', field: 'seen' });
  });
});

test('the same request plans the same', () => {
  const later = new Date(repliedAt.getTime() + 60_000);
  const ids = (now: Date) => aPlannedReply({ now }).change.create.map(({ id }) => id);
  expect(ids(later)).toEqual(ids(repliedAt));
});
