/**
 * "wrote", as mail programs write it in the line above a quotation. Languages without spaces
 * between words are listed separately, since their words have no boundaries.
 */
const words = `wrote|writes|has written|schrieb|schreibt|geschrieben|a écrit|a ecrit|écrivait|écrit|escribió|escribio|ha escrito|escribía|va escriure|ha escrit
  |escrigué|ha scritto|scrive|scriveva|escreveu|escreveram|escrevia|schreef|het volgende geschreven|geschreven|skrev|skreiv|kirjoitti|skrifaði|ritaði|kirjutas|rakstīja
  |rašė|parašė|rašo|napisał(a)|napisał|napisała|napisał/a|pisze|napsal(a)|napsal|napsala|napísal(a)|napísal|napísala|írta|ezt írta|ezt írta nekem|a scris
  |написа|написал(а)|написал|написала|пишет|писал|писала|пише|написав(ла)|написав|написала|писав|је написао/ла|је написао|је написала|је писао|napisao/la
  |je napisao/la|je napisao|je napisala|je napisao(la)|piše|je pisao|je napisal/-a|napisao|napisala|je oseba|je napisal|quoting|zitat von|zitiere|citando|citando a|cituji|mensaje citado por|missatge de|citeren|cytowanie|נכתב על ידי|έγραψε|έγραψαν|yazdı|şunları yazdı|şunu yazdı|yazmış
  |כתב/ה|כתב|כתבה|كتب|كتبت|كتابة|نوشت|đã viết|viết|menulis|telah menulis`;
const unspaced = '写道|寫道|写到|写下|書きました|書いた|書き込みました|のメール|のメッセージ|작성|썼습니다|썼다|님이 씀|เขียนว่า|เขียน';

const escaped = (list: string) =>
  list
    .split('|')
    .map((word) => word.trim())
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[()/.]/g, '\\$&'))
    .join('|');

/** Finds "wrote" in some forty languages. */
export const wrotePattern = new RegExp(`(?<!\\p{L})(?:${escaped(words)})(?!\\p{L})|(?:${escaped(unspaced)})`, 'iu');
