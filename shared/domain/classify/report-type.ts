import { keyword, type MailFields } from '../mail/header-fields.ts';

/**
 * The media type of a mail and, for a report (RFC 6522), the type of report; both in lower case.
 */
export type ContentType = { type: string; reportType: string | null };

/** Reads the Content-Type field of a mail (RFC 2045 5.1); `text/plain` if it has none. */
export function contentTypeOf(fields: MailFields): ContentType {
  const value = keyword(fields, 'content-type');
  return {
    type: /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}/.exec(value)?.[0] ?? 'text/plain',
    reportType: /report-type\s{0,5}=\s{0,5}"?([a-z0-9-]{1,60})/.exec(value)?.[1] ?? null,
  };
}
