import { phrasesOf } from '../../text/phrase-index.ts';

/**
 * Words before the date in the line above a quotation ("On", "Il giorno"), in some forty languages.
 * Lower case.
 */
const beforeDate = `on|am|vom|le|el|el día|el dia|il giorno|il|op|den|em|dne|dnia|w dniu|kuupäev|în|на|στις|στη|þann|vào|vào ngày|pada tanggal|pada|følgende den|følgende|following on
  |időpont:|időpont :|date:|at|um|kl.|ในวันที่|เมื่อ|بتاريخ|في|בתאריך|于|於|在`;

/**
 * Words between date and name, or after the date, that belong to neither ("heeft", "пользователь").
 * Lower case.
 */
const besideName = `heeft|odesílatel|uživatel|používateľ|użytkownik|időpontban|keltezéssel|пользователь|користувач|потребител|korisnik|uporabnik|je oseba|oseba|ο χρήστης|η χρήστης|lietotājs|lietotāja
  |kasutaja|naudotojas|utilizatorul|tarihinde|tarihinde,|följande|følgende|het volgende|ως εξής|từ|oleh|dari|من|מאת|تمت كتابة ما يلي بواسطة|님이|à`;

const alternatives = (list: string) =>
  phrasesOf(list)
    .sort((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/[.]/g, '\\$&'))
    .join('|');

/** Such a word before the date, at the beginning of a text. "D." is Danish. */
export const dateLeadIn = new RegExp(`^(?:(?:${alternatives(beforeDate)}|d\\.|v)(?![\\p{L}])|[于於在])\\s{0,3}`, 'iu');

/** Such a word at the beginning of a text, and at its end. */
export const wordBeforeName = new RegExp(`^(?:${alternatives(besideName)})(?![\\p{L}])\\s{0,3}`, 'iu');
export const wordAfterDate = new RegExp(`\\s{1,3}(?:${alternatives(besideName)})$`, 'iu');

/** What may follow a time and belongs to it: am or pm, "Uhr", the zone. */
export const timeSuffix =
  /^(?::\d{2})?(?:\s?(?:[ap]\.?\s?m\.?|uhr|óra(?:kor)?|[πμ]\.μ\.|ص|م|ч\.?)(?!\p{L}))?(?:\s?\(?(?:gmt|utc|we?s?t|ce?s?t|ee?s?t|mes?z|bst|ist|msk|[ecmp][sd]t|jst|kst|ae[sd]t|nz[sd]t)(?!\p{L})(?:\s?[+-]\d{1,2}(?::?\d{2})?)?\)?|\s?[+-]\d{4})?/iu;
