import { ProblemError } from '../api/problem.ts';
import { bytesOf, type SentMail, sentMailName } from '../domain/notifications/sent-mail.ts';

/**
 * The mail of a notification as it was handed to its channel the last time.
 *
 * @throws ProblemError 404 when none is kept: it was not tried yet, or before mails were kept.
 */
export async function readSentMail(
  {
    browse,
    files,
  }: {
    browse: { sentMail(notificationId: string): Promise<SentMail | null> };
    files: { rawMail(name: string): Promise<Uint8Array | null> };
  },
  id: string,
): Promise<{ size: number; headers: Record<string, string>; raw: Uint8Array }> {
  const kept = await browse.sentMail(id);
  const raw = kept ? bytesOf(kept) : await files.rawMail(sentMailName(id));
  if (!raw) throw new ProblemError(404, `id: no raw mail is kept for "${id}"`);
  const headers = {
    'content-type': 'message/rfc822',
    'content-disposition': `attachment; filename="${id}.eml"`,
    // as with mails that came: who opens it in a browser sees a page without rights
    'content-security-policy': "default-src 'none'; sandbox",
  };
  return { size: raw.byteLength, headers, raw };
}
