import { ProblemError } from '../api/problem.ts';
import { blobNameOf } from '../domain/ids.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/** What finding a file reads. */
export type FindAttachmentDeps<Content> = {
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; message(ticketId: string, id: string): Promise<Message | null> };
  files: { file(name: string): Promise<Content | null> };
};

/**
 * A file of a ticket: its size in bytes, the headers it is served with, and `open` for its bytes.
 *
 * @throws ProblemError 404 (opening it too) when there is none, it is blocked, or its bytes are
 * gone.
 */
export async function findAttachment<Content>(
  { browse, files }: FindAttachmentDeps<Content>,
  idOrNumber: string,
  attachmentId: string,
): Promise<{ size: number; headers: Record<string, string>; open(): Promise<Content> }> {
  const ticketId = /^[0-9a-z]{26}$/.test(idOrNumber) ? idOrNumber : (await browse.ticket(idOrNumber))?.ticketId;
  const messageId = attachmentId.split('.')[0];
  const written = ticketId && messageId ? await browse.message(ticketId, messageId) : null;
  // pictures in what was split off are named as they were
  const message = written?.movedTo ? await browse.message(written.movedTo.ticketId, written.id) : written;
  const attachment = message?.attachments.find(({ id }) => id === attachmentId);
  if (!attachment || attachment.blocked) throw noFile(attachmentId);
  const plain = attachment.name.replace(/[^\w. -]/g, '_').slice(0, 100);
  return {
    size: attachment.size,
    async open() {
      const content = await files.file(blobNameOf(attachment));
      if (!content) throw noFile(attachmentId);
      return content;
    },
    headers: {
      'content-type': safeType(attachment.type),
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeRfc5987(attachment.name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
    },
  };
}

const noFile = (attachmentId: string) => new ProblemError(404, `attachmentId: there is no file "${attachmentId}" in this ticket`);

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
