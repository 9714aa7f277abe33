import { z } from 'zod';
import { acsRefusal } from './acs-error.ts';

/** A MailFrom address of a linked domain, and the name that receivers see. */
export type Sender = { address: string; displayName?: string };

/**
 * 50 recipients a mail (learn.microsoft.com/azure/communication-services/concepts/service-limits,
 * section email).
 */
const maxRecipients = 50;
const Address = z.object({
  address: z.string().regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/, 'is not a bare e-mail address'),
  displayName: z.string().max(1_000).nullish(),
});
const Attachment = z.object({
  name: z.string().min(1).max(255),
  contentType: z.string().min(1).max(255),
  contentInBase64: z.string().refine(isBase64, 'is not Base64'),
  contentId: z.string().max(255).nullish(),
});
const SendRequest = z.object({
  senderAddress: z.string(),
  content: z
    .object({ subject: z.string().min(1), plainText: z.string().nullish(), html: z.string().nullish() })
    .refine(({ plainText, html }) => Boolean(plainText) || Boolean(html), 'has neither plainText nor html'),
  recipients: z.object({ to: z.array(Address).nullish(), cc: z.array(Address).nullish(), bcc: z.array(Address).nullish() }),
  attachments: z.array(Attachment).nullish(),
  replyTo: z.array(Address).nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  userEngagementTrackingDisabled: z.boolean().nullish(),
});
export type SendRequest = z.infer<typeof SendRequest>;
export type Address = z.infer<typeof Address>;

/** Headers that have a field of their own, or that only the sending system may write. */
const reserved = [
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'reply-to',
  'sender',
  'return-path',
  'date',
  'mime-version',
  'received',
  'dkim-signature',
];

/**
 * Parses and checks the body of `POST /emails:send` as the service does. Attachment types are not
 * checked. Throws a Refusal that names the field: 400 for what is wrong in itself, 404 for a sender
 * of a domain that is not linked.
 */
export function parseSendRequest(text: string, senders: Sender[]): SendRequest {
  const result = SendRequest.safeParse(parseJson(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue?.path.join('.') || 'body';
    throw acsRefusal(400, 'BadRequest', `The request is not valid: ${field} ${issue?.message ?? ''}`.trim(), field);
  }
  const request = result.data;
  checkSender(request.senderAddress, senders);
  const count = recipientsOf(request).length;
  if (count === 0) throw acsRefusal(400, 'BadRequest', 'The mail has no recipient.', 'recipients');
  if (count > maxRecipients)
    throw acsRefusal(400, 'BadRequest', `The mail has ${count} recipients; ${maxRecipients} are allowed.`, 'recipients');
  for (const [name, value] of Object.entries(request.headers ?? {})) checkHeader(name, value);
  return request;
}

/** Everyone the mail goes to, each address once. */
export function recipientsOf({ recipients: { to, cc, bcc } }: SendRequest): string[] {
  return [...new Set([...(to ?? []), ...(cc ?? []), ...(bcc ?? [])].map(({ address }) => address.toLowerCase()))];
}

/**
 * By length alone: a regular expression over 10 MB would need a stack of its own. Buffer skips what
 * is no Base64.
 */
function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return text.length % 4 === 0 && Buffer.from(text, 'base64').length === (text.length / 4) * 3 - padding;
}

function checkSender(senderAddress: string, senders: Sender[]): void {
  const isBare = /^[^\s@<>]+@[^\s@<>]+$/.test(senderAddress);
  if (!isBare)
    throw acsRefusal(400, 'BadRequest', 'Invalid format for email address: senderAddress must be a bare address.', 'senderAddress');
  const wanted = senderAddress.toLowerCase();
  if (senders.some(({ address }) => address.toLowerCase() === wanted)) return;
  const domain = wanted.slice(wanted.indexOf('@'));
  if (senders.some(({ address }) => address.toLowerCase().endsWith(domain))) {
    throw acsRefusal(400, 'InvalidSenderUserName', 'Invalid email username provided.', 'senderAddress');
  }
  throw acsRefusal(404, 'DomainNotLinked', 'The specified sender domain has not been linked.', 'senderAddress');
}

function checkHeader(name: string, value: string): void {
  const isName = /^[!-9;-~]+$/.test(name);
  if (!isName || /[\r\n]/.test(value))
    throw acsRefusal(400, 'BadRequest', `The header ${JSON.stringify(name)} is not a valid mail header.`, `headers.${name}`);
  if (reserved.includes(name.toLowerCase()) || /^content-/i.test(name)) {
    throw acsRefusal(400, 'BadRequest', `The header ${name} is reserved; it can't be set as a custom header.`, `headers.${name}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw acsRefusal(400, 'BadRequest', 'The body is not JSON.');
  }
}
