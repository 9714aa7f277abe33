import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ReadableStream } from 'node:stream/web';
import type { BlobServiceClient } from '@azure/storage-blob';
import { isUploadId, Upload } from '../../domain/conversation/upload.ts';
import type { KeptFile } from '../../domain/ingest/message-body.ts';

/** The most time for a blob: one that stalls must not hold up the others. */
const deadline = () => AbortSignal.timeout(120_000);

/** Blobs below `uploads/` are deleted after some days (infra). */
const uploadBlobOf = (id: string): string => `uploads/${id}`;

/** A blob as it is handed on: a stream of bytes, and their number. */
export type BlobContent = { stream: ReadableStream; size: number };

/**
 * Raw mails (container `raw-mail`), files and long bodies (container `attachments`). Names are made
 * from content: a repeat overwrites itself.
 */
export function blobStore(service: BlobServiceClient) {
  const rawMails = service.getContainerClient('raw-mail');
  const attachments = service.getContainerClient('attachments');
  return {
    /** Keeps a raw mail; returns the blob's name (`raw/<year>/<month>/<day>/<sha256>.eml`). */
    async stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string> {
      const day = receivedAt.toISOString().slice(0, 10).replaceAll('-', '/');
      const name = `raw/${day}/${createHash('sha256').update(raw).digest('hex')}.eml`;
      await rawMails.getBlockBlobClient(name).upload(raw, raw.byteLength, { blobHTTPHeaders: { blobContentType: 'message/rfc822' } });
      return name;
    },
    /** Keeps a raw mail under a name of the caller's. */
    async keepRaw(name: string, raw: Uint8Array): Promise<void> {
      await rawMails.getBlockBlobClient(name).upload(raw, raw.byteLength, { blobHTTPHeaders: { blobContentType: 'message/rfc822' } });
    },
    /** The bytes of a raw mail, or null when there is no such blob. */
    rawMail: (name: string): Promise<Buffer | null> =>
      orNull(async () => rawMails.getBlockBlobClient(name).downloadToBuffer(0, undefined, { abortSignal: deadline() })),
    async keepFile({ name, content, contentType }: KeptFile): Promise<void> {
      await attachments.getBlockBlobClient(name).upload(content, content.byteLength, { blobHTTPHeaders: { blobContentType: contentType } });
    },
    /** Keeps a file that was sent ahead of its message, with its record beside it. */
    async keepUpload(upload: Upload, content: Uint8Array): Promise<void> {
      const metadata = { record: Buffer.from(JSON.stringify(upload)).toString('base64') };
      await attachments
        .getBlockBlobClient(uploadBlobOf(upload.id))
        .upload(content, content.byteLength, { metadata, blobHTTPHeaders: { blobContentType: 'application/octet-stream' } });
    },
    /** A file that was sent ahead, or null when there is no such (any more). */
    uploadOf: (id: string): Promise<{ upload: Upload; content: Buffer } | null> =>
      orNull(async () => {
        if (!isUploadId(id)) return null;
        const { readableStreamBody, metadata } = await attachments
          .getBlockBlobClient(uploadBlobOf(id))
          .download(0, undefined, { abortSignal: deadline() });
        if (!readableStreamBody) throw new Error(`Upload ${id} came without a body`);
        const record: unknown = JSON.parse(Buffer.from(metadata?.record ?? '', 'base64').toString('utf8'));
        return { upload: Upload.parse(record), content: await buffer(readableStreamBody) };
      }),
    /** A file as a stream, or null when there is no such blob. */
    file: (name: string): Promise<BlobContent | null> =>
      orNull(async () => {
        const { readableStreamBody, contentLength } = await attachments
          .getBlockBlobClient(name)
          .download(0, undefined, { abortSignal: deadline() });
        if (!readableStreamBody) throw new Error(`Blob ${name} came without a body`);
        return { stream: Readable.toWeb(Readable.from(readableStreamBody)), size: contentLength ?? 0 };
      }),
    /** A long body; null when there is no such blob. */
    body: (name: string, maxBytes: number): Promise<Buffer | 'too-large' | null> =>
      orNull(async () => {
        const { readableStreamBody } = await attachments.getBlockBlobClient(name).download(0, maxBytes + 1, { abortSignal: deadline() });
        if (!readableStreamBody) throw new Error(`Blob ${name} came without a body`);
        const content = await buffer(readableStreamBody);
        return content.byteLength > maxBytes ? 'too-large' : content;
      }),
  };
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return null;
    throw error;
  }
}
