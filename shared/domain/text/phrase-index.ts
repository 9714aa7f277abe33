import { toLowerForm } from './phrase-form.ts';

/** Phrases by how they begin, so that a text is compared with a handful of them only. */
export type PhraseIndex = ReadonlyMap<string, string[]>;

/** All phrases are at least so long. */
const keyLength = 2;

/**
 * The phrases of a list that is written with bars between them and broken into lines as it comes.
 */
export const phrasesOf = (list: string): string[] =>
  list
    .split('|')
    .map((phrase) => toLowerForm(phrase.trim()))
    .filter((phrase) => phrase.length >= keyLength);

export const phraseIndex = (list: string): PhraseIndex => Map.groupBy(phrasesOf(list), (phrase) => phrase.slice(0, keyLength));

/** Whether a text (in lower case) begins with one of the phrases. */
export const beginsWithPhrase = (text: string, index: PhraseIndex): boolean =>
  index.get(text.slice(0, keyLength))?.some((phrase) => text.startsWith(phrase)) ?? false;
