import { z } from 'zod';
import { maxParticipants } from '../domain/tickets/max-participants.ts';
import { maxTags, TicketPriority, TicketTag } from '../domain/tickets/ticket.ts';
import { TicketStatus } from '../domain/tickets/ticket-status.ts';
import { AnyAddress, ItemId } from './params.ts';

/** What technicians change in tickets. */

/** Nothing that would break a header line or a list. */
const OneLine = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line');

const Name = OneLine(200).nullable();

export const TicketPatch = z
  .strictObject({
    status: TicketStatus.optional(),
    pendingReason: OneLine(500).nullable().optional().describe('What a pending ticket waits for'),
    remindAt: z.iso.datetime({ offset: true }).nullable().optional().describe('When to look at a pending ticket again'),
    priority: TicketPriority.optional(),
    queueId: z.string().min(1).max(100).optional(),
    assignee: AnyAddress.nullable().optional().describe("An active technician's address; null: nobody"),
    clientId: z.string().min(1).max(100).nullable().optional(),
    requester: z.strictObject({ address: AnyAddress, name: Name.default(null) }).optional(),
    participants: z
      .array(z.strictObject({ address: AnyAddress, name: Name.optional(), notify: z.boolean().optional() }))
      .max(maxParticipants)
      .optional()
      .describe('All who take part, the requester among them; whoever is left out takes part no more'),
    tags: z.array(TicketTag).max(maxTags).optional().describe('All of its tags'),
    subject: OneLine(255).optional().describe('The subject of mails that have gone out stays as it was'),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'must name something to change');
export type TicketPatch = z.infer<typeof TicketPatch>;

export const MergeRequest = z.strictObject({
  into: ItemId.describe('The id or number of the ticket that it becomes part of'),
  force: z.boolean().default(false).describe('Also where the two are of different clients'),
});
export type MergeRequest = z.infer<typeof MergeRequest>;

export const SplitRequest = z.strictObject({
  messageId: ItemId.describe('The id of the message that becomes a ticket'),
  subject: OneLine(255).optional().describe("Without it, that of the message's mail"),
});
export type SplitRequest = z.infer<typeof SplitRequest>;

export const LinkRequest = z.strictObject({
  number: ItemId.describe('The id or number of the other ticket'),
  relation: z.enum(['related', 'follow-up']).default('related').describe('follow-up: this ticket goes on where the other ended'),
});
export type LinkRequest = z.infer<typeof LinkRequest>;
