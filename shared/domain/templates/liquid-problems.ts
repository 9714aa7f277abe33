import { LiquidError } from 'liquidjs';
import type { LiquidForm, Parsed } from './safe-liquid.ts';
import { liquidFor, parseLiquid } from './safe-liquid.ts';
import type { SourceProblem } from './source-place.ts';

/** What came of reading a source: parsed, or what is wrong with it and where. Pure. */
export function readLiquid(source: string, form: LiquidForm): { parsed: Parsed } | SourceProblem {
  try {
    return { parsed: parseLiquid(source, form) };
  } catch (error) {
    return problemOfError(error);
  }
}

/**
 * The first variable in a parsed source that there is not (`names`: those that there are), has no
 * parts, or can't be assigned; null: all is well. Wherever a condition leads: it is not rendered.
 * Pure.
 */
export function variableProblem({ nodes, form }: Parsed, names: readonly string[]): SourceProblem | null {
  try {
    const { globals, locals } = liquidFor(form).analyzeSync(nodes, { partials: false });
    const problems = [
      ...Object.values(globals).flatMap((uses) =>
        uses.flatMap(({ segments: [name, ...parts], location }) => {
          const problem = !names.includes(String(name))
            ? `there is no variable "${String(name).slice(0, 60)}" here; there are ${names.join(', ')}`
            : parts.length > 0 && `${String(name)} is a text, and has no parts`;
          return problem ? [{ line: location.row, column: location.col, problem }] : [];
        }),
      ),
      ...Object.entries(locals).flatMap(([name, [first]]) =>
        names.includes(name) && first
          ? [
              {
                line: first.location.row,
                column: first.location.col,
                problem: `"${name}" stands for something of the ticket: assign another name`,
              },
            ]
          : [],
      ),
    ];
    return problems.toSorted((a, b) => a.line - b.line || a.column - b.column)[0] ?? null;
  } catch (error) {
    return problemOfError(error);
  }
}

/** An error of LiquidJS with its place; anything else, such as a stack that is full, is at none. */
export function problemOfError(error: unknown): SourceProblem {
  if (LiquidError.is(error)) {
    const [line = 1, column = 1] = error.token.getPosition();
    return { line, column, problem: error.message.replace(/, line:\d+, col:\d+$/, '').slice(0, 300) };
  }
  const tooDeep = error instanceof RangeError;
  return { line: 1, column: 1, problem: tooDeep || !(error instanceof Error) ? 'it is too complicated' : error.message.slice(0, 300) };
}
