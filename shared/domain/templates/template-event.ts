import { z } from 'zod';

/** What a template is for: what happened to a ticket that somebody is told of. */
export const TemplateEvent = z.enum([
  'ticket-created',
  'technician-replied',
  'ticket-resolved',
  'ticket-closed',
  'sla-breached',
  'ticket-assigned',
  'client-replied',
  'note-mention',
]);
export type TemplateEvent = z.infer<typeof TemplateEvent>;
