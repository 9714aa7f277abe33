import { z } from 'zod';
import { MailKind } from '../trace/mail-kind.ts';

/** What a rule asks of a mail: fields that are compared, and `all`, `any`, `not` around them. */

/** How deep conditions may stand in one another, and how many one rule may have. */
const maxDepth = 6;
export const maxComparisons = 100;
const maxInGroup = 50;
const maxValueLength = 500;

/** `attachment` is the name of a file; `to` any recipient, and the mailbox. */
const textFields = [
  ...(['from', 'from-name', 'from-domain', 'to', 'mailbox', 'subject', 'text'] as const),
  ...(['client', 'attachment', 'attachment-type'] as const),
] as const;
type TextField = (typeof textFields)[number];

/** `matches` takes a pattern of RE2; the others compare without regard to case. */
const TextOp = z.enum(['is', 'contains', 'starts-with', 'ends-with', 'matches']);
type TextOp = z.infer<typeof TextOp>;

const Value = z.string().min(1).max(maxValueLength);

/** A comparison of one field. Where a mail has several values (recipients, files), one suffices. */
export const Comparison = z.discriminatedUnion(
  'field',
  [
    z.strictObject({ field: z.enum(textFields), op: TextOp, value: Value }),
    z.strictObject({
      field: z.literal('header'),
      name: z.string().regex(/^[!-9;-~]{1,100}$/, 'must be the name of a header field, without a colon'),
      op: TextOp,
      value: Value,
    }),
    z.strictObject({ field: z.literal('kind'), op: z.literal('is'), value: MailKind }),
    z.strictObject({
      field: z.literal('trust'),
      op: z.literal('is'),
      value: z.enum(['verified', 'not-vouched-for', 'unknown', 'doubtful', 'suspicious']),
    }),
    z.strictObject({
      field: z.literal('size'),
      op: z.enum(['above', 'below']),
      value: z.number().int().min(0).max(1_000_000_000).describe('Bytes'),
    }),
  ],
  { error: `must be one of ${[...textFields, 'header', 'kind', 'trust', 'size'].join(', ')}` },
);
export type Comparison = z.infer<typeof Comparison>;

/** A comparison of text. */
export type TextComparison = Extract<Comparison, { op: TextOp; value: string; field: TextField | 'header' }>;

export const isPattern = (comparison: Comparison): comparison is TextComparison => comparison.op === 'matches';

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  /** Of several, none may hold. */
  | { not: Condition | Condition[] }
  | Comparison;

const Group: z.ZodType<Condition[]> = z.lazy(() => z.array(Nested).min(1).max(maxInGroup));
const Nested: z.ZodType<Condition> = z.lazy(() =>
  z.union([z.strictObject({ all: Group }), z.strictObject({ any: Group }), z.strictObject({ not: z.union([Group, Nested]) }), Comparison], {
    error: whatIsWrong,
  }),
);

const shapes = 'must be { field, op, value }, { all: […] }, { any: […] } or { not: … }';

/** Says what is wrong in a condition that fits none of the shapes, and where in it. */
function whatIsWrong({ input }: { input?: unknown }): string {
  return problemIn(input, '') ?? shapes;
}

function problemIn(input: unknown, at: string): string | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return at + shapes;
  if ('field' in input) {
    const [issue] = Comparison.safeParse(input).error?.issues ?? [];
    return issue ? `${at}${[...issue.path, ''].join(': ')}${issue.message}` : null;
  }
  const [[name = '', within] = [], ...others] = Object.entries(input);
  if (others.length > 0 || !['all', 'any', 'not'].includes(name)) return at + shapes;
  if (!Array.isArray(within)) return name === 'not' ? problemIn(within, `${at}not: `) : `${at}${name}: must be a list of conditions`;
  if (within.length === 0 || within.length > maxInGroup) return `${at}${name}: must have 1 to ${maxInGroup} conditions`;
  for (const [index, each] of within.entries()) {
    const problem = problemIn(each, `${at}${name}.${index}: `);
    if (problem !== null) return problem;
  }
  return null;
}

/** Conditions, nested to a bounded depth: what is deeper is refused before it is looked at. */
export const Condition = z.preprocess((value, context) => {
  if (!isDeeper(value, maxDepth)) return value;
  context.addIssue({ code: 'custom', message: `conditions may be nested ${maxDepth} deep` });
  return z.NEVER;
}, Nested);

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => isDeeper(each, depth));
  return depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1));
}

/** All comparisons of a condition, each with where it stands in it. Pure. */
export function comparisonsIn(
  condition: Condition,
  path: readonly (string | number)[] = [],
): { comparison: Comparison; path: (string | number)[] }[] {
  if ('field' in condition) return [{ comparison: condition, path: [...path] }];
  const [[name, within] = ['', []]] = Object.entries<Condition | Condition[]>(condition);
  return Array.isArray(within)
    ? within.flatMap((each, index) => comparisonsIn(each, [...path, name, index]))
    : comparisonsIn(within, [...path, name]);
}
