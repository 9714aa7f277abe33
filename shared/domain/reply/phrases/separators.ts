import { toLowerForm } from '../../text/phrase-form.ts';
import { phrasesOf } from '../../text/phrase-index.ts';

/** Word stems that say "forwarded". */
const forwarded = `forward|weitergel|weiterleit|transféré|transfere|transmis|réexpédi|suivi|reenvi|remitid|encaminhad|reencaminhad|inoltrat|doorgestuurd|doorgezonden
  |videresend|vidaresend|vidarebefordra|vidaresänd|áframsen|framsen|välitet|edelleen|edastatud|edasisaadetud|pārsūt|persiųst|przekaza|przekazyw|przesłan
  |podaj dalej|přeposl|přeposíl|preposl|preposiel|továbbít|redirec|birbidali|përcjell|retrimis|înaint|препрат|препрат|proslijeđ|proslijed|prosleđ|prosled|проследђ|прослеђ
  |posredovan|προωθ|iletilmiş|iletilen|yönlendir|пересыла|пересланн|перенаправ|переадрес|пересил|переслан|הועבר|מועבר|שהועבר|معاد توجيه|إعادة توجيه|المعاد توجيه
  |ممرر|ممرّر|مُعاد|محول|転送|전달|转发|轉寄|轉發|转寄|ส่งต่อ|chuyển tiếp|diteruskan|terusan|trochstjoerd`;

/** Word stems that say "original". */
const original = `original|origine|ursprüng|ursprung|ursprunglig|oryginal|původní|puvodni|pôvodn|исходн|оригинал|вихідн|початков|eredeti|opprinnelig|oprindelig
  |oorspronkelijk|alkuperäi|algne|sākotnēj|oriģināl|pradini|özgün|orijinal|izvorn|изворн|izvirn|αρχικ|מקורית|הודעה מקורית|الأصلي|الاصلي|元のメッセージ|元のメール
  |オリジナル|원본|原始|原邮件|原郵件|原文|ต้นฉบับ|thư gốc|tin nhắn gốc|ban đầu|asli|upprunaleg|jatorrizko`;

/** Word stems that say "message" or "mail". */
const message = `message|messag|nachricht|mail|missatge|mensaje|mensagem|messaggio|bericht|meddeland|meddelels|melding|besked|mejl|brev|viesti|kiri|kirja|vēstul|ziņ
  |laišk|žinut|wiadomo|zpráv|sprav|správ|üzenet|levél|mesaj|писм|съобщ|poruk|порук|sporočil|μήνυμα|μηνύματ|ileti|posta|сообщ|письм|повідомл|лист|הודעה|דואר
  |رسالة|رساله|メッセージ|メール|메시지|메일|邮件|郵件|信息|消息|訊息|ข้อความ|อีเมล|thư|tin nhắn|pesan|surat|póst|mezua|mesazh|mensax`;

/**
 * Apple Mail begins a forward with its own line, in some languages without the word "forwarded".
 */
const beginnings = ['ileti başlangıcı', 'ileti başlangıcı', 'iletilen mesajın başlangıcı', 'begin forwarded message', 'forwarded message'];

const stemPattern = (list: string) => new RegExp(phrasesOf(list).join('|'));
const forwardedStems = stemPattern(forwarded);
const originalStems = stemPattern(original);
const messageStems = stemPattern(message);

/**
 * What the words between dashes announce: a forwarded mail, the original of a reply, or nothing
 * (null).
 */
export function announcedBy(words: string): 'forwarded' | 'original' | null {
  const plain = toLowerForm(words);
  if (forwardedStems.test(plain)) return 'forwarded';
  return originalStems.test(plain) && (messageStems.test(plain) || plain.split(/\s+/).length <= 2) ? 'original' : null;
}

/**
 * Whether a line without dashes begins a forward, as in Apple Mail and MailMate. The header block
 * must follow it.
 */
export function isForwardBeginning(line: string): boolean {
  if (line.length > 70 || !/[:：]$/.test(line)) return false;
  const words = toLowerForm(line).slice(0, -1).trim();
  return beginnings.includes(words) || (words.split(/\s+/).length <= 7 && forwardedStems.test(words) && messageStems.test(words));
}
