import { z } from 'zod';
import { htmlFromText } from '../domain/body/html-from-text.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { cut } from '../domain/text/cut.ts';
import type { BigBody } from '../domain/tickets/body-blob.ts';
import { Attachment, EnclosedMail, type Message, Trust } from '../domain/tickets/message.ts';
import type { Check } from '../domain/words/check.ts';
import { checkInWords, inWords } from '../domain/words/in-words.ts';
import { ApiDelivery, toApiDelivery } from './deliveries.ts';

/** What the API says of a message. */

const Person = z.object({ address: z.string(), name: z.string().nullable() });

export const ApiAttachment = Attachment.omit({ sha256: true, contentId: true }).extend({
  blocked: z.object({ reason: z.string() }).nullable(),
  flags: z.array(z.string()),
  url: z.string().nullable().describe('From the root; null when blocked'),
});

export const ApiMessage = z.object({
  id: z.string(),
  kind: z.enum(['client', 'reply', 'note', 'system', 'mail']),
  from: Person,
  to: z.array(Person),
  cc: z.array(Person),
  at: z.string().describe('When it reached us; ISO 8601, UTC'),
  sentAt: z.string().nullable().describe('What the Date field of the mail said'),
  subject: z.string(),
  text: z.string(),
  html: z.string().describe('Safe to show; remote pictures have their address in data-remote-src only'),
  truncated: z.boolean().describe('Only the beginning of its text is here: the whole is too much for one answer, or is gone; see rawUrl'),
  rawUrl: z.string().nullable().describe('The whole mail as it came, from the root; null for what was no mail'),
  attachments: z.array(ApiAttachment),
  mailId: z.string().nullable().describe('Its trace: GET /api/mail/{mailId}'),
  visibleText: z.string().nullable().describe('Without quotation, signature and disclaimer; null when the text has none'),
  visibleHtml: z.string().nullable().describe('The same part of the HTML, as safe as it; null when it could not be told apart there'),
  enclosed: z
    .array(EnclosedMail)
    .describe('The mails that are attached to it, the beginning of each; the whole is the attachment of that id'),
  invitation: z.string().nullable().describe('What its calendar part says'),
  trust: Trust.extend({ reasons: z.array(z.string()) }),
  newcomer: z.boolean().describe('The sender joined by proof of having our mail alone'),
  defects: z.array(z.string()),
  visibility: z.enum(['public', 'internal']).describe('internal: for technicians alone'),
  by: z.string().nullable().describe('The technician who wrote it'),
  bcc: z.array(Person).describe('Who else gets it: technicians alone see them'),
  mentions: z.array(z.string()).describe('The technicians whom a note names'),
  sendsAt: z
    .string()
    .nullable()
    .describe(
      'Until then it can be taken back: DELETE /api/tickets/{id}/replies/{messageId}, of a mail …/mails/{messageId}; null: it is not sent',
    ),
  deliveries: z.array(ApiDelivery).describe('The mails by which it was sent, or that it caused, and what became of each'),
});
export type ApiMessage = z.infer<typeof ApiMessage>;

export const ApiMessagePage = z.object({
  items: z.array(ApiMessage).describe('100 and 1 MB at most; oldest first'),
  earlier: z.string().nullable().describe('Pass it as "before" for the page before; null when there is none'),
});
export type ApiMessagePage = z.infer<typeof ApiMessagePage>;

/** What messages are asked for. */
export const MessageQuery = z.object({
  before: z.string().max(1000).optional().describe('The "earlier" of the ticket or of another page; without it the newest'),
});

/**
 * A message as the API shows it, with this body; `truncated` when that is the beginning only;
 * `mails`: those that carry it.
 */
export const toApiMessage = (
  message: Message,
  body: BigBody & { truncated: boolean },
  mails: readonly Notification[] = [],
): ApiMessage => ({
  id: message.id,
  kind: message.kind,
  from: message.from,
  to: message.to,
  cc: message.cc,
  at: message.at,
  sentAt: message.sentAt,
  subject: message.subject,
  text: textOf(message, body),
  html: body.html ?? htmlFromText(textOf(message, body)),
  truncated: body.truncated,
  attachments: message.attachments.map(({ sha256: _, contentId: __, ...attachment }) => ({
    ...attachment,
    blocked: attachment.blocked && { reason: inWords(attachment.blocked.reason) },
    flags: attachment.flags.map((flag) => inWords(flag)),
    url: attachment.blocked ? null : `/api/tickets/${message.ticketId}/attachments/${attachment.id}`,
  })),
  rawUrl: message.mailId === null ? null : `/api/mail/${message.mailId}/raw`,
  mailId: message.mailId,
  visibleText: body.visibleText,
  visibleHtml: body.visibleHtml,
  enclosed: message.enclosed,
  invitation: message.invitation,
  trust: { ...message.trust, reasons: message.trust.reasons.map(senderCheckInWords) },
  newcomer: message.newcomer,
  defects: message.defects.map((defect) => inWords(defect)),
  visibility: message.visibility,
  by: message.by,
  bcc: message.bcc ?? [],
  mentions: message.mentions ?? [],
  sendsAt: message.outbox?.sendsAt ?? null,
  deliveries: mails.map(toApiDelivery),
});

const textOf = ({ said }: Message, { text }: BigBody): string => (said ? inWords(said) : text);

const maxReasonLength = 300;

/** A check of the sender in one line; one that is stored as a sentence is that. */
function senderCheckInWords(reason: Check): string {
  const { check, saw, verdict } = checkInWords(reason);
  return cut([check, saw, verdict].filter((words) => words !== '').join(': '), maxReasonLength);
}
