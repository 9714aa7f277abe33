import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { composeMail } from '../simulator/compose-mail.ts';
import { graphRefusal } from './graph-error.ts';
import type { Mailbox } from './mailboxes.ts';

const Recipient = z.object({ emailAddress: z.object({ address: z.string().min(1), name: z.string().nullish() }) });
const Recipients = z.array(Recipient).max(500);
const FileAttachment = z.object({
  '@odata.type': z.string().optional(),
  name: z.string(),
  contentType: z.string().nullish(),
  contentBytes: z.string(),
  contentId: z.string().nullish(),
  isInline: z.boolean().nullish(),
});

/**
 * The part of Graph's `message` that can be written. Unknown properties are left out in silence, as
 * Graph does.
 */
export const OutgoingMessage = z.object({
  subject: z.string().nullish(),
  body: z.object({ contentType: z.string().transform((type) => type.toLowerCase()), content: z.string() }).nullish(),
  toRecipients: Recipients.nullish(),
  ccRecipients: Recipients.nullish(),
  bccRecipients: Recipients.nullish(),
  replyTo: Recipients.nullish(),
  from: Recipient.nullish(),
  importance: z.string().nullish(),
  attachments: z.array(FileAttachment).nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
export type OutgoingMessage = z.infer<typeof OutgoingMessage>;

/** What a draft is kept as: its JSON, and what Exchange adds to it. */
export const Draft = z.object({
  message: OutgoingMessage,
  messageId: z.string(),
  thread: z.object({ inReplyTo: z.string(), references: z.array(z.string()) }).optional(),
});
export type Draft = z.infer<typeof Draft>;

const maxHeaders = 5;

/**
 * Checks the headers of a JSON message: only names that begin with `x-`, five at most; In-Reply-To,
 * References and the like need MIME. Throws a Refusal 400 with Graph's codes.
 */
export function checkInternetMessageHeaders({ internetMessageHeaders }: OutgoingMessage): void {
  const headers = internetMessageHeaders ?? [];
  if (headers.length > maxHeaders) {
    throw graphRefusal(400, 'InvalidInternetMessageHeaderCollection', `The maximum number of Internet message headers is ${maxHeaders}.`);
  }
  const wrong = headers.find(({ name, value }) => !/^x-[!-9;-~]+$/i.test(name) || /[\r\n]/.test(value));
  if (wrong) {
    throw graphRefusal(
      400,
      'InvalidInternetMessageHeader',
      `The internet message header name '${wrong.name}' should start with 'x-' or 'X-'.`,
    );
  }
}

/** A Message-ID as Exchange Online would give it. */
export function newMessageId(): string {
  return `<${randomBytes(16).toString('hex').toUpperCase()}@LOCAL0001.prod.outlook.example>`;
}

/** The MIME of a draft, Bcc included: who sends it takes that out. */
export async function composeDraft(mailbox: Mailbox, { message, messageId, thread }: Draft, at: Date): Promise<Buffer> {
  const { body } = message;
  return composeMail(
    {
      messageId,
      date: at,
      from: message.from ? addresses([message.from])[0] : mailbox.address,
      to: addresses(message.toRecipients),
      cc: addresses(message.ccRecipients),
      bcc: addresses(message.bccRecipients),
      replyTo: addresses(message.replyTo),
      subject: message.subject ?? '',
      ...(body?.contentType === 'html' ? { html: body.content } : { text: body?.content ?? '' }),
      ...(thread ? { inReplyTo: thread.inReplyTo, references: thread.references } : {}),
      headers: [
        ...(message.internetMessageHeaders ?? []).map(({ name, value }) => ({ key: name, value })),
        ...(message.importance && message.importance !== 'normal' ? [{ key: 'Importance', value: message.importance }] : []),
      ],
      attachments: (message.attachments ?? []).map(({ name, contentType, contentBytes, contentId }) => ({
        filename: name,
        contentType: contentType ?? undefined,
        content: Buffer.from(contentBytes, 'base64'),
        ...(contentId ? { cid: contentId } : {}),
      })),
    },
    { keepBcc: true },
  );
}

function addresses(recipients: z.infer<typeof Recipients> | null | undefined): { name: string; address: string }[] {
  return (recipients ?? []).map(({ emailAddress }) => ({ name: emailAddress.name ?? '', address: emailAddress.address }));
}
