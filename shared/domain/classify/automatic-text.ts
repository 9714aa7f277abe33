import { toPhraseForm } from '../text/phrase-form.ts';
import { confirmsReceipt, madeByProgram, onlyNotification, thisMail, yourMail } from './automatic-statements.ts';
import { absencePhrases, automaticReplyWords } from './out-of-office-phrases.ts';
import { isGreeting } from './written-by-hand.ts';

/**
 * What the text of a mail says about how it was made: each function returns the words that say it,
 * or null. They are called one by one, since each costs time.
 */
export type AutomaticText = {
  /** An absence, or that a program made the mail, anywhere in its beginning. */
  absence(): string | null;
  /**
   * An absence in the first sentences, told by the person who is away, not in words about an
   * automatic reply.
   */
  opening(): string | null;
  /**
   * "This is an automated response to your message", at the beginning of a line that no sentence
   * introduces.
   */
  answersYou(): string | null;
  /** Whether it calls itself an automatic message. */
  isAutomatic(): boolean;
  /** "Your request was registered as PT-4712." */
  receipt(): string | null;
  /** Whether somebody asks something, or says how a program should be set up. */
  asks(): boolean;
};

/**
 * An automatic reply says in its first lines what it is, so only the beginning of the text is read.
 */
const maxText = 1500;
/** The opening has this many lines with text after the greeting. */
const openingLines = 3;
const maxLine = 300;

const anyOf = (phrases: readonly string[]): string => phrases.map(toPhraseForm).join('|');

const absence = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(absencePhrases)})`, 'u');
const automaticReply = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(automaticReplyWords)})`, 'u');
/** What people call such a reply when they write about it. */
const notice =
  /out[- ]of[- ](?:the )?office (?:message|note|notice|notification|text|assistant|settings?)|abwesenheits(?:notiz|nachricht|meldung|assistent|agent|text)|(?:message|notification|reponse) d'absence|(?:mensaje|mensagem|messaggio) (?:de |di )?(?:ausencia|assenza)|afwezigheids(?:bericht|melding|assistent)|fravaers(?:besked|melding|svar)|franvaro(?:meddelande|svar)|poissaolo(?:viesti|ilmoitus)/;
/** "Note: ", in the same line: at the end of the line before, a label introduces a quotation. */
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
 * Whether the beginning of a text may say that a program made the mail, or confirm a request. Most
 * of people's mails don't, and are not read further. `subject` may contain the number of the
 * request.
 */
export const mayTellOfProgram = (text: string, subject: string): boolean => {
  const beginning = text.slice(0, maxText).toLowerCase();
  return program.test(beginning) || hasReference(subject) || hasReference(beginning);
};

/** Digits first: most texts have none, so they are done. */
const hasReference = (text: string): boolean => /\d\d/.test(text) && reference.test(text);

/** With any accents: "automática". */
const program = new RegExp(`autom|${madeByProgram}`);

/**
 * Reads what the beginning of a text says about how the mail was made. `subject` is in the form of
 * the phrases and may contain the number. Pure, linear.
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
  // what a program says about the mail doesn't tell who wrote the rest of it
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
 * A line that says so, unless a sentence before it introduces it ("our automatic reply says:") or
 * it is quoted.
 */
function statementToYou(filled: readonly string[]): string | null {
  const at = filled.findIndex((line, index) => answersYou.test(`${line}\n${filled[index + 1] ?? ''}`));
  if (at < 0) return null;
  const isIntroduced = filled.slice(0, at).some((line) => introduces.test(line) || line.startsWith('>'));
  return isIntroduced ? null : (filled[at] ?? null);
}
