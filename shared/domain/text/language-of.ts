import { LanguageCode } from './language-code.ts';
import { languageWords } from './language-words.ts';
import { toLowerForm } from './phrase-form.ts';

/** How much a word says for a language: all of one point if it is in no other. */
type Evidence = readonly (readonly [language: number, points: number])[];

const languages = Object.keys(languageWords);
const ours = new Map(LanguageCode.options.map((code) => [languages.indexOf(code), code]));
const evidenceOf = readEvidence();

/** So much of a text is looked at: a person's language shows in its first lines. */
const maxLength = 1000;
/** So many characters are read before it is asked whether that is clear. */
const pieceLength = 200;
/** A piece says so much at most: an error message that was pasted has many words. */
const maxPointsOfPiece = 4;
/** So much for one language, and so many times what any other has, and the rest does not matter. */
const [clearPoints, clearLead] = [2, 4];
/** So much, and so many times what any other has, and for so many words, or it is not known. */
const [fewestPoints, leastLead, fewestPointsOfWord] = [1, 1.6, 0.12];
/** What a language that the mail's header names is worth: the program's language is a weak sign. */
const declaredPoints = 1.4;

/**
 * In which of our languages a person wrote; null when it is none of them, or can't be told. `text`
 * is what they wrote themselves: the beginning decides, since signatures and disclaimers come after
 * it. `declared` is the language that the mail's header names (BCP 47, as `de-AT`), or null: it
 * decides where the text says nothing, and never against a clear text, since programs name the
 * language of their menus there. Pure; about 30 microseconds.
 */
export function languageOf(text: string, declared: string | null = null): LanguageCode | null {
  const seen: Seen = { points: new Float64Array(languages.length), words: 0 };
  const named =
    declared === null
      ? -1
      : languages.indexOf(
          declared
            .trim()
            .toLowerCase()
            .split(/[-_,;]/, 1)[0] ?? '',
        );
  if (named >= 0) seen.points[named] = declaredPoints;
  for (const line of text.slice(0, maxLength).split('\n')) {
    if (/^-- ?\r?$/.test(line)) break;
    if (line.trim() === '' || isOthers(line)) continue;
    for (const piece of piecesOf(line)) {
      addPiece(piece, seen);
      const clear = leads(seen, clearPoints, clearLead);
      if (clear) return clear;
    }
  }
  return leads(seen, fewestPoints, leastLead);
}

/** What was found so far: points for each language, in so many words. */
type Seen = { points: Float64Array; words: number };

