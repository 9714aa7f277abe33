import { ProblemError } from '../api/problem.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** What finding a raw mail reads. */
export type FindRawMailDeps = {
  browse: { mail(mailId: string): Promise<MailTrace | null> };
  files: { rawMail(name: string): Promise<Uint8Array | null> };
};

/** A raw mail: its size in bytes, the headers it is served with, and `open` for its bytes. */
export type RawMailFile = { size: number; headers: Record<string, string>; open(): Promise<Uint8Array> };

/**
 * The mail as it came.
 *
 * @throws ProblemError 404 (opening it too) when there is no such mail, or its bytes are not kept.
 */
export async function findRawMail({ browse, files }: FindRawMailDeps, mailId: string): Promise<RawMailFile> {
  const { rawBlob, size } = (await browse.mail(mailId)) ?? { rawBlob: null, size: 0 };
  return {
    size,
    headers: {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${mailId}.eml"`,
      // who opens it in a browser all the same (MHTML) sees a page without rights, as with files
      'content-security-policy': "default-src 'none'; sandbox",
    },
    async open() {
      const raw = rawBlob === null ? null : await files.rawMail(rawBlob);
      if (!raw) throw new ProblemError(404, `mailId: no raw mail is kept for "${mailId}"`);
      return raw;
    },
  };
}
