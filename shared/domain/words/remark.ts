import { z } from 'zod';
import { cut } from '../text/cut.ts';
import type { Code, english } from './english.ts';

/**
 * Something that the program says: why a mail became what it became, what is odd about it or about
 * a file. A code, and the data for its words, which may hold another remark. It is what is stored;
 * its words are made where they are shown (`inWords`), and nothing looks into those.
 */
export type Remark = { code: string; data?: { [name: string]: string | number | Remark } };

const Stored: z.ZodType<Remark> = z.object({
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.lazy(() => Stored)])).exactOptional(),
});

/** As the version before stored it: a sentence, shown as it was written. */
const AsWritten = z.string().transform((text): Remark => ({ code: 'as-written', data: { text } }));

/** A remark in an item; older items hold its words. */
export const Remark = z.union([Stored, AsWritten]);

type Placeholder<Words extends string> = Words extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Needed<C extends Code> = Placeholder<(typeof english)[C]>;
/** The codes whose words need no data. */
export type BareCode = { [C in Code]: [Needed<C>] extends [never] ? C : never }[Code];

/** Longer data than that is cut: most of it comes from the mail. */
const maxLength = 1000;

/**
 * A remark with what its words need: to leave out some of its data, or to take a code that has no
 * words, is an error of the compiler. Pure.
 */
export function remark<C extends Code>(
  code: C,
  ...data: [Needed<C>] extends [never] ? [] : [Record<Needed<C>, string | number | Remark>]
): Remark {
  const [given] = data;
  if (given === undefined) return { code };
  const bounded = Object.entries<string | number | Remark>(given).map(([name, value]) => [
    name,
    typeof value === 'string' ? cut(value, maxLength) : value,
  ]);
  return { code, data: Object.fromEntries(bounded) };
}

/** The remarks without those that say the same once more, in order. Pure. */
export const distinct = (remarks: readonly Remark[]): Remark[] =>
  remarks.length < 2 ? [...remarks] : [...new Map(remarks.map((each) => [JSON.stringify(each), each])).values()];
