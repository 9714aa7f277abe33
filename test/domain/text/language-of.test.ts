import { describe, expect, test } from 'vitest';
import { languageOf } from '../../../shared/domain/text/language-of.ts';
import { mailsByLanguage, undecided } from '../../fixtures/mails-by-language.ts';

describe('the language of a mail shows in what its sender wrote', () => {
  for (const [language, mails] of Object.entries(mailsByLanguage))
    test(`${language}: long and short ones, with words of products and errors`, () => {
      expect(mails.length).toBeGreaterThanOrEqual(10);
      expect(mails.filter((mail) => languageOf(mail) !== language)).toEqual([]);
    });

  test.each(Object.entries(undecided))('%s is none of ours, or can not be told', (_, text) => {
    expect(languageOf(text)).toBeNull();
  });

  test.each([
    ['what others wrote does not count', 'Das Problem besteht weiterhin.\n\n> Hello, we have restarted the server.\n> Kind regards', 'de'],
    ['what a program said does not count', 'Beim Login kommt „Your session has expired, please sign in again“. Was nun?', 'de'],
    ['a trace does not count', 'Hallo,\nError: the request could not be completed\nat com.contoso.Main(Main.java:7)\nWas ist das?', 'de'],
    [
      "a signature does not count against the mail's beginning",
      'Is the report there?\n\nMit freundlichen Grüßen\nHans, Geschäftsführer',
      'en',
    ],
    ['not below its delimiter either', '4711\n-- \nMit freundlichen Grüßen, Ihr Vertrieb, bitte beachten Sie', null],
    ['names of products are no English', 'Il nostro SharePoint non va più: Sync Error in Microsoft Office Desktop', 'it'],
    ['decomposed letters are letters', 'L’e\u0301cran est noir, aidez-nous svp', 'fr'],
    ['line ends of mail are line ends', 'Guten Tag,\r\nbitte anrufen.\r\n-- \r\nThe House of the Rising Sun', 'de'],
  ])('%s', (_, text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});

describe('the language that a header names', () => {
  test.each([
    ['decides where there is no text', '', 'de-AT', 'de'],
    ['decides where the text is too short', 'OK', 'it-IT', 'it'],
    ['may be written as programs write it', 'OK', ' PT_br, en;q=0.5', 'pt'],
    ['never decides against a text: programs name the language of their menus', 'Der Drucker druckt heute nicht.', 'en-US', 'de'],
    ['is nothing when it is none of ours', 'OK', 'sv-SE', null],
    ['is nothing when it is no language', 'OK', 'constructor', null],
  ])('%s', (_, text, declared, language) => {
    expect(languageOf(text, declared)).toBe(language);
  });
});

test('a long text costs no more than its beginning', () => {
  const words = `${'zzz '.repeat(100_000)} Guten Tag`;
  expect(languageOf(words)).toBeNull();
  expect(languageOf(`${'"'.repeat(500)}${'a@'.repeat(200)}`)).toBeNull();
});
