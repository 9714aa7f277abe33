import type { LanguageCode } from '../text/language-code.ts';
import { shippedTemplate } from './shipped-list.ts';
import { type Template, templateIdOf } from './template.ts';
import type { TemplateEvent } from './template-event.ts';

/** Those that somebody has written, by their ids (`templateIdOf`). */
export type WrittenTemplates = ReadonlyMap<string, Template>;

/**
 * The templates for an event, the best first: that of the queue, that of all queues, the one that
 * comes with the program; all in the language of who reads it, or the organisation's where theirs
 * is not known. The reader's language comes before the words of the house: one comes with the
 * program in each. A later one serves when one before it can't be rendered. Pure.
 */
export function templatesFor(
  templates: WrittenTemplates,
  event: TemplateEvent,
  queueId: string | null,
  language: LanguageCode | null,
  defaultLanguage: LanguageCode,
): [Template, ...Template[]] {
  const chosen = language ?? defaultLanguage;
  const written = (queue: string | null) => templates.get(templateIdOf({ event, queueId: queue, language: chosen }));
  const shipped = shippedTemplate(event, chosen);
  const [first = shipped, ...others] = [...(queueId === null ? [] : [written(queueId)]), written(null), shipped].flatMap(
    (one) => one ?? [],
  );
  return [first, ...others];
}
