import { z } from 'zod';
import { problemInWords } from '../../domain/templates/problem-in-words.ts';
import { knownTemplate } from '../../domain/templates/render-template.ts';
import { shippedById } from '../../domain/templates/shipped-list.ts';
import { Template, templateIdOf } from '../../domain/templates/template.ts';
import { checkTemplate } from '../../domain/templates/template-problem.ts';
import { variablesOf } from '../../domain/templates/template-values.ts';
import { Changed } from './changed.ts';
import { settingRow } from './setting-row.ts';

const { event, queueId, language, subject, html, text } = Template.shape;
const TemplateInput = z.strictObject({
  event: event.describe('What a mail tells of; can not be changed'),
  queueId: queueId.describe('For the tickets of this queue; null: for all that have none of their own; can not be changed'),
  language: language.describe('Of who reads it; can not be changed'),
  subject: subject.describe('In Liquid, one line; has [Ticket #{{ticket_number}}]'),
  html: html.describe('In Liquid: what stands in the layout, not a whole document'),
  text: text.describe('In Liquid: the same for those who read no HTML'),
});
const Known = z.object({
  ...Changed.shape,
  customised: z.boolean().describe('False: as it comes with the program'),
  variables: z.array(z.string()).describe('What it may say of a ticket'),
});

const shippedOnes = new Set<object>(shippedById.values());

/** What mails say. Those that come with the program are there until others are stored. */
export const templateRow = settingRow<Template, z.infer<typeof TemplateInput>>({
  kind: 'templates',
  one: 'template',
  many: 'templates',
  stored: 'template',
  maxItems: 300,
  shipped: shippedById,
  input: TemplateInput,
  extras: Known,
  shown: z.object({ id: z.string(), ...TemplateInput.shape, ...Known.shape }),
  id: z.string().regex(/^[a-z0-9.-]{1,100}$/, 'must be the id of a template'),
  newId: (input, attempt) => (attempt === 0 ? templateIdOf(input) : null),
  idOf: templateIdOf,
  nameOf: templateIdOf,
  toInput: (template) => ({ ...template }),
  toExtras: (template) => ({ customised: !shippedOnes.has(template), variables: variablesOf(template.event, 'html') }),
  fromInput: (input) => input,
  refusal(input, id, _before, { linkOrigins }) {
    if (templateIdOf(input) !== id)
      return `event, queueId, language: are those of "${templateIdOf(input)}" and can't be changed in "${id}"`;
    const checked = checkTemplate(input, input.event, linkOrigins);
    return 'problem' in checked ? problemInWords(checked) : null;
  },
  problemOf(template) {
    const checked = knownTemplate(template);
    return 'problem' in checked ? problemInWords(checked) : null;
  },
  unique: () => ({}),
  namesKinds: ['queues'],
  references: (template) => (template.queueId === null ? [] : [{ field: 'queueId', kind: 'queues', id: template.queueId }]),
});
