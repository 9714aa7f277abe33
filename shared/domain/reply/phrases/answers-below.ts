import { toLowerForm } from '../../text/phrase-form.ts';

/** Words that say that there are answers inside the quoted text, when nothing else shows it. */
const phrases = `inline|in-line|in line below|in red|in blue|in green|in bold|answers below|comments below|replies below|answers are below|my answers|see my comments|answered below|interleaved|see below|siehe unten|s. unten|voir ci-dessous|ver abajo|véase abajo|ver abaixo|vedi sotto|zie hieronder|zie onder|se nedan|se nedenfor|se under|katso alta|patrz poniżej|viz níže|lásd alább|vezi mai jos|см. ниже|див. нижче|aşağıya bakın|im text|in rot|in blau|in grün
  |rot markiert|farbig|antworten unten|anmerkungen unten|meine antworten|en rouge|en bleu|en vert|mes réponses|réponses ci-dessous|en rojo|en azul|en verde|mis respuestas|respuestas abajo|respuestas más abajo|in rosso
  |in blu|le mie risposte|risposte sotto|em vermelho|minhas respostas|respostas abaixo|in het rood|in het blauw|mijn antwoorden|antwoorden hieronder|i rött|mina svar|med rødt|mine svar|punaisella|vastaukset alla|na czerwono
  |moje odpowiedzi|odpowiedzi poniżej|červeně|odpovědi níže|červenou|pirossal|válaszok alább|cu roșu|răspunsurile|в червено|crvenom|με κόκκινο|kırmızı|красным|мои ответы|ответы ниже|червоним|באדום|بالأحمر|赤字|インライン
  |빨간색|红色|紅色|สีแดง|màu đỏ|warna merah`;

/** Scripts that don't put spaces between words. */
const unspaced = /[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]/;
const list = phrases.split('|').map((phrase) => phrase.trim());

/**
 * Whether the writer says that they answered inside the quotation ("see my answers in red"): then
 * nothing of it may be hidden.
 */
export function saysAnswersBelow(text: string): boolean {
  const plain = toLowerForm(text.slice(0, 4_000));
  return list.some((phrase) => {
    const at = plain.indexOf(phrase);
    if (at < 0 || unspaced.test(phrase)) return at >= 0;
    return !/\p{L}/u.test(plain[at - 1] ?? '') && !/\p{L}/u.test(plain[at + phrase.length] ?? '');
  });
}
