import { lower } from './lower.ts';

/** What mail programs put before the subject of an answer and of a forward, without the colon, in lower case. */
const replies = `re|r|aw|antw|antwort|sv|svar|vs|vast|ref|réf|rép|rif|res|resp|odp|od|vá|válasz|re ynt|ynt|yanıt|cevap|ats|atb|отв|ответ|отг|відп|απ|σχετ
  |תשובה|השב|رد|回复|回覆|答复|答覆|返信|회신|ตอบกลับ|trả lời|bls|balas|ответ|oдг|одг|odg|reply|antwoord|re fwd`;
const forwards = `fw|fwd|forward|forwarded|wg|weitergeleitet|weiterl|tr|transf|transféré|rv|reenv|rtv|enc|encaminhado|res enc|i|inoltro|inoltra|fwd r|doorst|doorsturen|vb|vidarebefordrat
  |videresend|videresendt|vl|välitetty|edasi|edastatud|pārsūt|pd|podaj dalej|przekaz|przesłano|prz|přep|preposlané|továbbítás|továbbított|továbbítva|tov|redir|înainte|redirecționat|прп|препр|прос
  |пр|пересл|переслано|перес|перенапр|переслане|fs|framsent|προωθ|πρθ|ilt|ilt|ilet|ilet|ileti|הועבר|תועבר|إعادة توجيه|转发|轉寄|轉發|転送|전달|ส่งต่อ|chuyển tiếp|trs|terusan|prosl|prosleđeno
  |proslijeđeno|posr|posredovano|reenviado|mensaje reenviado`;

const setOf = (list: string) => new Set(list.split('|').map((prefix) => prefix.trim().normalize('NFC')));
const replyPrefixes = setOf(replies);
const forwardPrefixes = setOf(forwards);

/**
 * What the first prefix of a subject says: `reply` ("Re:", "AW[2]:"), `forward` ("WG:", "Fwd:"), or null without one. Tags in brackets before it
 * ("[EXTERNAL]", "[Ticket #ABC-1]") are passed over. "VS:" is an answer in Finnish and a forward in Danish and Norwegian: it counts as `either`.
 */
export function subjectPrefix(subject: string): 'reply' | 'forward' | 'either' | null {
  let rest = subject.slice(0, 300).trim();
  for (let tags = 0; tags < 5; tags += 1) {
    const untagged = rest.replace(/^(?:\[[^\]]{0,80}\]|\([^)]{0,40}\)|\*{2,}[^*]{0,40}\*{2,})\s*/, '');
    if (untagged === rest) break;
    rest = untagged;
  }
  const match = /^([^:：[(\d]{1,24}?)\s*(?:[[(]?\d{0,3}[\])]?)?\s*[:：]/u.exec(rest);
  if (!match?.[1]) return null;
  const prefix = lower(match[1]).replace(/[\s.]+$/, '');
  if (prefix === 'vs') return 'either';
  if (forwardPrefixes.has(prefix)) return 'forward';
  return replyPrefixes.has(prefix) ? 'reply' : null;
}
