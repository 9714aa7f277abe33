import { z } from 'zod';
import { Template } from '../domain/templates/template.ts';
import { AnyAddress, ItemId } from './params.ts';

/** What the API takes and answers when templates are tried. */

const { subject, html, text } = Template.shape;
const ticket = ItemId.optional().describe('By its number or id; else a ticket that there never was');
const template = z.strictObject({ subject, html, text }).optional().describe('Instead of what is stored');

export const TemplateParams = z.object({ id: ItemId });

export const TemplatePreview = z.strictObject({ ticket, template });
export type TemplatePreview = z.infer<typeof TemplatePreview>;

export const TemplateTest = z.strictObject({
  ticket,
  template,
  to: AnyAddress.optional().describe('A technician, or an address for alerts; else who is signed in'),
});
export type TemplateTest = z.infer<typeof TemplateTest>;

/** A mail as it would be. */
export const RenderedMail = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  ticket: z.string().nullable().describe('The number of the ticket; null: of none that there is'),
});
export type RenderedMail = z.infer<typeof RenderedMail>;

export const SentTest = RenderedMail.extend({ to: z.string() });
export type SentTest = z.infer<typeof SentTest>;
