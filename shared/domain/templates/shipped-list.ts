import { LanguageCode } from '../text/language-code.ts';
import { shippedTemplates } from './shipped/shipped-templates.ts';
import { type Template, templateIdOf } from './template.ts';
import { TemplateEvent } from './template-event.ts';

/** The templates that come with the program, by their ids; each is the same object always. */
export const shippedById: ReadonlyMap<string, Template> = new Map(
  LanguageCode.options.flatMap((language) =>
    TemplateEvent.options.map((event) => {
      const template = { event, queueId: null, language, ...shippedTemplates[language][event] };
      return [templateIdOf(template), template] as const;
    }),
  ),
);

/** The one that comes with the program. Pure. */
export function shippedTemplate(event: TemplateEvent, language: LanguageCode): Template {
  const template = shippedById.get(templateIdOf({ event, queueId: null, language }));
  if (!template) throw new Error(`No template for ${event} in ${language} comes with the program`);
  return template;
}
