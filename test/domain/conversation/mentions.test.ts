import { describe, expect, test } from 'vitest';
import { mentionsOf } from '../../../shared/domain/conversation/mentions.ts';
import { planNote } from '../../../shared/domain/conversation/plan-note.ts';
import { repliedAt, replyId } from '../../support/a-reply.ts';
import { aTicket } from '../../support/a-ticket.ts';

const technician = (name: string, address: string, active = true) => ({
  technicianId: name.toLowerCase().replace(/\W/g, ''),
  name,
  address,
  active,
  language: null,
});
const technicians = [
  technician('Ada Lovelace', 'ada@contoso.example'),
  technician('Ada Byron', 'byron@contoso.example'),
  technician('Grace Hopper', 'grace@contoso.example'),
  technician('Gone Away', 'gone@contoso.example', false),
];
const found = (text: string, named: string[] = []) => {
  const mentions = mentionsOf(text, named, technicians);
  return mentions.kind === 'mentions' ? mentions.addresses : mentions;
};

describe('whom a note names', () => {
  test.each([
    ['@Ada Lovelace, can you look?', ['ada@contoso.example']],
    ['for @adalovelace', ['ada@contoso.example']],
    ['ask @grace.', ['grace@contoso.example']],
    ['ask @byron@contoso.example or @Grace', ['byron@contoso.example', 'grace@contoso.example']],
    ['two have this first name: @Ada', []],
    ['@graceful, @gone and grace@contoso.example are nobody', []],
    ['@Gone Away left', []],
  ])('%s', (text, addresses) => expect(found(text)).toEqual(addresses));

  test('also by the request, which must name active technicians', () => {
    expect(found('look', ['Grace@Contoso.example'])).toEqual(['grace@contoso.example']);
    expect(found('look', ['grace@contoso.example', 'gone@contoso.example'])).toMatchObject({ kind: 'refused', field: 'mentions[1]' });
  });

  test('is found in linear time', () => {
    expect(found('@ada lovelac '.repeat(8000))).toEqual([]);
  });
});

test('a note is internal, is sent to nobody, and says whom it names', () => {
  const plan = planNote({
    ticket: aTicket(),
    messageItemId: replyId,
    author: { address: 'ada@contoso.example', name: 'Ada Lovelace' },
    written: { text: 'Do not tell. @grace', html: null, uploads: [] },
    mentions: [],
    technicians,
    now: repliedAt,
  });
  expect(plan).toMatchObject({
    message: { kind: 'note', visibility: 'internal', outbox: null, by: 'ada@contoso.example', mentions: ['grace@contoso.example'] },
    change: { create: [{ type: 'message' }, { type: 'event', kind: 'noted' }], replace: null, patch: [] },
  });
});
