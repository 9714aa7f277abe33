import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CheckOrSentence, checkOf } from '../../../shared/domain/words/check.ts';
import { english, englishChecks, type Language } from '../../../shared/domain/words/english.ts';
import { checkInWords, inWords } from '../../../shared/domain/words/in-words.ts';
import { Remark, remark } from '../../../shared/domain/words/remark.ts';

test('a remark is a code and its data; its words are made where it is shown', () => {
  const blocked = remark('sender-blocked', { entry: 'spam.example' });
  expect(blocked).toEqual({ code: 'sender-blocked', data: { entry: 'spam.example' } });
  expect(inWords(blocked)).toBe('The sender is on the block list (spam.example).');
});

test('a remark may hold another one', () => {
  const recorded = remark('machine-mail-recorded', { what: remark('is-bounce'), done: remark('noted-quietly') });
  expect(inWords(recorded)).toBe('It is a delivery status notification; noted quietly.');
});

test('a check is shown by its words, or by the name of the field that it looked at', () => {
  const verdict = remark('passed-for', { domain: 'fabrikam.example' });
  expect(checkInWords(checkOf('dmarc', 'dmarc=pass', verdict))).toEqual({
    check: 'DMARC',
    saw: 'dmarc=pass',
    verdict: 'passed for fabrikam.example',
  });
  expect(checkInWords({ check: 'list-id', saw: 'news', verdict: remark('list') })).toMatchObject({ check: 'list-id', verdict: 'list' });
});

test('another language is another table: the remark stays as it is', () => {
  const norwegian: Language = { remarks: { ...english, 'sender-blocked': '{entry} er blokkert.' }, checks: englishChecks };
  expect(inWords(remark('sender-blocked', { entry: 'spam.example' }), norwegian)).toBe('spam.example er blokkert.');
});

test('braces in a mail are no placeholders, and what comes from a mail is bounded', () => {
  expect(inWords(remark('sender-blocked', { entry: '{entry} {toString}' }))).toBe('The sender is on the block list ({entry} {toString}).');
  expect(inWords(remark('sender-blocked', { entry: 'x'.repeat(9_000) })).length).toBeLessThan(1_100);
});

test('what the version before stored as a sentence is shown as it was written', () => {
  const sentence = 'It is an automatic reply that belongs to no ticket.';
  expect(inWords(Remark.parse(sentence))).toBe(sentence);
  expect(checkInWords(CheckOrSentence.parse(sentence))).toEqual({ check: '', saw: '', verdict: sentence });
  const check = { check: 'loop breaker', saw: 'sender 1 of 100', verdict: 'answers' };
  expect(checkInWords(CheckOrSentence.parse(check))).toEqual(check);
});

test('a code that a later version wrote is shown as it is', () => {
  expect(inWords(Remark.parse({ code: 'constructor', data: { domain: 'fabrikam.example' } }))).toBe('constructor');
});

const sources = globSync('{shared,functions}/**/*.ts')
  .filter((file) => !file.startsWith('shared/domain/words/'))
  .map((file) => [file, readFileSync(file, 'utf8')] as const);

test('every code of the table is said somewhere', () => {
  const source = sources.map(([, text]) => text).join('\n');
  const codes = [...Object.keys(english), ...Object.keys(englishChecks)].filter((code) => code !== 'as-written');
  // a remedy is said with what it is the remedy of
  const said = (code: string) => source.includes(`'${code.replace(/-remedy$/, '')}'`);
  expect(codes.filter((code) => !said(code))).toEqual([]);
});

test('words are made for the API and the log; nothing stores them or could look into them', () => {
  const makers = sources.filter(([, text]) => text.includes('/words/in-words.ts')).map(([file]) => file);
  expect(makers.filter((file) => !file.startsWith('shared/api/')).toSorted()).toEqual([
    'shared/domain/alerts/alert-mail.ts',
    'shared/domain/mailboxes/mailbox-status.ts',
    'shared/domain/notifications/mail-bounced.ts',
    'shared/workflows/held-among.ts',
    'shared/workflows/keep-upload.ts',
    'shared/workflows/log-lines.ts',
    'shared/workflows/notifications/release-notification.ts',
    'shared/workflows/receive-mail.ts',
    'shared/workflows/refresh-access.ts',
    'shared/workflows/require-seen.ts',
    'shared/workflows/send-notification.ts',
    'shared/workflows/start-authorisation.ts',
    'shared/workflows/tell-admins.ts',
    'shared/workflows/templates/send-test-mail.ts',
  ]);
});
