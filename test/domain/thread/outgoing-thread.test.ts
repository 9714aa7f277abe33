import { describe, expect, test } from 'vitest';
import { ticketIdFor } from '../../../shared/domain/ids.ts';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { cluesIn } from '../../../shared/domain/thread/clues.ts';
import { exchangeFields, mailSubjectOf, outgoingInReplyTo, outgoingReferences } from '../../../shared/domain/thread/outgoing-thread.ts';
import {
  type SigningKeys,
  signedMessageId,
  signedTicketOf,
  ticketReference,
  withoutSignature,
} from '../../../shared/domain/thread/signed-ids.ts';
import { aMail } from '../../support/a-mail.ts';
import { aTicket } from '../../support/a-ticket.ts';
import { anOutgoingMail } from '../../support/an-outgoing-mail.ts';

const keys: SigningKeys = [Buffer.from('the key of today'), Buffer.from('the key of last year')];
const ticketId = ticketIdFor('<root@fabrikam.example>');
const reference = ticketReference(ticketId, 'contoso.example', keys);
const ours = (n: number) => signedMessageId({ ticketId, notificationId: `n-${ticketIdFor(String(n))}` }, 'contoso.example', keys);

describe('the References of a mail of a ticket', () => {
  test("are the client's first id, the ticket's own, and the newest, the parent last", () => {
    expect(outgoingReferences(['<root@fabrikam.example>', '<2@x.example>', '<3@x.example>'], reference)).toEqual([
      '<root@fabrikam.example>',
      reference,
      '<2@x.example>',
      '<3@x.example>',
    ]);
  });

  test("of a mail that answers nothing are the ticket's own id, so that the next one has it in common", () => {
    expect(outgoingReferences([], reference)).toEqual([reference]);
  });

  test('a ticket of 200 mails: at most 900 characters, and the header is taken by servers with limits', async () => {
    const ids = ['<root@fabrikam.example>', ...Array.from({ length: 200 }, (_, n) => ours(n))];
    const references = outgoingReferences(ids, reference);
    expect(references.slice(0, 2)).toEqual(['<root@fabrikam.example>', reference]);
    expect(references.at(-1)).toBe(ours(199));
    expect(references.length).toBeGreaterThan(8);
    expect(references.join(' ').length).toBeLessThanOrEqual(900);
    const mail = anOutgoingMail({
      messageId: ours(200),
      inReplyTo: ours(199),
      references,
      subject: `[Ticket #SUP-1001] ${'ü'.repeat(200)}`,
    });
    const raw = Buffer.from(await composeMail(mail, new Date('2026-11-28T12:00:00Z'))).toString('latin1');
    const header = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(header.length).toBeLessThan(3500);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998);
  });

  test.each([
    [
      'ids that a fold left with white space or a second bracket',
      ['<<root@x.example>', ' <2@x.example>\r\n\t'],
      ['<root@x.example>', reference, '<2@x.example>'],
    ],
    ['words that are no ids', ['root@x.example', ''], [reference]],
    ['one id twice', ['<1@x.example>', '<1@x.example>'], ['<1@x.example>', reference]],
    ["the ticket's own, quoted back", ['<1@x.example>', reference, '<2@x.example>'], ['<1@x.example>', reference, '<2@x.example>']],
    ['an id as long as the limit', [`<${'x'.repeat(890)}@x.example>`, '<2@x.example>'], [reference, '<2@x.example>']],
  ])('%s', (_, ids, expected) => {
    expect(outgoingReferences(ids, reference)).toEqual(expected);
  });

  test('the id that is answered is written anew as well', () => {
    expect(outgoingInReplyTo('<<1@x.example>')).toBe('<1@x.example>');
    expect(outgoingInReplyTo('none')).toBeNull();
    expect(outgoingInReplyTo(null)).toBeNull();
  });
});

describe("the ticket's own id in a reply", () => {
  test('proves that its sender has our mail, when all else of ours is lost', () => {
    const mail = parseMail(
      aMail({
        subject: 'Re: printer',
        references: ['<root@fabrikam.example>', reference.toUpperCase()],
        inReplyTo: '<swapped@outlook.example>',
      }),
    );
    expect(cluesIn(mail, keys)[0]).toMatchObject({ kind: 'signed-message-id', ticketIds: [ticketId], proof: true });
  });

  test('is not believed for another ticket or with another signature, and is shown without it', () => {
    expect(signedTicketOf(reference, keys)).toBe(ticketId);
    expect(signedTicketOf(ours(1), keys)).toBe(ticketId);
    expect(signedTicketOf(reference.replace(ticketId, ticketIdFor('<other@x.example>')), keys)).toBeNull();
    expect(
      signedTicketOf(
        reference.replace(/.(?=@)/, (last) => (last === '7' ? '8' : '7')),
        keys,
      ),
    ).toBeNull();
    expect(signedTicketOf(withoutSignature(reference), keys)).toBeNull();
    expect(withoutSignature(reference)).toBe(`<t.${ticketId}.…@contoso.example>`);
  });

  test('signed by the key of last year is still believed', () => {
    expect(signedTicketOf(ticketReference(ticketId, 'contoso.example', [Buffer.from('the key of last year')]), keys)).toBe(ticketId);
  });
});

describe("Outlook's fields", () => {
  const at = new Date('2026-11-28T12:00:00Z');
  const index = Buffer.concat([Buffer.from('01dc60000000', 'hex'), Buffer.alloc(16, 7)]).toString('base64');

  test('continue where the mail of the client stands, the same for the same cause', () => {
    const ticket = aTicket({ exchangeThread: { index, topic: 'The printer' } });
    const fields = exchangeFields(ticket, at, 'n-1');
    expect(fields['Thread-Topic']).toBe('The printer');
    const bytes = Buffer.from(fields['Thread-Index'] ?? '', 'base64');
    expect(bytes.length).toBe(27);
    expect(bytes.subarray(0, 22).toString('base64')).toBe(index);
    expect(exchangeFields(ticket, at, 'n-1')).toEqual(fields);
    expect(exchangeFields(ticket, at, 'n-2')).not.toEqual(fields);
  });

  test('are none where the client has none', () => {
    expect(exchangeFields(aTicket(), at, 'n-1')).toEqual({});
    expect(exchangeFields(aTicket({ exchangeThread: { index: 'bad', topic: 'x' } }), at, 'n-1')).toEqual({});
  });
});

test('the subject stays what it was in the first mail when the title changes', () => {
  expect(mailSubjectOf(aTicket({ subject: 'Printer' }))).toBe('Printer');
  expect(mailSubjectOf(aTicket({ subject: 'Toner', mailSubject: 'Printer' }))).toBe('Printer');
});
