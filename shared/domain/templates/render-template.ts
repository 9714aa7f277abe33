import { cut } from '../text/cut.ts';
import { problemOfError } from './liquid-problems.ts';
import type { TemplateProblem } from './problem-in-words.ts';
import { renderLiquid } from './safe-liquid.ts';
import type { Template, TemplateSources } from './template.ts';
import { type CheckedTemplate, checkTemplate } from './template-problem.ts';
import { isHtmlVariable, type TemplateValues } from './template-values.ts';

/** The parts of a mail as they come out of a template. */
export type RenderedTemplate = TemplateSources;

/** Settings are read anew every half a minute: what says the same is checked and parsed once. */
const known = new Map<string, CheckedTemplate>();
const maxKnown = 300;

/**
 * A template in order and parsed, or what is wrong with it. Where its links lead is looked at when
 * it is kept: a site that is taken out of the list later does not stop mail. Pure.
 */
export function knownTemplate({ event, subject, html, text }: Template): CheckedTemplate {
  const key = JSON.stringify([event, subject, html, text]);
  const found = known.get(key);
  if (found) return found;
  const checked = checkTemplate({ subject, html, text }, event, 'any');
  if (known.size >= maxKnown) known.clear();
  known.set(key, checked);
  return checked;
}

/** No program shows more of a subject; a field may have so many, and the number stands first. */
const maxSubject = 250;

/** Renders a template with what is known of a ticket; or says what is wrong with it. Pure. */
export function renderTemplate(template: Template, values: TemplateValues): RenderedTemplate | TemplateProblem {
  const checked = knownTemplate(template);
  if ('problem' in checked) return checked;
  const { parsed } = checked;
  const texts = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const rendered = { subject: '', html: '', text: '' };
  for (const part of ['subject', 'html', 'text'] as const) {
    try {
      rendered[part] = renderLiquid(parsed[part], texts, isHtmlVariable);
    } catch (error) {
      return { part, ...problemOfError(error) };
    }
  }
  const subject = cut(rendered.subject.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim(), maxSubject);
  return { ...rendered, subject };
}
