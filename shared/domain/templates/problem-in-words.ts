import type { SourceProblem } from './source-place.ts';
import type { TemplatePart } from './template.ts';

/** What is wrong with which part of a template, and where. */
export type TemplateProblem = SourceProblem & { part: TemplatePart };

/**
 * A problem as the writer of the template is told of it: the field, the place, what is wrong. Pure.
 */
export const problemInWords = ({ part, line, column, problem }: TemplateProblem): string =>
  `${part}: line ${line}, column ${column}: ${problem}`;
