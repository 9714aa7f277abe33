import { expect, test } from 'vitest';
import { messageIdHash, notificationIdFor, teamNotificationIdFor } from '../../../shared/domain/ids.ts';
import { type Quoted, type QuotedRow, quotedIds, whatItAnswers } from '../../../shared/domain/ingest/what-it-answers.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { type SigningKeys, signedMessageId, ticketReference } from '../../../shared/domain/thread/signed-ids.ts';
import { aMail } from '../../support/a-mail.ts';

const keys: SigningKeys = [Buffer.from('a key for tests')];
const ticketId = 'a'.repeat(26);
const signed = (notificationId: string, of = ticketId) => signedMessageId({ ticketId: of, notificationId }, 'contoso.example', keys);
const row = (kind: string, more: Partial<QuotedRow> = {}): QuotedRow => {
  const id = (more.audience === 'client' ? notificationIdFor : teamNotificationIdFor)(ticketId, kind, 'a cause');
  return { id, kind, audience: 'team', data: {}, messageItemId: null, ...more };
};
const message = (id: string, visibility: 'public' | 'internal') => ({ id, visibility, messageIdHash: messageIdHash(`<${id}@x.example>`) });
const all: Quoted = { rows: [], messages: [message('m-client', 'public'), message('m-note', 'internal')] };
const answers = (rows: QuotedRow[], inReplyTo: string, references: string[] = []) =>
  whatItAnswers(parseMail(aMail({ inReplyTo, references })), ticketId, { ...all, rows }, keys);

const constant = ticketReference(ticketId, 'contoso.example', keys);
const told = row('client-replied', { messageItemId: 'm-client' });

test.each<[string, string, QuotedRow[], string, string[]]>([
  ['the notice of what the client wrote', 'public', [told], signed(told.id), [constant]],
  ['the client’s mail', 'public', [], '<m-client@x.example>', [constant]],
  ['a notice of what only technicians may read', 'internal', [row('client-replied', { messageItemId: 'm-note' })], signed(told.id), []],
  ['a notice that tells of a note besides', 'internal', [{ ...told, data: { also: ['note-mention'] } }], signed(told.id), []],
  ['a notice of a message that is gone', 'internal', [{ ...told, messageItemId: 'm-gone' }], signed(told.id), []],
  ['any other notice to technicians', 'internal', [row('ticket-assigned')], signed(row('ticket-assigned').id), []],
  ['a notice to technicians that is not there', 'internal', [], signed(told.id), []],
  ['a note', 'internal', [], '<m-note@x.example>', []],
  ['the client’s mail below a note', 'internal', [], '<m-client@x.example>', ['<m-note@x.example>']],
  ['a mail that is not known below the client’s', 'unclear', [], '<other@x.example>', ['<m-client@x.example>']],
  ['the ticket alone', 'unclear', [], constant, []],
  ['a mail of another ticket', 'elsewhere', [told], signed(told.id, 'b'.repeat(26)), []],
  ['the client’s mail, and a notice of another ticket', 'elsewhere', [], '<m-client@x.example>', [signed(told.id, 'b'.repeat(26))]],
  ['a mail under an id that is not signed by us', 'unclear', [told], signed(told.id).replace(/\.[0-9a-z]{20}@/, `.${'0'.repeat(20)}@`), []],
])('answers %s: %s', (_, expected, rows, inReplyTo, references) => {
  expect(answers(rows, inReplyTo, references)).toBe(expected);
});

test('a mail of ours under the Message-ID that its channel gave it is known by that', () => {
  const final = '<final@mail.example>';
  const client = row('technician-replied', { audience: 'client', messageItemId: 'm-client', messageIdHash: messageIdHash(final) });
  expect(answers([client], final, [constant])).toBe('public');
  const mention = row('note-mention', { messageIdHash: messageIdHash(final) });
  expect(answers([mention], final, [constant])).toBe('internal');
});

test('what is looked up: our notifications by id, others by Message-ID, and of a long thread not all', () => {
  const mail = parseMail(aMail({ inReplyTo: signed(told.id), references: [constant, '<m-client@x.example>'] }));
  expect(quotedIds(mail, ticketId, keys)).toEqual({ rows: [told.id], hashes: [messageIdHash('<m-client@x.example>')] });
  const long = parseMail(aMail({ references: Array.from({ length: 60 }, (_, at) => `<${at}@x.example>`) }));
  expect(quotedIds(long, ticketId, keys).hashes).toHaveLength(20);
});
