import type { SimulatedRequest } from '../simulator/routes.ts';
import { graphRefusal } from './graph-error.ts';

/** Microsoft Graph takes requests up to about 4 MB. */
export const bodyLimit = 4 * 1024 * 1024;

/** Whether the body is a mail in MIME; else it is JSON. */
export const isMime = (request: SimulatedRequest): boolean => /^text\/plain\b/i.test(request.headers['content-type'] ?? '');

/**
 * The mail in the body, MIME in Base64 (`Content-Type: text/plain`). Throws a Refusal 400 with
 * Graph's code when it isn't Base64.
 */
export async function readMime(request: SimulatedRequest): Promise<Buffer> {
  const text = (await request.body(bodyLimit)).toString('latin1').replace(/\s+/g, '');
  const raw = Buffer.from(text, 'base64');
  const isBase64 = raw.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]{4}/.test(text) && raw.toString('base64') === text;
  if (!isBase64) throw graphRefusal(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  return raw;
}
