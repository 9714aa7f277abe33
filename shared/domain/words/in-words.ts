import type { Check } from './check.ts';
import { english, englishChecks, type Language } from './english.ts';
import type { Remark } from './remark.ts';

const inEnglish: Language = { remarks: english, checks: englishChecks };

/**
 * A remark in words. A code that is not known (a later version wrote it, and was gone back from) is
 * shown as it is. Pure.
 */
export function inWords({ code, data = {} }: Remark, language: Language = inEnglish): string {
  const words = wordsOf(language.remarks, code) ?? code;
  return words.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    return typeof value === 'object' ? inWords(value, language) : String(value ?? placeholder);
  });
}

/**
 * A check in words. A name that has none is the name of a field, or was written by the version
 * before: shown as it is. Pure.
 */
export const checkInWords = ({ check, saw, verdict }: Check, language: Language = inEnglish): Record<keyof Check, string> => ({
  check: wordsOf(language.checks, check) ?? check,
  saw,
  verdict: inWords(verdict, language),
});

/**
 * What to do about something that failed, by the code with `-remedy` behind it; null where there is
 * nothing to do. Pure.
 */
export const remedyInWords = ({ code, data }: Remark, language: Language = inEnglish): string | null =>
  wordsOf(language.remarks, `${code}-remedy`) === undefined ? null : inWords({ code: `${code}-remedy`, ...(data && { data }) }, language);

const wordsOf = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
