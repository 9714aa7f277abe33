import { toLowerForm } from '../../text/phrase-form.ts';
import { phrasesOf } from '../../text/phrase-index.ts';

/** Helpdesks ask people to reply above a line; the text below it is theirs. Lower case. */
const phrases = `reply above this line|reply above the line|type your reply above|write your reply above|respond above this line|reply above this|please reply above|answer above this line
  |antworten sie oberhalb|antwort oberhalb|oberhalb dieser linie|oberhalb dieser zeile|über dieser linie|über dieser zeile|répondre au-dessus|au-dessus de cette ligne|responda por encima|encima de esta línea
  |por encima de esta línea|sobre esta línea|responda acima desta linha|acima desta linha|sopra questa riga|sopra questa linea|boven deze lijn|boven deze regel|ovanför den här raden|ovanför denna rad|over denne linje
  |over denne linjen|tämän rivin yläpuolelle|powyżej tej linii|nad tą linią|nad tento řádek|nad tento riadok|e vonal fölé|deasupra acestei linii|выше этой линии|над этой строкой|вище цієї лінії|bu çizginin üzerine|bu satırın üzerine
  |πάνω από αυτή τη γραμμή|iznad ove linije|この行より上|この線より上|이 줄 위에|在此行之上|在此线以上|在此行上方`;
const pattern = new RegExp(phrasesOf(phrases).join('|'));

/**
 * Whether a line is a helpdesk's "reply above this line": short, and either with dashes or hashes
 * around it or only the phrase.
 */
export function isReplyAbove(content: string): boolean {
  if (content.length < 8 || content.length > 160) return false;
  const plain = toLowerForm(content);
  const phrase = pattern.exec(plain)?.[0];
  if (!phrase) return false;
  return /^[-#=_*~—–+\s]{2,}/.test(plain) || plain.length <= phrase.length + 24;
}
