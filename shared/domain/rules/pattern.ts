import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { estimatedSteps } from './pattern-estimate.ts';

/**
 * Patterns in the syntax of RE2 (github.com/google/re2/wiki/Syntax): matched in time linear in the
 * text, whatever the pattern.
 */

/**
 * The most instructions of one compiled pattern: `(a{100}){10}` has a thousand in twelve letters,
 * and each may cost a step for each letter of a text.
 */
const maxInstructions = 1000;

/** What is far above is not compiled to be counted: that would take seconds. */
const maxEstimate = 4 * maxInstructions;

/** Patterns see composed letters, as the texts that they are matched with. */
const composed = (pattern: string): string => pattern.normalize('NFC');

/** Compiles a pattern that `patternProblem` finds nothing wrong with. `exact`: case counts. */
export const compiled = (pattern: string, exact: boolean): RE2JS => RE2JS.compile(composed(pattern), exact ? 0 : RE2JS.CASE_INSENSITIVE);

/**
 * What is wrong with a pattern, with the place (its first letter is 1), or null. `needsGroup`: it
 * has to take something out of the text. Pure.
 */
export function patternProblem(pattern: string, needsGroup = false): string | null {
  const estimate = estimatedSteps(pattern);
  if (estimate > maxEstimate) return `the pattern is too big: some ${estimate} steps where ${maxInstructions} are allowed; repeat less`;
  try {
    // as it is written, for flags would stand in what is wrong
    compiled(pattern, true);
    const made = compiled(pattern, false);
    const size = made.programSize();
    if (size > maxInstructions) return `the pattern is too big: ${size} steps where ${maxInstructions} are allowed; repeat less`;
    return needsGroup && made.groupCount() === 0 ? 'the pattern needs a group: the part in ( ) names the alert' : null;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return syntaxProblem(composed(pattern), error);
  }
}

function syntaxProblem(pattern: string, error: RE2JSException): string {
  const fragment = error instanceof RE2JSSyntaxException ? (error.getPattern() ?? '') : '';
  const what = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
  const place = what.startsWith('missing closing') ? pattern.length : Math.max(0, pattern.indexOf(fragment));
  const lacking = /^\(\?<?[=!]/.test(fragment)
    ? '; RE2 has no lookahead and no lookbehind'
    : /^\\[1-9]/.test(fragment)
      ? '; RE2 has no back-references'
      : '';
  return `the pattern is wrong at position ${place + 1}: ${what}${fragment === pattern ? '' : ` "${fragment.slice(0, 40)}"`}${lacking}`;
}
