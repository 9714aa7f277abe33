import { z } from 'zod';
import { TicketQueue } from '../settings/ticket-queue.ts';
import { LanguageCode } from '../text/language-code.ts';
import { TemplateEvent } from './template-event.ts';

/** Subjects are cut at 250 characters when they are sent; Gmail cuts a mail at 102 kB of HTML. */
const Subject = z.string().min(1).max(400);
const Html = z.string().min(1).max(30_000);
const Text = z.string().min(1).max(20_000);

/**
 * What a mail says that tells of an event, in Liquid: `html` is what stands in the house's layout,
 * not a whole document, and `text` the same for those who read no HTML.
 */
export const Template = z.object({
  event: TemplateEvent,
  /** For the tickets of this queue; null: of all that have none of their own. */
  queueId: TicketQueue.shape.queueId.nullable().default(null),
  language: LanguageCode,
  subject: Subject,
  html: Html,
  text: Text,
});
export type Template = z.infer<typeof Template>;

/** The sources of a template. */
export type TemplateSources = Pick<Template, 'subject' | 'html' | 'text'>;
/** One of its parts. */
export type TemplatePart = keyof TemplateSources;

/** What a template is called: it is made of what it is for, so that there is one of each. Pure. */
export const templateIdOf = ({ event, queueId, language }: Pick<Template, 'event' | 'queueId' | 'language'>): string =>
  [event, language, ...(queueId === null ? [] : [queueId])].join('.');
