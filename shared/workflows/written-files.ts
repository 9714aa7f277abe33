import type { Principal } from '../api/principal.ts';
import { ProblemError } from '../api/problem.ts';
import type { Upload } from '../domain/conversation/upload.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { blobNameOf } from '../domain/ids.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { Committed } from './ticket-versions.ts';

/** A file that was sent ahead, with its bytes. */
export type UploadedFile = { upload: Upload; content: Uint8Array };

/** What writing a message reads and writes, of whatever kind it is. */
export type WriteMessageDeps = {
  now(): Date;
  /** A key that no other request has. */
  newKey(): string;
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; message(ticketId: string, id: string): Promise<Message | null> };
  uploadOf(id: string): Promise<UploadedFile | null>;
  keepFile(file: { name: string; content: Uint8Array; contentType: string }): Promise<void>;
  commit(change: TicketChange): Promise<Committed>;
};

/**
 * Who writes, as their sign-in says.
 *
 * @throws ProblemError 403 when their sign-in tells none.
 */
export function writerOf({ address, name }: Principal): Author {
  if (address !== null) return { address, name: name.trim() };
  throw new ProblemError(403, 'Your sign-in tells no e-mail address: an admin adds the optional claim "email" to the app registration.');
}

/** In bytes, all files of a message together. */
const maxTogether = 30_000_000;

/**
 * The files of a message, each one that its writer sent ahead.
 *
 * @throws ProblemError 422 that names one that is not there (any more), or says that they are too
 * large together.
 */
export async function uploadsOf(deps: Pick<WriteMessageDeps, 'uploadOf' | 'now'>, writer: Author, ids: string[]): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  let bytes = 0;
  for (const [index, id] of ids.entries()) {
    const file = await deps.uploadOf(id);
    if (file?.upload.by !== writer.address || Date.parse(file.upload.expiresAt) < deps.now().getTime())
      throw new ProblemError(
        422,
        `attachments[${index}]: there is no upload "${id}" of yours, or it is older than two days; upload it again`,
      );
    bytes += file.upload.size;
    if (bytes > maxTogether) throw new ProblemError(422, `attachments: must have ${maxTogether / 1_000_000} MB together at most`);
    files.push(file);
  }
  return files;
}

/** Keeps them for good: what was sent ahead is deleted after two days. */
export async function keepUploads({ keepFile }: Pick<WriteMessageDeps, 'keepFile'>, files: UploadedFile[]): Promise<void> {
  await Promise.all(files.map(({ upload, content }) => keepFile({ name: blobNameOf(upload), content, contentType: upload.type })));
}

/**
 * Requires that a message that was written with the same Idempotency-Key before says the same: who
 * uses a key twice would believe that both were sent.
 *
 * @throws ProblemError 422 when it says something else.
 */
export function requireSameBody(before: Pick<Message, 'text' | 'html'>, written: Pick<Message, 'text' | 'html'>): void {
  if (before.text === written.text && before.html === written.html) return;
  throw new ProblemError(422, 'idempotency-key: another message was written in this ticket with this key; send this one with a new key');
}
