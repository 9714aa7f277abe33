import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { graphRefusal } from './graph-error.ts';
import { addressesOf, parseMail } from './message-resource.ts';
import { headerNameOf } from './property-name.ts';
import { editHeaders, readHeaders } from './read-headers.ts';

const Recipient = z.object({ emailAddress: z.object({ address: z.string().min(1), name: z.string().exactOptional() }) });
const Recipients = z.array(Recipient).exactOptional();
const FileAttachment = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.fileAttachment'),
  name: z.string(),
  contentType: z.string().exactOptional(),
  isInline: z.boolean().exactOptional(),
  contentId: z.string().exactOptional(),
  contentBytes: z.base64(),
});

/** Properties of a message that may be written; headers are x- ones only, five at most. */
export const WrittenMessage = z.strictObject({
  subject: z.string().exactOptional(),
  body: z.object({ contentType: z.enum(['html', 'text']), content: z.string() }).exactOptional(),
  toRecipients: Recipients,
  ccRecipients: Recipients,
  bccRecipients: Recipients,
  replyTo: Recipients,
  from: Recipient.exactOptional(),
  internetMessageId: z.string().exactOptional(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).exactOptional(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).exactOptional(),
  attachments: z.array(FileAttachment).exactOptional(),
});
export type WrittenMessage = z.infer<typeof WrittenMessage>;

export const NewAttachment = FileAttachment;
export type DraftFile = { name: string; contentType: string | undefined; contentId: string | undefined; bytes: Uint8Array };

/** The fields of a draft that JSON has no word for. */
const otherFields = /^(x-|thread-|references$|in-reply-to$|date$|auto-submitted$)/;

/** A draft as MIME, with what was written changed and `files` added; Bcc stays in it. */
export async function editDraft(raw: Uint8Array, written: WrittenMessage, files: DraftFile[] = []): Promise<Buffer> {
  const mail = await parseMail(raw);
  if (!mail) throw graphRefusal(400, 'ErrorMimeContentInvalid', 'The MIME content cannot be read.');
  const fields = { ...fieldsOf(written.singleValueExtendedProperties ?? []), ...headersOf(written.internetMessageHeaders ?? []) };
  const recipients = (to: z.infer<typeof Recipient>[] | undefined, before: Parameters<typeof addressesOf>[0]) =>
    to ? to.map(({ emailAddress: { address, name = '' } }) => ({ address, name })) : addressesOf(before);
  const { body } = written;
  const composer = new MailComposer({
    messageId: written.internetMessageId ?? mail.messageId,
    from: recipients(written.from && [written.from], mail.from),
    to: recipients(written.toRecipients, mail.to),
    cc: recipients(written.ccRecipients, mail.cc),
    bcc: recipients(written.bccRecipients, mail.bcc),
    replyTo: recipients(written.replyTo, mail.replyTo),
    subject: written.subject ?? mail.subject,
    // the service writes the text part from the HTML
    ...(body ? { [body.contentType]: body.content } : { text: mail.text, html: mail.html || undefined }),
    attachments: [
      ...mail.attachments.map(({ filename, contentType, cid, content }) => ({
        filename: filename ?? (false as const),
        contentType,
        cid,
        content,
      })),
      ...(written.attachments ?? []).map(fileOf).map(toPart),
      ...files.map(toPart),
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const node = composer.compile();
  node.keepBcc = true;
  const composed = await node.build();
  const names = new Set(Object.keys(fields));
  const kept = readHeaders(raw).filter(({ name }) => otherFields.test(name.toLowerCase()) && !names.has(name.toLowerCase()));
  const added = [...kept, ...Object.entries(fields).map(([name, value]) => ({ name, value }))];
  return editHeaders(
    composed,
    added.map(({ name }) => name.toLowerCase()),
    added,
  );
}

/** A file that was sent as JSON. */
export const fileOf = ({ name, contentType, contentId, contentBytes }: z.infer<typeof FileAttachment>): DraftFile => ({
  name,
  contentType,
  contentId,
  bytes: Buffer.from(contentBytes, 'base64'),
});

const toPart = ({ name, contentType, contentId: cid, bytes }: DraftFile) => ({
  filename: name,
  contentType,
  cid,
  content: Buffer.from(bytes),
});

/** Named properties of the set of Internet headers are fields of the mail. */
function fieldsOf(properties: { id: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(properties.map(({ id, value }) => [headerNameOf(id), value]));
}

function headersOf(headers: { name: string; value: string }[]): Record<string, string> {
  if (headers.length > 5 || headers.some(({ name }) => !/^x-/i.test(name)))
    throw graphRefusal(400, 'InvalidInternetMessageHeader', "The internet message header name should start with 'x-' or 'X-'.");
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]));
}

/** The names that a message was given by JSON: from then on the mailbox keeps them in MIME too. */
export const namesIn = ({ internetMessageHeaders = [], singleValueExtendedProperties = [] }: WrittenMessage): string[] => [
  ...internetMessageHeaders.map(({ name }) => name.toLowerCase()),
  ...singleValueExtendedProperties.map(({ id }) => headerNameOf(id)),
];
