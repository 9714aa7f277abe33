import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { toPhraseForm } from '../../../shared/domain/text/phrase-form.ts';
import { aMail } from '../../support/a-mail.ts';

test.each([
  ['Boîte aux lettres', 'boite aux lettres'],
  ['Otomatik yanıt', 'otomatik yanit'],
  ['İletilemedi', 'iletilemedi'],
  ['Trả lời tự động', 'tra loi tu dong'],
  ['Fraværsmelding på Åsgård', 'fravaersmelding pa asgard'],
  ['Wysłałem, außer Haus', 'wyslalem, ausser haus'],
  ['Can’t', "can't"],
  // composed again: a phrase of a table is found in it
  ['보낸 사람', '보낸 사람'],
])('%s is written %s', (text, plain) => {
  expect(toPhraseForm(text)).toBe(plain);
});

test.each(['Otomatik yanıt: Yazıcı', 'Trả lời tự động: Máy in'])('an absence note with letters of its own: %s', async (subject) => {
  const raw = aMail({ subject, text: '-', headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } });
  expect(classify(await parseMail(raw)).kind).toBe('auto-reply');
});
