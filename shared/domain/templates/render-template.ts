import { escapeHtml } from '../text/escape-html.ts';
import type { Template, TemplateSources } from './template.ts';
import { isHtmlVariable, type TemplateValues } from './template-values.ts';

/**
 * Renders a template that comes with the program: those have conditions of one form, variables, and
 * what stands in place of an empty one, and nothing else of Liquid. Pure.
 */
export const renderTemplate = ({ subject, html, text }: Template, values: TemplateValues): TemplateSources => {
  const known: ReadonlyMap<string, string> = new Map(Object.entries(values));
  return {
    subject: rendered(subject, known, (_, value) => value),
    html: rendered(html, known, (name, value) => (isHtmlVariable(name) ? value : escapeHtml(value))),
    text: rendered(text, known, (_, value) => value),
  };
};

function rendered(source: string, values: ReadonlyMap<string, string>, write: (name: string, value: string) => string): string {
  const chosen = source.replace(
    /\{% if (\w+) != blank %\}(.*?)(?:\{% else %\}(.*?))?\{% endif %\}/gs,
    (_, name: string, words: string, otherwise: string | undefined) => ((values.get(name) ?? '') === '' ? (otherwise ?? '') : words),
  );
  return chosen.replace(
    /\{\{ (\w+)(?: \| default: (?:"([^"]*)"|(\w+)))? \}\}/g,
    (_, name: string, words: string | undefined, other: string | undefined) =>
      write(name, values.get(name) || (words ?? values.get(other ?? '') ?? '')),
  );
}
