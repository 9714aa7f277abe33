import type { RE2Set } from 're2js';
import type { Comparison } from './condition.ts';
import { type RuleFacts, valuesOf } from './mail-values.ts';

/** The patterns of all rules for one field, which are matched with it in one pass. */
export type FieldPatterns = { set: RE2Set; indexOf: ReadonlyMap<string, number> };

/** What the comparisons of all rules ask of one mail; each value is made and matched once. */
export type MailReader = {
  holds(comparison: Comparison): boolean;
  /** The value that a comparison holds for, else what it looked at; for people. */
  saw(comparison: Comparison): string;
};

/** Which field a comparison is about: headers are told apart by their name. */
export const fieldKeyOf = (comparison: Comparison): string =>
  comparison.field === 'header' ? `header ${comparison.name.toLowerCase()}` : comparison.field;

/** As texts are compared: without regard to case, and to how a letter is put together. */
export const comparable = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Reads one mail for the rules. `patterns`: by `fieldKeyOf`. Pure. */
export function mailReader(facts: RuleFacts, patterns: ReadonlyMap<string, FieldPatterns>): MailReader {
  const values = remember((comparison: Comparison) => valuesOf(facts, comparison));
  const compared = remember((comparison: Comparison) => values(comparison).map(comparable));
  const matched = remember((comparison: Comparison) => {
    const { set } = patterns.get(fieldKeyOf(comparison)) ?? {};
    return values(comparison).map((value) => new Set(set?.match(value.normalize('NFC'))));
  });

  /** Which value of the mail a comparison holds for; -1: none. */
  function place(comparison: Comparison): number {
    switch (comparison.field) {
      case 'size':
        return (comparison.op === 'above' ? facts.mail.size > comparison.value : facts.mail.size < comparison.value) ? 0 : -1;
      case 'kind':
        return facts.kind === comparison.value ? 0 : -1;
      case 'trust':
        return facts.trust.sender === comparison.value || facts.trust.level === comparison.value ? 0 : -1;
    }
    const { op, value: asked } = comparison;
    if (op !== 'matches') return compared(comparison).findIndex((value) => compares[op](value, wanted(asked)));
    const index = patterns.get(fieldKeyOf(comparison))?.indexOf.get(asked) ?? -1;
    return matched(comparison).findIndex((found) => found.has(index));
  }

  return {
    holds: (comparison) => place(comparison) >= 0,
    saw(comparison) {
      if (comparison.field === 'size') return String(facts.mail.size);
      if (comparison.field === 'kind') return facts.kind;
      if (comparison.field === 'trust') return [facts.trust.sender, facts.trust.level].join(', ');
      const found = place(comparison);
      return (found >= 0 ? values(comparison).slice(found, found + 1) : values(comparison)).join(', ');
    },
  };
}

const compares = {
  is: (value: string, asked: string) => value === asked,
  contains: (value: string, asked: string) => value.includes(asked),
  'starts-with': (value: string, asked: string) => value.startsWith(asked),
  'ends-with': (value: string, asked: string) => value.endsWith(asked),
};

/** The values of rules as they are compared: the same ones for each mail. */
const wantedOnes = new Map<string, string>();
const maxWanted = 5000;

function wanted(value: string): string {
  const known = wantedOnes.get(value);
  if (known !== undefined) return known;
  if (wantedOnes.size >= maxWanted) wantedOnes.clear();
  const made = comparable(value);
  wantedOnes.set(value, made);
  return made;
}

function remember<T>(make: (comparison: Comparison) => T): (comparison: Comparison) => T {
  const made = new Map<string, T>();
  return (comparison) => {
    const key = fieldKeyOf(comparison);
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(comparison);
    made.set(key, value);
    return value;
  };
}