/** Quoted lines, and what programs write: times, traces, prompts, paths, names of errors. */
const isOthers = (line: string): boolean =>
  /^\s*(?:>|[#$[{<]|at [\w.$]+\(|caused by:|\d{1,4}[-:./]\d|[a-z]:\\|\w*(?:error|exception|warning)\b\s*[:(])/i.test(line);

/** A line in pieces that end at a space. */
function* piecesOf(line: string): Generator<string> {
  let rest = unquoted(line);
  while (rest.length > pieceLength) {
    const space = rest.lastIndexOf(' ', pieceLength);
    const end = space > 0 ? space : pieceLength;
    yield rest.slice(0, end);
    rest = rest.slice(end);
  }
  yield rest;
}

/** Without addresses and what stands in quotation marks: that is often what a program said. */
const unquoted = (line: string): string =>
  /[@"“„«]|:\/\//.test(line) ? line.replace(/\bhttps?:\S+|[\w.+-]{1,64}@\S+|"[^"]{0,300}"|[“„][^“”]{0,300}[“”]|«[^»]{0,300}»/g, ' ') : line;

/** Words, with what is in the middle of them: "n'arrive", "pouvez-vous". */
const word = /[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*/gu;
const beyondAscii = /[^\x00-\x7f]/;
const asciiWord = /[a-z]+(?:['-][a-z]+)*/g;

function addPiece(piece: string, seen: Seen): void {
  const lower = toLowerForm(piece);
  const found = lower.match(beyondAscii.test(lower) ? word : asciiWord) ?? [];
  const points = new Float64Array(languages.length);
  let best = 0;
  const count = ([language, worth]: Evidence[number]) => {
    const sum = (points[language] ?? 0) + worth;
    points[language] = sum;
    if (sum > best) best = sum;
  };
  for (const each of found) for (const evidence of evidenceOf.get(each) ?? evidenceByForm(each)) count(evidence);
  if (lower.includes('¿') || lower.includes('¡')) for (const evidence of indexOf('es')) count(evidence);
  const share = best > maxPointsOfPiece ? maxPointsOfPiece / best : 1;
  seen.words += found.length * share;
  for (let language = 0; language < points.length; language += 1)
    seen.points[language] = (seen.points[language] ?? 0) + (points[language] ?? 0) * share;
}

/** Greek and what comes after it: no Latin letters but the Vietnamese ones. */
const otherScript = /[\u0370-\uffff]/;
const nothing: Evidence = [];
const indexOf = (...names: string[]): Evidence => names.map((name) => [languages.indexOf(name), names.length > 1 ? 0.3 : 0.6]);

/** Letters and endings that few languages have. */
const letters: readonly [RegExp, Evidence][] = [
  [/ß/, indexOf('de')],
  [/[łąęśćńźż]/, indexOf('pl')],
  [/ñ|ción$/, indexOf('es')],
  [/[ãõ]/, indexOf('pt')],
  [/[œùêëî]/, indexOf('fr')],
  [/[åæø]/, indexOf('swedish', 'danish', 'norwegian')],
  [/[ěřůďňť]/, indexOf('czech', 'slovak')],
  [/[őű]/, indexOf('hungarian')],
  [/[ășțţ]/, indexOf('romanian')],
  [/[ğış]/, indexOf('turkish')],
];
const endings: readonly [RegExp, Evidence][] = [
  [/(?:ung|ungen|keit|lich|lichen)$/, indexOf('de')],
  [/(?:lijk|lijke|heid)$/, indexOf('nl')],
  [/(?:zione|zioni)$/, indexOf('it')],
  [/(?:ciones)$/, indexOf('es')],
];

/** A word that no list has: its parts ("l'imprimante"), else its letters or its end. */
function evidenceByForm(found: string): Evidence {
  if (found.length > 40 || otherScript.test(found)) return nothing;
  if (/['-]/.test(found)) {
    const part = found.split(/['-]/).find((each) => each.length > 2 && evidenceOf.has(each));
    return (part === undefined ? undefined : evidenceOf.get(part)) ?? nothing;
  }
  const forms = beyondAscii.test(found) ? letters : endings;
  if (found.length < 6 && forms === endings) return nothing;
  return forms.find(([pattern]) => pattern.test(found))?.[1] ?? nothing;
}

/** The one of ours that is ahead of all by so much; null when none is. */
function leads({ points, words }: Seen, least: number, lead: number): LanguageCode | null {
  let [first, second, at] = [0, 0, -1];
  for (let language = 0; language < points.length; language += 1) {
    const sum = points[language] ?? 0;
    if (sum > first) [first, second, at] = [sum, first, language];
    else if (sum > second) second = sum;
  }
  const isAhead = first >= least && first >= second * lead && first >= words * fewestPointsOfWord;
  return isAhead ? (ours.get(at) ?? null) : null;
}

/** A word counts for each language that has it, the less the more have it. */
function readEvidence(): ReadonlyMap<string, Evidence> {
  const having = new Map<string, number[]>();
  for (const [language, name] of languages.entries())
    for (const each of new Set(languageWords[name]?.split(/\s+/))) having.set(each, [...(having.get(each) ?? []), language]);
  return new Map([...having].map(([each, these]) => [each, these.map((language) => [language, 1 / these.length ** 1.5] as const)]));
}
