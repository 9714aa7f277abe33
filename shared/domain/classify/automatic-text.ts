import { toPhraseForm } from '../text/phrase-form.ts';
import { confirmsReceipt, madeByProgram, onlyNotification, thisMail, yourMail } from './automatic-statements.ts';
import { absencePhrases, automaticReplyWords } from './out-of-office-phrases.ts';
import { isGreeting } from './written-by-hand.ts';

/**
 * What the text of a mail says of its own making, each with the words that say it; null where it
 * does not. Asked one by one, since each costs time.
 */
export type AutomaticText = {
  /** An absence, or that the mail was made by a program, anywhere in its beginning. */
  absence(): string | null;
  /**
   * An absence told in its first sentences, by whoever is away, and not in words about an automatic
   * reply.
   */
  opening(): string | null;
  /**
   * "This is an automated response to your message", at the beginning of a line that nobody
   * introduces.
   */
  answersYou(): string | null;
  /** It calls itself an automatic message. */
  isAutomatic(): boolean;
  /** "Your request was registered as PT-4712." */
  receipt(): string | null;
  /** Somebody asks, or tells how a program has to be set up. */
  asks(): boolean;
};

/** So much of the text is looked at: an automatic answer says in its first lines what it is. */
const maxText = 1500;
/** So many filled lines behind the greeting are its opening. */
const openingLines = 3;
const maxLine = 300;

const anyOf = (phrases: readonly string[]): string => phrases.map(toPhraseForm).join('|');

const absence = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(absencePhrases)})`, 'u');
const automaticReply = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(automaticReplyWords)})`, 'u');
/** What people call such an answer when they write about it. */
const notice =
  /out[- ]of[- ](?:the )?office (?:message|note|notice|notification|text|assistant|settings?)|abwesenheits(?:notiz|nachricht|meldung|assistent|agent|text)|(?:message|notification|reponse) d'absence|(?:mensaje|mensagem|messaggio) (?:de |di )?(?:ausencia|assenza)|afwezigheids(?:bericht|melding|assistent)|fravaers(?:besked|melding|svar)|franvaro(?:meddelande|svar)|poissaolo(?:viesti|ilmoitus)/;
/** "Note: ", in the same line: what a line before ends with introduces somebody's quotation. */
const label = '(?:[^:：\\n]{1,20}[:：] ?)?';
const statement = new RegExp(`^${label}(?:${anyOf(thisMail)})(?=[^]{0,160}(?:${toPhraseForm(madeByProgram)}))`);
const answersYou = new RegExp(
  `^${label}(?:(?:${anyOf(thisMail)})(?=[^]{0,160}(?:${toPhraseForm(madeByProgram)}))(?=[^]{0,160}(?:${anyOf(yourMail)}))|${anyOf(onlyNotification)})`,
);
const receipt = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(confirmsReceipt)})`, 'u');
/** A number that a program gives: PT-4712, #123, 20261102. */
const reference = /(?:^|[^a-z0-9])(?:[a-z]{1,10}[-_#: ]{0,2}\d{3,12}|#\s?\d{2,12}|\d{5,12})(?:$|[^a-z0-9])/;
const asking =
  /[?？]|\b(?:set(?:ting)? up|please set|configur|activat|deactivat|turn (?:it )?o(?:n|ff)|switch (?:it )?o(?:n|ff)|enable|disable|einricht|einstell|aktivier|abschalt|parametr|desactiv|activer|configurer|impostare|attivare|instellen|uitzetten)/;

/** "Our automatic reply says:" */
const introduces = /[:：]["'„«“]?$/;

/**
 * Whether the beginning of a text may say that the mail was made by a program, or confirm that one
 * came in: most mails of people don't, and are not looked at further. `subject` may hold the number
 * of what came in.
 */
export const mayTellOfProgram = (text: string, subject: string): boolean => {
  const beginning = text.slice(0, maxText).toLowerCase();
  return program.test(beginning) || hasReference(subject) || hasReference(beginning);
};

/** Digits first: most texts have none, and are done. */
const hasReference = (text: string): boolean => /\d\d/.test(text) && reference.test(text);

/** With whatever accents: "automática". */
const program = new RegExp(`autom|${madeByProgram}`);

/**
 * Reads what the beginning of a text says of its own making. `subject` in plain words: it may hold
 * the number. Pure, linear.
 */
export function automaticText(text: string, subject: string): AutomaticText {
  const filled = toPhraseForm(text.slice(0, maxText))
    .split('\n')
    .map((line) => line.trim().slice(0, maxLine))
    .filter((line) => line !== '');
  const start = isGreeting(filled[0] ?? '') && (filled[0] ?? '').length < 60 ? 1 : 0;
  const first = filled.slice(start, start + openingLines);
  const quoted = first.findIndex((line) => introduces.test(line));
  const opening = (quoted < 0 ? first : first.slice(0, quoted)).join(' ');
  // what a program says of the mail tells nothing of who wrote the rest of it
  const others = () => filled.filter((_line, index) => !isStatement(filled, index)).join('\n');
  return {
    absence: () => wordsIn(absence, filled.join('\n')),
    opening: () => (automaticReply.test(others()) || notice.test(others()) ? null : wordsIn(absence, opening)),
    answersYou: () => statementToYou(filled),
    isAutomatic: () => filled.some((_line, index) => isStatement(filled, index)),
    receipt: () => (hasReference(subject) || hasReference(opening) ? wordsIn(receipt, opening) : null),
    asks: () => asking.test(others()) || asking.test(subject),
  };
}

const wordsIn = (expression: RegExp, text: string): string | null => expression.exec(text)?.[0].trim() ?? null;

const isStatement = (filled: readonly string[], index: number): boolean =>
  statement.test(`${filled[index]}\n${filled[index + 1] ?? ''}`) || answersYou.test(filled[index] ?? '');

/**
 * A line that says it, unless a sentence before it introduces it ("our automatic reply says:") or
 * it is quoted.
 */
function statementToYou(filled: readonly string[]): string | null {
  const at = filled.findIndex((line, index) => answersYou.test(`${line}\n${filled[index + 1] ?? ''}`));
  if (at < 0) return null;
  const isIntroduced = filled.slice(0, at).some((line) => introduces.test(line) || line.startsWith('>'));
  return isIntroduced ? null : (filled[at] ?? null);
}
