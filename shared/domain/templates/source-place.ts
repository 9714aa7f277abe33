/** What is wrong with a source, and where: line and column from 1. */
export type SourceProblem = { line: number; column: number; problem: string };

/** A problem at a place of a source, which is counted in UTF-16 units from 0. Pure. */
export function problemAt(source: string, offset: number, problem: string): SourceProblem {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), problem };
}
