import type { TemplatePart } from './template.ts';
import type { TemplateEvent } from './template-event.ts';

/** What every template may say of a ticket. */
const ofTicket = [
  'ticket_number',
  'ticket_subject',
  'ticket_url',
  'ticket_status',
  'ticket_opened',
  'requester_name',
  'contact_name',
  'queue_name',
  'company_name',
] as const;

/**
 * What it may say besides, by event; of those with two forms the HTML has both, other parts one.
 */
const ofEvent = {
  'ticket-created': [],
  'technician-replied': ['technician_name', 'reply_html', 'reply_text'],
  'ticket-resolved': ['technician_name'],
  'ticket-closed': ['technician_name'],
  'sla-breached': ['reason'],
  'ticket-assigned': ['technician_name'],
  'client-replied': ['reply_html', 'reply_text'],
  'note-mention': ['technician_name', 'note_html', 'note_text'],
} as const satisfies Record<TemplateEvent, readonly string[]>;

export type TemplateVariable = (typeof ofTicket)[number] | (typeof ofEvent)[TemplateEvent][number];

/**
 * What the variables of a template stand for, all of them texts; those that end with `_html` are
 * HTML that is safe, and the others are escaped where they stand in HTML. What is not known is
 * empty.
 */
export type TemplateValues = Partial<Readonly<Record<TemplateVariable, string>>>;

/** Whether a variable is HTML. Pure. */
export const isHtmlVariable = (name: string): boolean => name.endsWith('_html');

/** The variables that a part of a template for an event may have; in a subject no whole texts. */
export function variablesOf(event: TemplateEvent, part: TemplatePart): readonly TemplateVariable[] {
  const all = [...ofTicket, ...ofEvent[event]];
  if (part === 'html') return all;
  return all.filter((name) => !isHtmlVariable(name) && (part === 'text' || !/^(?:reply|note)_text$|_url$/.test(name)));
}
