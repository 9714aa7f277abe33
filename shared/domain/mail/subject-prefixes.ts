import { toLowerForm } from '../text/phrase-form.ts';

/**
 * What mail programs put before the subject of a reply and of a forward, without the colon, in
 * lower case.
 */
const replies = `re|r|aw|antw|antwort|sv|svar|vs|vast|ref|réf|rép|rif|res|resp|odp|od|vá|válasz|re ynt|ynt|yanıt|cevap|ats|atb|отв|ответ|отг|відп|απ|σχετ
  |תשובה|השב|رد|回复|回覆|答复|答覆|返信|회신|ตอบกลับ|trả lời|bls|balas|ответ|oдг|одг|odg|reply|antwoord|re fwd|답장`;
const forwards = `fw|fwd|forward|forwarded|wg|weitergeleitet|weiterl|tr|transf|transféré|rv|reenv|rtv|enc|encaminhado|res enc|i|inoltro|inoltra|fwd r|doorst|doorsturen|vb|vidarebefordrat
  |videresend|videresendt|vl|välitetty|edasi|edastatud|pārsūt|pd|podaj dalej|przekaz|przesłano|prz|přep|preposlané|továbbítás|továbbított|továbbítva|tov|redir|înainte|redirecționat|прп|препр|прос
  |пр|пересл|переслано|перес|перенапр|переслане|fs|framsent|προωθ|πρθ|ilt|ilt|ilet|ilet|ileti|הועבר|תועבר|إعادة توجيه|转发|轉寄|轉發|転送|전달|ส่งต่อ|chuyển tiếp|trs|terusan|prosl|prosleđeno
  |proslijeđeno|posr|posredovano|reenviado|mensaje reenviado|fyw|пер|πρ|доорстлт|تحويل`;

const setOf = (list: string) => new Set(list.split('|').map((prefix) => prefix.trim().normalize('NFC')));
const replyPrefixes = setOf(replies);
const forwardPrefixes = setOf(forwards);

/**
 * What the first prefix of a subject means: `reply` ("Re:", "AW[2]:"), `forward` ("WG:", "Fwd:"),
 * or null without one. Tags in brackets before it ("[EXTERNAL]", "[Ticket #ABC-1]") are skipped.
 * "VS:" is a reply in Finnish and a forward in Danish and Norwegian, so it counts as `either`.
 */
export function subjectPrefix(subject: string): 'reply' | 'forward' | 'either' | null {
  const prefix = prefixAt(subject, tagsLength(subject))?.words;
  if (prefix === undefined) return null;
  if (prefix === 'vs') return 'either';
  if (forwardPrefixes.has(prefix)) return 'forward';
  return replyPrefixes.has(prefix) ? 'reply' : null;
}

/**
 * Whether a subject is that of a forward, or of a reply to one: "Fwd:", "WG:", "Re: Fwd:". Tags
 * before it are not skipped.
 */
export function isForward(subject: string): boolean {
  if (prefixLength(subject) === 0) return false;
  const first = subjectPrefix(subject);
  const decisive = first === 'reply' ? subjectPrefix(withoutPrefix(subject)) : first;
  return decisive === 'forward' || decisive === 'either';
}

/**
 * The length of a subject's first prefix, with the colon and the spaces after it; 0 if it begins
 * with a tag or without a prefix.
 */
export const prefixLength = (subject: string): number =>
  subjectPrefix(subject) !== null && !tag.test(subject) ? (prefixAt(subject, 0)?.end ?? 0) : 0;

/**
 * A subject without its first prefix and the tags before it: the subject of the mail that is
 * answered or forwarded.
 */
export function withoutPrefix(subject: string): string {
  const prefix = subjectPrefix(subject) === null ? null : prefixAt(subject, tagsLength(subject));
  return subject.slice(prefix?.end ?? 0).trim();
}

const tag = /^\s*(?:\[[^\]]{0,80}\]|\([^)]{0,40}\)|\*{2,}[^*]{0,40}\*{2,})\s*/;

/** The length of the tags, at most five, before a subject's first word. */
function tagsLength(subject: string): number {
  let length = 0;
  for (let tags = 0; tags < 5; tags += 1) {
    const found = tag.exec(subject.slice(length, 300))?.[0] ?? '';
    if (found === '') break;
    length += found.length;
  }
  return length;
}

/**
 * The words from a position up to the first colon, in lower case, and the position where the
 * subject goes on after it; null without any.
 */
function prefixAt(subject: string, start: number): { words: string; end: number } | null {
  const match = /^\s*([^:：[(\d]{1,24}?)\s*(?:[[(]?\s?\d{0,3}\s?[\])]?)?\s*[:：]\s*/u.exec(subject.slice(start, start + 300));
  return match?.[1] ? { words: toLowerForm(match[1]).replace(/[\s.]+$/, ''), end: start + match[0].length } : null;
}
