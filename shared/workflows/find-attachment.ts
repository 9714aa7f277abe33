import { blobNameOf } from '../domain/ids.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/** What finding a file reads. */
export type FindAttachmentDeps<Content> = {
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; message(ticketId: string, id: string): Promise<Message | null> };
  files: { file(name: string): Promise<Content | null> };
};

/**
 * A file of a ticket: its size, the headers it is served with, and how its bytes are had (null when
 * they are gone). Null when there is none, or it is blocked.
 */
export async function findAttachment<Content>(
  { browse, files }: FindAttachmentDeps<Content>,
  idOrNumber: string,
  attachmentId: string,
): Promise<{ size: number; headers: Record<string, string>; open(): Promise<Content | null> } | null> {
  const ticketId = /^[0-9a-z]{26}$/.test(idOrNumber) ? idOrNumber : (await browse.ticket(idOrNumber))?.ticketId;
  const messageId = attachmentId.split('.')[0];
  const message = ticketId && messageId ? await browse.message(ticketId, messageId) : null;
  const attachment = message?.attachments.find(({ id }) => id === attachmentId);
  if (!attachment || attachment.blocked) return null;
  const plain = attachment.name.replace(/[^\w. -]/g, '_').slice(0, 100);
  return {
    size: attachment.size,
    open: () => files.file(blobNameOf(attachment)),
    headers: {
      'content-type': safeType(attachment.type),
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
