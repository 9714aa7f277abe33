import { addressesIn } from '../../mail/addresses-in-text.ts';
import { toPhraseForm } from '../../text/phrase-form.ts';
import { announcements, inlineFailures, notRecipients } from './phrases/announcements.ts';

/** An address that a report's text names as failed, with the lines that belong to it. */
export type NamedRecipient = { address: string; said: string };

const maxLines = 400;
const maxLineLength = 600;
/** So many filled lines behind an announcement a name may stand beside the address. */
const namesComeFirst = 3;
const maxRecipients = 100;
const maxInLine = 20;
/** The words about one recipient: real ones have a dozen lines. */
const maxLinesSaid = 15;

/**
 * A line says who failed in one of these ways; the first way that a report uses is taken, since the
 * later ones also fit other lines.
 */
const ways = ['listed', 'told', 'session', 'alone'] as const;
type Way = (typeof ways)[number];

/**
 * A line of a report: what it says, the first address in it, and how it says that this one failed.
 */
export type ReportLine = { text: string; plain: string; address: string | null; way: Way | null; more: readonly string[] };

/** The failed recipients that the lines of a report name. Pure. */
export function recipientsIn(lines: readonly ReportLine[]): NamedRecipient[] {
  const way = ways.find((each) => lines.some((line) => line.way === each));
  if (!way) return [];
  // what stands in front of one recipient stands in front of the others, too
  const fronts = new Set(lines.flatMap((line) => (line.way === way ? frontOf(line) : [])));
  const isNamed = (line: ReportLine): boolean =>
    line.way === way || (line.way !== null && frontOf(line).some((front) => fronts.has(front)));
  const found = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (!isNamed(line) || !line.address || found.size >= maxRecipients) continue;
    const address = expandedFrom(lines, index) ?? line.address;
    for (const each of [address, ...line.more]) if (!found.has(each)) found.set(each, saidAfter(lines, index, isNamed));
  }
  return Array.from(found, ([address, said]) => ({ address, said }));
}

