import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

/**
 * The mails of test/fixtures/replies, each beside what was written in it; the README there says how
 * to add one.
 */
const folder = 'test/fixtures/replies';
const namesOf = (ending: string) =>
  globSync(`${folder}/*${ending}`)
    .map((file) => basename(file, ending))
    .toSorted();

/**
 * Answers between quoted lines make no sense without these, so readers are told to look at the
 * whole mail.
 */
const isBetweenQuotedLines = (written: string) => /^>/m.test(written);

test('each mail has its text, and each text its mail', () => {
  expect(namesOf('.txt')).toEqual(namesOf('.eml'));
});

describe('what was written in', () => {
  test.each(namesOf('.eml'))('%s', (name) => {
    const written = readFileSync(`${folder}/${name}.txt`, 'utf8').trim();
    const mail = parseMail(readFileSync(`${folder}/${name}.eml`));
    const reply = replyText(mail);
    expect(reply.text.trim()).toBe(written);
    expect(reply.confidence).toBe(isBetweenQuotedLines(written) ? 'low' : 'high');
    // the HTML is cut at the same place
    if (mail.html !== null && reply.trimmed) expect(textFromHtml(reply.html ?? '').trim()).toBe(written);
  });
});
