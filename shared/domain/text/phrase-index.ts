import { toLowerForm } from './phrase-form.ts';

/** Phrases by their beginning, so that a text is compared with only a few of them. */
export type PhraseIndex = ReadonlyMap<string, string[]>;

/** All phrases are at least this long. */
const keyLength = 2;

/** The phrases of a list, which are separated by bars; line breaks have no meaning. */
export const phrasesOf = (list: string): string[] =>
  list
    .split('|')
    .map((phrase) => toLowerForm(phrase.trim()))
    .filter((phrase) => phrase.length >= keyLength);

export const phraseIndex = (list: string): PhraseIndex => Map.groupBy(phrasesOf(list), (phrase) => phrase.slice(0, keyLength));

/** Whether a text (in lower case) begins with one of the phrases. */
export const beginsWithPhrase = (text: string, index: PhraseIndex): boolean =>
  index.get(text.slice(0, keyLength))?.some((phrase) => text.startsWith(phrase)) ?? false;
