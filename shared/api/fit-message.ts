import { htmlFromText } from '../domain/body/html-from-text.ts';
import { cut } from '../domain/text/cut.ts';
import type { ApiMessage } from './messages.ts';

/** Bytes that something takes in an answer: UTF-8 of its JSON. */
export const bytesOf = (shown: object): number => Buffer.byteLength(JSON.stringify(shown));

/**
 * A message that is too much for one answer, cut to that many bytes: the beginning of its text,
 * marked with an ellipsis, and shown as `truncated`; the whole of it is at `rawUrl`. What stands
 * beside the text stays as long as it fits. Pure.
 */
export function fitMessage(message: ApiMessage, maxBytes: number): ApiMessage {
  for (let length = Math.floor(maxBytes / 4); length > 0; length = Math.floor(length / 2)) {
    const shorter = withText(message, length);
    if (bytesOf(shorter) <= maxBytes) return shorter;
  }
  return { ...withText(message, 0), enclosed: [], defects: [], invitation: null };
}

function withText(message: ApiMessage, length: number): ApiMessage {
  const begun = (text: string) => (text.length > length ? `${cut(text, length)}…` : text);
  const text = begun(message.text);
  const visibleText = message.visibleText === null ? null : begun(message.visibleText);
  return { ...message, text, html: htmlFromText(text), visibleText, visibleHtml: null, truncated: true };
}
