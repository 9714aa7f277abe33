import { z } from 'zod';
import { maxMentions } from '../domain/conversation/mentions.ts';
import { maxRecipients } from '../domain/conversation/recipients.ts';
import { maxWritten } from '../domain/conversation/written-body.ts';
import { TicketStatus } from '../domain/tickets/ticket-status.ts';
import { ItemId } from './params.ts';

/** What technicians write in a ticket. */

const Body = {
  text: z.string().max(maxWritten).optional().describe('What it says; or html'),
  html: z
    .string()
    .max(4 * maxWritten)
    .optional()
    .describe('What it says; made safe. A picture in it is an attachment: <img src="cid:{id of the upload}">'),
  attachments: z.array(z.string().max(100)).max(20).default([]).describe('Ids of uploads (POST /api/uploads)'),
};
const isOne = ({ text, html }: { text?: string | undefined; html?: string | undefined }) => (text === undefined) !== (html === undefined);
const one = { message: 'must have either text or html', path: ['text'] };

/** What is wrong with an address is said by the plan, which knows the ticket. */
const Addresses = z.array(z.string().max(320)).max(maxRecipients);

export const ReplyRequest = z
  .strictObject({
    ...Body,
    to: Addresses.optional().describe('Addresses; without it the requester, with those on their side who are notified'),
    cc: Addresses.default([]),
    bcc: Addresses.default([]).describe('Nobody else sees them'),
    status: TicketStatus.exclude(['new']).optional().describe('What the ticket becomes when it is sent; without it open, if it is new'),
    seen: z.string().max(100).optional().describe('The id of the last message that was seen: 409 if the client has written since'),
    sendAnyway: z.boolean().default(false).describe('Also if the client has written since'),
    sendAt: z.iso.datetime().optional().describe('When it is sent (ISO 8601, UTC), within 30 days; without it as soon as undoing is over'),
  })
  .refine(isOne, one);
export type ReplyRequest = z.infer<typeof ReplyRequest>;

export const MailRequest = z
  .strictObject({
    ...Body,
    to: Addresses.min(1),
    cc: Addresses.default([]),
    bcc: Addresses.default([]).describe('Nobody else sees them'),
    subject: z.string().trim().min(1).max(200).optional().describe("Without it the ticket's; its number is put in front"),
    forward: z
      .strictObject({
        messageId: ItemId.describe('The id of a message that the client sees too: it stands below the mail'),
        files: z.boolean().default(true).describe('With its files, but for those that are blocked or flagged'),
      })
      .optional(),
    sendAt: z.iso.datetime().optional().describe('When it is sent (ISO 8601, UTC), within 30 days; without it as soon as undoing is over'),
  })
  .refine(isOne, one);
export type MailRequest = z.infer<typeof MailRequest>;

export const NoteRequest = z
  .strictObject({
    ...Body,
    mentions: z
      .array(z.string().max(320))
      .max(maxMentions)
      .default([])
      .describe('Addresses of technicians, besides those named in it by @'),
  })
  .refine(isOne, one);
export type NoteRequest = z.infer<typeof NoteRequest>;

export const UploadQuery = z.object({ name: z.string().min(1).max(500).describe('The name of the file') });

export const ApiUpload = z.object({
  id: z.string().describe('For "attachments" of a message, within two days, by who sent it'),
  name: z.string(),
  size: z.number().int().describe('In bytes'),
  type: z.string(),
  flags: z.array(z.string()).describe('What its reader should know before opening it'),
  expiresAt: z.string(),
});
export type ApiUpload = z.infer<typeof ApiUpload>;
