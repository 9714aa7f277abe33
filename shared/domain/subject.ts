import { cut } from './cut.ts';

/** So much of a subject is looked at: the rest of a longer one is padding, or an attack on what reads it. */
const longestSubject = 1000;

/** Reply and forward prefixes of mail programs in many languages, also counted ("RE[2]:") and in full width. */
const prefix =
  /^(?:(?:re|aw|sv|vs|antw|antwort|ref|rif|r|res|resp|odp|ynt|atb|ats|vá|ad|bls|πρ|απ|σχετ|отв|ответ|fwd?|wg|tr|rv|enc|i|vl|vb|fs|pd|fyw|trs|továbbítás|i̇lt|ilt|πρθ|доорстлт|пер|回复|答复|回覆|轉寄|转发|返信|転送|답장|전달|השב|העבר|رد|تحويل)\s{0,3}(?:[[(]\s{0,3}\d{1,3}\s{0,3}[\])])?\s{0,3}[:：]|\[\s{0,3}(?:external|extern|ext|spam\??|\*{1,5}spam\*{1,5}|caution|sicher|secure)\s{0,3}\])\s*/iu;

/** Our token in a subject: tolerant of case, blanks, and a missing #. */
const token = /\[\s{0,5}ticket\s{0,5}#?\s{0,5}([a-z][a-z0-9]{1,9}\s{0,3}-\s{0,3}\d{1,12})\s{0,5}\]/giu;

/** Signs that nobody sees: with them a token is hidden from those who take it out, and shows again where they are taken out later. */
const unseen = /[\p{Cc}\p{Cf}]/gu;
/** But for the two that join letters or keep them apart: Persian, Hindi and many emoji are misspelt without. */
const unseenButJoiners = /[[\p{Cc}\p{Cf}]--[\u200c\u200d]]/gv;

function readable(subject: string): string {
  const line = cut(subject, longestSubject).replace(/\s+/g, ' ');
  const bare = line.replace(unseen, '');
  return bare.search(token) >= 0 ? bare : line.replace(unseenButJoiners, '');
}

/** The ticket numbers that a subject names in `[Ticket #SUP-1001]`, in order, at most five. */
export function ticketNumbersIn(subject: string): string[] {
  const numbers = [...readable(subject).matchAll(token)].map(([, number]) => (number ?? '').replace(/\s/g, '').toUpperCase());
  return [...new Set(numbers)].slice(0, 5);
}

/** A subject as a ticket shows it: without tokens and prefixes, at most 255 characters, never empty. */
export function ticketSubject(subject: string): string {
  let rest = readable(subject);
  // taken out, one may leave another behind: `[Ticket #[Ticket #SUP-1]SUP-2]`
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(token, ' ').replace(/\s+/g, ' ').trim();
  }
  for (let round = 0; round < 20; round += 1) {
    const shorter = rest.replace(prefix, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  return cut(rest, 255).trim() || '(no subject)';
}
