import { z } from 'zod';
import type { OutgoingFile } from '../../domain/mail/outgoing-mail.ts';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

/**
 * A smaller file goes in one request of 4 MB at most, a larger one in pieces, in a session that is
 * refused for smaller ones (Microsoft Graph, attach large files to Outlook messages).
 */
const minSessionBytes = 3 * 1024 * 1024 - 16 * 1024;
/** Pieces are a multiple of 320 KiB, below 4 MB. */
const pieceBytes = 10 * 320 * 1024;
const pieceTimeoutMs = 60_000;

const Session = z.object({ uploadUrl: z.url({ protocol: /^https$/ }).max(8192) });

/** Attaches a file to a draft (the draft's path). Throws GraphRefusal. */
export async function attachFile(graph: Graph, draft: string, { name, type, contentId, bytes }: OutgoingFile): Promise<void> {
  const described = { name, contentType: type, isInline: contentId !== null, ...(contentId === null ? {} : { contentId }) };
  if (bytes.length < minSessionBytes) {
    const contentBytes = Buffer.from(bytes).toString('base64');
    await graph.json('POST', `${draft}/attachments`, {
      body: { '@odata.type': '#microsoft.graph.fileAttachment', ...described, contentBytes },
    });
    return;
  }
  const body = { AttachmentItem: { attachmentType: 'file', size: bytes.length, ...described } };
  const { uploadUrl } = parseAnswer(Session, await graph.json('POST', `${draft}/attachments/createUploadSession`, { body }));
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    await putPiece(uploadUrl, bytes.subarray(from, from + pieceBytes), from, bytes.length);
  }
}

/** The address holds its own proof; our token is for Graph alone. */
async function putPiece(url: string, piece: Uint8Array, from: number, size: number): Promise<void> {
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${from}-${from + piece.length - 1}/${size}` };
  let status: number;
  try {
    const signal = AbortSignal.timeout(pieceTimeoutMs);
    const answer = await fetch(url, { method: 'PUT', headers, body: Buffer.from(piece), redirect: 'error', signal });
    status = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    throw new GraphRefusal(-1, 'UploadBroken', error instanceof Error ? error.message : String(error));
  }
  if (status < 200 || status >= 300) throw new GraphRefusal(status, 'UploadRefused', '');
}
