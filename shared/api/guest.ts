import { z } from 'zod';
import { TicketStatus } from '../domain/tickets/ticket-status.ts';
import { ApiAttachment, type ApiMessage } from './messages.ts';

/** What somebody sees who has the link of a mail: no internal word, no address but their own. */

const GuestMessage = z.object({
  id: z.string(),
  mine: z.boolean().describe('Whether the one whom the link was sent to wrote it'),
  from: z.string().describe('A name'),
  at: z.string().describe('ISO 8601, UTC'),
  text: z.string(),
  html: z.string().describe('Safe to show; remote pictures have their address in data-remote-src only'),
  truncated: z.boolean().describe('Only the beginning of its text is here'),
  attachments: z.array(ApiAttachment.pick({ id: true, name: true, type: true, size: true })),
});
type GuestMessage = z.infer<typeof GuestMessage>;

export const GuestConversation = z.object({
  number: z.string(),
  subject: z.string(),
  status: TicketStatus,
  you: z.object({ address: z.string(), name: z.string().nullable() }),
  until: z.string().describe('When the link ends'),
  messages: z.array(GuestMessage).describe('Those that they wrote or were sent, the newest 100 at most; oldest of them first'),
});
export type GuestConversation = z.infer<typeof GuestConversation>;

/** An answer; `nonce` is new for each, so that one that is sent twice is there once. */
export const GuestAnswerInput = z.strictObject({
  text: z
    .string()
    .max(50_000)
    .refine((text) => text.trim() !== '', 'must not be empty'),
  nonce: z.string().regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, hyphens or underscores, new for each answer'),
});

/** Which file of the conversation. */
export const GuestFileQuery = z.object({ id: z.string().min(1).max(200) });

/** A message as they see it. Pure. */
export const toGuestMessage = (message: ApiMessage, address: string): GuestMessage => {
  const mine = message.from.address === address;
  return {
    id: message.id,
    mine,
    // a technician's or a colleague's address is not the reader's business
    from: message.from.name ?? (mine ? address : ''),
    at: message.at,
    text: message.visibleText ?? message.text,
    html: message.visibleHtml ?? message.html,
    truncated: message.truncated,
    attachments: message.attachments.flatMap(({ id, name, type, size, blocked }) => (blocked ? [] : [{ id, name, type, size }])),
  };
};
