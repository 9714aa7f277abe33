import { z } from 'zod';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { ownIdOf } from '../../domain/mail/own-id.ts';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { ownIdProperty } from './graph-own-id.ts';
import { attachFile } from './graph-upload.ts';
import { parseAnswer } from './parse-response.ts';

const Recipients = z.array(z.object({ emailAddress: z.object({ address: z.string().nullish() }) })).nullish();
const Draft = z.object({
  id: z.string().min(1).max(1024),
  subject: z.string().nullish(),
  toRecipients: Recipients,
  ccRecipients: Recipients,
  bccRecipients: Recipients,
  replyTo: Recipients,
});
const Found = z.object({ value: z.array(z.object({ id: z.string().min(1).max(1024) })) });
const Sent = z.object({ internetMessageId: z.string().max(998).nullish() });

/**
 * Sends a mail that is too large for one request: a draft without its files (`mime`, in Base64),
 * then the files, one by one, then it is sent. Its Message-ID after that, or null if that is not
 * known yet. Throws GraphRefusal; a draft that is not sent is removed, and where that is not known,
 * it carries our id, by which it is found.
 */
export async function sendAsDraft(graph: Graph, user: string, mail: OutgoingMail, mime: Uint8Array): Promise<string | null> {
  const draft = `${user}/messages/${encodeURIComponent(await createDraft(graph, user, mail, mime))}`;
  try {
    checkRecord(parseAnswer(Draft, await graph.json('PATCH', draft, { body: recordOf(mail) })), mail);
    for (const file of mail.attachments) await attachFile(graph, draft, file);
  } catch (error) {
    await graph.json('DELETE', draft).catch(() => {});
    throw error;
  }
  const { status } = await graph.post(`${draft}/send`, 'application/json', new Uint8Array());
  if (status !== 202) throw new GraphRefusal(status, 'NotTaken', 'it answered the sending of a draft, and did not take it');
  return messageIdOf(graph, draft);
}

/**
 * A reply to what it answers, where that lies in this mailbox (its conversation is certain then),
 * else a mail of its own, which Exchange puts into the conversation by its fields.
 */
async function createDraft(graph: Graph, user: string, mail: OutgoingMail, mime: Uint8Array): Promise<string> {
  const original = mail.inReplyTo === null ? null : await findOriginal(graph, user, mail.inReplyTo);
  const reply = original && `${user}/messages/${encodeURIComponent(original)}/createReply`;
  const created =
    (reply && (await unlessGone(graph.post(reply, 'text/plain', mime)))) || (await graph.post(`${user}/messages`, 'text/plain', mime));
  if (created.status !== 201) throw new GraphRefusal(413, 'NotTaken', 'the text of the mail is too large');
  return parseAnswer(Draft, created.body).id;
}

async function findOriginal(graph: Graph, user: string, messageId: string): Promise<string | null> {
  const filter = encodeURIComponent(`internetMessageId eq '${messageId.replaceAll("'", "''")}'`);
  const { value } = parseAnswer(Found, await graph.json('GET', `${user}/messages?$filter=${filter}&$select=id&$top=1`));
  return value[0]?.id ?? null;
}

/** The message that is answered may have been removed meanwhile. */
async function unlessGone<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return null;
    throw error;
  }
}

/**
 * All that decides what the mail says and to whom it goes: createReply takes the recipients from
 * the Reply-To of the message, which its sender wrote, and quotes it.
 */
const recordOf = ({ messageId, operationId, subject, html, to, replyTo }: OutgoingMail) => ({
  subject,
  body: { contentType: 'html', content: html },
  toRecipients: [recipient(to)],
  ccRecipients: [],
  bccRecipients: [],
  replyTo: [recipient(replyTo)],
  internetMessageId: messageId,
  singleValueExtendedProperties: [{ id: ownIdProperty, value: ownIdOf({ messageId, operationId }) }],
});

const recipient = ({ address, name }: OutgoingMail['to']) => ({ emailAddress: { address, ...(name ? { name } : {}) } });

function checkRecord(draft: z.infer<typeof Draft>, { subject, to, replyTo }: OutgoingMail): void {
  const isOurs =
    draft.subject === subject &&
    isOnly(draft.toRecipients, to.address) &&
    isOnly(draft.replyTo, replyTo.address) &&
    !draft.ccRecipients?.length &&
    !draft.bccRecipients?.length;
  if (!isOurs) throw new GraphRefusal(0, 'DraftDiffers', 'the draft has other recipients or another subject than was asked for');
}

const isOnly = (given: z.infer<typeof Recipients>, address: string): boolean =>
  given?.length === 1 && given[0]?.emailAddress.address?.toLowerCase() === address.toLowerCase();

/** The mail has left, whatever comes of this; it is learnt from Sent Items later, too. */
async function messageIdOf(graph: Graph, message: string): Promise<string | null> {
  try {
    return parseAnswer(Sent, await graph.json('GET', `${message}?$select=internetMessageId`)).internetMessageId ?? null;
  } catch (error) {
    if (error instanceof GraphRefusal) return null;
    throw error;
  }
}