/** The words in front of the address of a line ("unknown user:"), when there are some. */
function frontOf({ plain, address }: ReportLine): string[] {
  const front = plain.slice(0, Math.max(0, plain.indexOf(address ?? ''))).replace(/[\s<"'(]{1,20}$/, '');
  return /\p{L}{3}/u.test(front) ? [front] : [];
}

/**
 * Sendmail and Postfix tell whom the mail had been sent to, when an alias led elsewhere: that is
 * the address that we know.
 */
function expandedFrom(lines: readonly ReportLine[], index: number): string | null {
  const words = `${lines[index]?.plain} ${lines[index + 1]?.plain ?? ''} ${lines[index + 2]?.plain ?? ''}`;
  const from = /^[^()]{0,300}(?:\(reason:[^()]{0,500}\) ?)?\(expanded from:? ?<?([^<>()\s]{1,300})>?\)/.exec(words)?.[1] ?? '';
  return addressesIn(from, 1)[0] ?? null;
}

/** The lines of a report's text that speak of an address, for a recipient that is known already. */
export function saidAbout(lines: readonly ReportLine[], address: string): string {
  const index = lines.findIndex((line) => line.address === address && line.way !== null);
  const way = lines[index]?.way ?? 'alone';
  return index < 0 ? '' : saidAfter(lines, index, (line) => line.way === way);
}

/** A recipient's line and what follows, up to the line that names the next one. */
function saidAfter(lines: readonly ReportLine[], index: number, isNamed: (line: ReportLine) => boolean): string {
  const next = lines.slice(index + 1, index + 1 + maxLinesSaid);
  const end = next.findIndex((line) => isNamed(line) && line.address !== lines[index]?.address);
  return [lines[index], ...(end < 0 ? next : next.slice(0, end))].map((line) => line?.text ?? '').join('\n');
}

/**
 * The text of a report (without the returned mail), line by line: first each line is classified,
 * then one decides. `ours`: addresses that are passed over, since the report names them as the
 * sender. Pure.
 */
export function reportLines(report: string, ours: ReadonlySet<string> = new Set()): ReportLine[] {
  const section: Section = { announced: false, filledSince: 0, indent: 0, goesOn: false };
  return report.split('\n', maxLines).map((long) => {
    const text = long.slice(0, maxLineLength);
    const plain = toPhraseForm(text).trim();
    const addresses = addressesIn(text, maxInLine).filter((address) => !ours.has(address));
    const indent = text.length - text.trimStart().length;
    const isContinuation = section.goesOn && indent > section.indent;
    const way = isContinuation && !endsWithRecipient.test(plain) ? null : wayOf(plain, addresses, section);
    // "Unknown user: bob@…" says it of that one, and announces nobody
    const isAnnouncement = announces.test(plain) && !(way === 'told' && endsWithAddress.test(plain));
    if (isAnnouncement) Object.assign(section, { announced: true, filledSince: 0 });
    else if (plain) section.filledSince += way === 'listed' ? namesComeFirst : 1;
    // deeper lines right behind a line carry it on; those behind an announcement are what it
    // announces
    if (!isContinuation)
      Object.assign(section, { indent, goesOn: plain !== '' && !isAnnouncement && !(plain.endsWith(':') && addresses.length === 0) });
    else if (plain === '') section.goesOn = false;
    return {
      text,
      plain,
      address: addresses[0] ?? null,
      way,
      more: addresses.length > 1 && onlyAddresses.test(plain) ? addresses.slice(1) : [],
    };
  });
}

/**
 * The local part that stands alone in the first filled line below an announcement: a provider names
 * its own mailboxes so.
 */
export function localPartBelow(lines: readonly ReportLine[]): string | null {
  const at = lines.findIndex(({ plain }) => announces.test(plain) && plain.endsWith(':'));
  const below = at < 0 ? undefined : lines.slice(at + 1).find(({ plain }) => plain !== '');
  return below && /^[a-z0-9][\w.+-]{0,63}$/.test(below.plain) ? below.plain : null;
}

/**
 * What the lines so far say of the next: an announcement, how many filled lines ago; where the line
 * that may be carried on begins.
 */
type Section = { announced: boolean; filledSince: number; indent: number; goesOn: boolean };

function wayOf(plain: string, addresses: readonly string[], { announced, filledSince }: Section): Way | null {
  const [address] = addresses;
  if (!address) return null;
  if (sessionLine.test(plain)) return 'session';
  const isFirst = startsWithAddress(plain);
  // "Name<mailto:a@b>": right behind the announcement an address is a recipient, whatever stands
  // around it
  const isNamed = filledSince < namesComeFirst && addresses.length === 1 && plain.length <= 160 && !notRecipient.test(plain);
  if (announced && (isFirst || isNamed)) return 'listed';
  if (notRecipient.test(plain) && !isFirst) return null;
  if (tellsFailure.test(plain)) return 'told';
  return isFirst ? (/[:;]/.test(plain.slice(address.length)) ? 'told' : 'alone') : null;
}

const announces = new RegExp(announcements.map(toPhraseForm).join('|'));
const tellsFailure = new RegExp(inlineFailures.join('|'));
const notRecipient = new RegExp(notRecipients.join('|'));

/** `>>> RCPT TO:<a@b>`, `550 <a@b>... User unknown`: a session with the other server. */
const sessionLine = /^(?:>>> ?rcpt to|[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?<[^<>]{1,200}>)/;

/** "Could not be delivered to: <a@b>": names them whatever the line before said. */
const endsWithRecipient = /(?:delivered to|deliver to|recipient|failed for|sent to) ?:? ?["'<]?[^\s<>@]{1,64}@[^\s<>@]{1,255}[>"'.:]{0,3}$/;

/** "Unknown user: a@b" */
const endsWithAddress = /[:：] ?["'<]?[^\s<>@]{1,64}@[^\s<>@]{1,255}$/;

/** Several addresses, and nothing but marks between and behind them: `a@b, c@d`. */
const onlyAddresses =
  /^[^@]{0,200}?[^\s@<>,;:]{1,64}@[^\s@<>,;]{1,255}(?:[\s<>,;]{1,10}[^\s@<>,;:]{1,64}@[^\s@<>,;]{1,255}){1,19}[\s<>,;.]{0,10}$/;

/**
 * Only marks of a list and opening brackets before the address: `<a@b>:`, `* a@b`, `> a@b`,
 * `"a@b"`, `-- a@b`.
 */
const startsWithAddress = (plain: string): boolean =>
  /^[\s>*•·\-–—+|"'<[{]{0,12}(?:mailto:|rfc822;? ?)?[^\s<>@()[\]:;,"]{1,64}@[^\s@]{1,255}/.test(plain);
