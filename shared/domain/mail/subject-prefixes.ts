import { toLowerForm } from '../text/phrase-form.ts';

/**
 * What mail programs put before the subject of an answer and of a forward, without the colon, in
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
 * What the first prefix of a subject says: `reply` ("Re:", "AW[2]:"), `forward` ("WG:", "Fwd:"), or
 * null without one. Tags in brackets before it ("[EXTERNAL]", "[Ticket #ABC-1]") are passed over.
 * "VS:" is an answer in Finnish and a forward in Danish and Norwegian: it counts as `either`.
 */
export function subjectPrefix(subject: string): 'reply' | 'forward' | 'either' | null {
  const prefix = prefixAt(subject, tagsLength(subject))?.words;
  if (prefix === undefined) return null;
  if (prefix === 'vs') return 'either';
  if (forwardPrefixes.has(prefix)) return 'forward';
  return replyPrefixes.has(prefix) ? 'reply' : null;
}

/**
 * Whether a subject is a forward's, or an answer's to one: "Fwd:", "WG:", "Re: Fwd:". Tags before
 * it are not passed over.
 */
export function isForward(subject: string): boolean {
  if (prefixLength(subject) === 0) return false;
  const first = subjectPrefix(subject);
  const decisive = first === 'reply' ? subjectPrefix(withoutPrefix(subject)) : first;
  return decisive === 'forward' || decisive === 'either';
}

/**
 * How many characters of a subject are its first prefix, with the colon and the blanks behind it; 0
 * when it begins with none, or with a tag.
 */
export const prefixLength = (subject: string): number =>
  subjectPrefix(subject) !== null && !tag.test(subject) ? (prefixAt(subject, 0)?.end ?? 0) : 0;

/**
 * A subject without its first prefix and the tags before that: what the mail was called that is
 * answered or forwarded.
 */
export function withoutPrefix(subject: string): string {
  const prefix = subjectPrefix(subject) === null ? null : prefixAt(subject, tagsLength(subject));
  return subject.slice(prefix?.end ?? 0).trim();
}

const tag = /^\s*(?:\[[^\]]{0,80}\]|\([^)]{0,40}\)|\*{2,}[^*]{0,40}\*{2,})\s*/;

/** How many characters of a subject are tags before its first word, at most five of them. */
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
 * The words before the first colon behind a place, in lower case, and where the subject goes on
 * behind that; null without any.
 */
function prefixAt(subject: string, start: number): { words: string; end: number } | null {
  const match = /^\s*([^:：[(\d]{1,24}?)\s*(?:[[(]?\s?\d{0,3}\s?[\])]?)?\s*[:：]\s*/u.exec(subject.slice(start, start + 300));
  return match?.[1] ? { words: toLowerForm(match[1]).replace(/[\s.]+$/, ''), end: start + match[0].length } : null;
}
