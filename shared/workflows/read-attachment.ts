import { blobNameOf } from '../domain/ids.ts';
import type { Message, Ticket } from '../domain/ticket.ts';

/** What reading a file reads. */
export type ReadAttachmentDeps<Stream> = {
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; message(ticketId: string, id: string): Promise<Message | null> };
  files: { file(name: string): Promise<{ stream: Stream; size: number } | null> };
};

/** A file of a ticket with the headers it is served with, or null when there is none, or it is blocked. */
export async function readAttachment<Stream>(
  { browse, files }: ReadAttachmentDeps<Stream>,
  idOrNumber: string,
  attachmentId: string,
): Promise<{ content: { stream: Stream; size: number }; headers: Record<string, string> } | null> {
  const ticketId = /^[0-9a-z]{26}$/.test(idOrNumber) ? idOrNumber : (await browse.ticket(idOrNumber))?.ticketId;
  const messageId = attachmentId.split('.')[0];
  const message = ticketId && messageId ? await browse.message(ticketId, messageId) : null;
  const attachment = message?.attachments.find(({ id }) => id === attachmentId);
  if (!attachment || attachment.blocked) return null;
  const content = await files.file(blobNameOf(attachment));
  if (!content) return null;
  const plain = attachment.name.replace(/[^\w. -]/g, '_').slice(0, 100);
  return {
    content,
    headers: {
      'content-type': safeType(attachment.type),
      'content-length': String(content.size),
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeRfc5987(attachment.name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
    },
  };
}

/** The type as the mail gave it, unless a browser would run it; then bytes. */
const safeType = (type: string) =>
  /^(?:image\/(?:png|jpeg|gif|webp|bmp)|application\/pdf|text\/plain|audio\/[\w.+-]+|video\/[\w.+-]+)$/.test(type)
    ? type
    : 'application/octet-stream';

/** A name as RFC 5987 3.2 encodes it. Lone surrogates, which have no UTF-8, are replaced. */
const encodeRfc5987 = (name: string) =>
  encodeURIComponent(name.toWellFormed().slice(0, 200).toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
