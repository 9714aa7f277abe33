import { htmlProblem } from './html-problems.ts';
import { linkProblem, linksIn, type Origins } from './link-problem.ts';
import { problemOfError, readLiquid, variableProblem } from './liquid-problems.ts';
import { maskedSource } from './masked-source.ts';
import type { TemplateProblem } from './problem-in-words.ts';
import { type Parsed, renderLiquid } from './safe-liquid.ts';
import type { SourceProblem } from './source-place.ts';
import { problemAt } from './source-place.ts';
import { tokensIn } from './subject-token.ts';
import type { TemplatePart, TemplateSources } from './template.ts';
import type { TemplateEvent } from './template-event.ts';
import { trials } from './template-samples.ts';
import { isHtmlVariable, variablesOf } from './template-values.ts';

/** A template that is in order, parsed; or the first thing that is wrong with it. */
export type CheckedTemplate = { parsed: Record<TemplatePart, Parsed> } | TemplateProblem;

const parts = ['subject', 'html', 'text'] as const satisfies TemplatePart[];

/**
 * Checks a template before it is kept, and before it is used: its Liquid, its variables (those of
 * its event), its HTML, where its links lead (`origins`), and what comes out of it with all that a
 * ticket may have. Its subject has to have the ticket's number whatever is known: it is looked for
 * in what comes out. Pure.
 */
export function checkTemplate(sources: TemplateSources, event: TemplateEvent, origins: Origins): CheckedTemplate {
  const read = { subject: checked('subject'), html: checked('html'), text: checked('text') };
  for (const part of parts) {
    const result = read[part];
    if ('problem' in result) return { part, ...result };
  }
  const { subject, html, text } = read;
  if ('problem' in subject || 'problem' in html || 'problem' in text) throw new Error('A problem was passed over');
  const parsed = { subject: subject.parsed, html: html.parsed, text: text.parsed };
  return triedOut(parsed) ?? { parsed };

  function checked(part: TemplatePart): { parsed: Parsed } | SourceProblem {
    const source = sources[part];
    const odd = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001\u2028\u2029]/.exec(source);
    if (odd) return problemAt(source, odd.index, 'a character that is not shown is not allowed here');
    const lineBreak = part === 'subject' ? /[\r\n]/.exec(source) : null;
    if (lineBreak) return problemAt(source, lineBreak.index, 'a subject is one line: take out the line break');
    const read = readLiquid(source, part === 'html' ? 'html' : 'text');
    if ('problem' in read) return read;
    const names = variablesOf(event, part);
    const wrong = variableProblem(read.parsed, names) ?? (part === 'html' ? htmlWrong(source, names) : null) ?? linkWrong(source);
    return wrong ?? read;
  }

  function htmlWrong(source: string, names: readonly string[]): SourceProblem | null {
    const texts = names.filter((name) => !isHtmlVariable(name));
    return htmlProblem(source, maskedSource(source), { origins, texts, urls: ['ticket_url'], pictures: false });
  }

  /** Programs make links of addresses in texts. */
  function linkWrong(source: string): SourceProblem | null {
    for (const { at, url } of linksIn(source)) {
      const problem = linkProblem(url, origins);
      if (problem) return problemAt(source, at, problem);
    }
    return null;
  }

  function triedOut(all: Record<TemplatePart, Parsed>): TemplateProblem | null {
    for (const [trial, values] of trials.entries())
      for (const part of parts) {
        try {
          const out = renderLiquid(all[part], values, isHtmlVariable);
          const isEmpty = trial === 0 && out.trim() === '';
          const problem = isEmpty ? 'nothing comes out of it' : part === 'subject' ? tokenProblem(out, values.ticket_number ?? '') : null;
          if (problem) return { part, line: 1, column: 1, problem };
        } catch (error) {
          return { part, ...problemOfError(error) };
        }
      }
    return null;
  }
}

function tokenProblem(subject: string, number: string): string | null {
  const tokens = tokensIn(subject);
  if (tokens.length === 1 && tokens[0] === `[Ticket #${number}]`) return null;
  const what = tokens.length > 1 ? 'has more than one number' : 'lacks the number of its ticket, by which an answer is known';
  return `it ${what}, at least where something is not known of the ticket: write [Ticket #{{ticket_number}}] in it once, outside of conditions`;
}
