import { fieldValue, type MailFields } from '../mail/header-fields.ts';
import { toPhraseForm } from '../text/phrase-form.ts';

/**
 * Programs that people write mail with. Mail systems have other names ("Internet Mail Service",
 * "SMTP32"), or give none.
 */
const clientPrograms =
  /\b(?:outlook|thunderbird|iphone mail|ipad mail|apple mail|android|samsung|k-9|fairemail|roundcube|horde|squirrelmail|webmail|web mail|em client|mailbird|spark|airmail|postbox|evolution|kmail|mutt|claws|sylpheed|the bat|lotus notes|ymail|protonmail|foxmail|becky)/i;

/** How people begin a letter, in the languages that we have seen. */
const greetings = [
  'hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|moin|servus|gruezi|gruss gott|sehr geehrte|liebe|werte',
  'bonjour|bonsoir|salut|chere?s?|madame|monsieur|hola|buen[oa]s|estimad[oa]|querid[oa]|buongiorno|buonasera|salve|ciao|gentil[ei]|egregi[oa]|spettabile',
  'ola|bom dia|boa (?:tarde|noite)|prezad[oa]|car[oa]|beste|geachte|goede(?:morgen|middag|navond|ndag)|hej|hejsan|god ?(?:dag|morgen|morgon)|kaere|kjaere|hei|moi|terve|hyva',
  'dzien dobry|witam|szanown|czesc|dobry den|vazen|ahoj|jo napot|tisztelt|kedves|szia|buna|stimat|dobar dan|postovan|pozdravljeni|spostovan|tere|sveiki|laba diena|labdien|zdravei',
  'merhaba|sayin|iyi (?:gunler|aksamlar)|здравствуйте|добрый|уважаем|привет|добрий|вітаю|доброго|шановн|здравейте|поштовани|καλημερα|γεια|αγαπητ|καλησπερα',
  'שלום|היי|مرحبا|السلام|お世話|いつも|こんにちは|您好|你好|尊敬|안녕|สวสด|xin chao|kinh (?:gui|chao)|halo|selamat|yth',
];
const greeting = new RegExp(`^(?:${greetings.map(toPhraseForm).join('|')})`);
const question = /[?？؟]/;

/** Whether the header names a program that people write mail with. */
export const namesClientProgram = (fields: MailFields): boolean =>
  clientPrograms.test(`${fieldValue(fields, 'x-mailer')} ${fieldValue(fields, 'user-agent')}`);

/** Whether a line (in the form of the phrases) begins a letter: "Hello", "Guten Tag". */
export const isGreeting = (line: string): boolean => greeting.test(line);

/**
 * Whether a person wrote a mail that otherwise looks like a report: its header names a program that
 * people write with, it has a greeting, or it asks something. `lines`: the first lines with text,
 * in the form of the phrases.
 */
export const isWrittenByHand = (fields: MailFields, lines: readonly string[]): boolean =>
  namesClientProgram(fields) || isGreeting(lines[0] ?? '') || lines.some((line) => question.test(line.replace(/https?:\S{1,300}/g, '')));
