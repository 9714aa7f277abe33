import { addressesIn } from '../../mail/addresses-in-text.ts';
import { toPhraseForm } from '../../text/phrase-form.ts';
import { announcements, inlineFailures, notRecipients } from './phrases/announcements.ts';

/** An address that the text of a report gives as failed, with the lines that belong to it. */
export type NamedRecipient = { address: string; said: string };

const maxLines = 400;
const maxLineLength = 600;
/**
 * Within this many lines with text after an announcement, there may be a name beside the address.
 */
const namesComeFirst = 3;
const maxRecipients = 100;
const maxInLine = 20;
/** Lines about one recipient; real reports have a dozen. */
const maxLinesSaid = 15;

/**
 * The ways in which a line says who failed. The first one that a report uses counts, since the
 * later ones also match other lines.
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
  // the words before one recipient are also before the others
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

/** The words before the address in a line ("unknown user:"), if any. */
function frontOf({ plain, address }: ReportLine): string[] {
  const front = plain.slice(0, Math.max(0, plain.indexOf(address ?? ''))).replace(/[\s<"'(]{1,20}$/, '');
  return /\p{L}{3}/u.test(front) ? [front] : [];
}

/**
 * If an alias led to another address, Sendmail and Postfix also give the original recipient, which
 * is the address that we know.
 */
function expandedFrom(lines: readonly ReportLine[], index: number): string | null {
  const words = `${lines[index]?.plain} ${lines[index + 1]?.plain ?? ''} ${lines[index + 2]?.plain ?? ''}`;
  const from = /^[^()]{0,300}(?:\(reason:[^()]{0,500}\) ?)?\(expanded from:? ?<?([^<>()\s]{1,300})>?\)/.exec(words)?.[1] ?? '';
  return addressesIn(from, 1)[0] ?? null;
}

/** The lines of a report's text about an address, for a recipient that is known already. */
export function saidAbout(lines: readonly ReportLine[], address: string): string {
  const index = lines.findIndex((line) => line.address === address && line.way !== null);
  const way = lines[index]?.way ?? 'alone';
  return index < 0 ? '' : saidAfter(lines, index, (line) => line.way === way);
}

/** A recipient's line and the following ones, up to the line that names the next recipient. */
function saidAfter(lines: readonly ReportLine[], index: number, isNamed: (line: ReportLine) => boolean): string {
  const next = lines.slice(index + 1, index + 1 + maxLinesSaid);
  const end = next.findIndex((line) => isNamed(line) && line.address !== lines[index]?.address);
  return [lines[index], ...(end < 0 ? next : next.slice(0, end))].map((line) => line?.text ?? '').join('\n');
}

/**
 * Classifies the lines of a report's text (without the returned mail). `ours`: addresses that are
 * skipped, since the report names them as the sender. Pure.
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
    // "Unknown user: bob@…" is about that address, and announces no others
    const isAnnouncement = announces.test(plain) && !(way === 'told' && endsWithAddress.test(plain));
    if (isAnnouncement) Object.assign(section, { announced: true, filledSince: 0 });
    else if (plain) section.filledSince += way === 'listed' ? namesComeFirst : 1;
    // deeper indented lines directly after a line continue it; after an announcement, they are what
    // it announces
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
 * The local part that is alone in the first line with text after an announcement: providers name
 * their own mailboxes like this.
 */
export function localPartBelow(lines: readonly ReportLine[]): string | null {
  const at = lines.findIndex(({ plain }) => announces.test(plain) && plain.endsWith(':'));
  const below = at < 0 ? undefined : lines.slice(at + 1).find(({ plain }) => plain !== '');
  return below && /^[a-z0-9][\w.+-]{0,63}$/.test(below.plain) ? below.plain : null;
}

/**
 * What the lines so far mean for the next one: whether there was an announcement, how many lines
 * with text ago, and the indent of the line that may be continued.
 */
type Section = { announced: boolean; filledSince: number; indent: number; goesOn: boolean };

function wayOf(plain: string, addresses: readonly string[], { announced, filledSince }: Section): Way | null {
  const [address] = addresses;
  if (!address) return null;
  if (sessionLine.test(plain)) return 'session';
  const isFirst = startsWithAddress(plain);
  // "Name<mailto:a@b>": directly after an announcement an address is a recipient, whatever is
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

/** `>>> RCPT TO:<a@b>`, `550 <a@b>... User unknown`: lines of the session with the other server. */
const sessionLine = /^(?:>>> ?rcpt to|[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?<[^<>]{1,200}>)/;

/** "Could not be delivered to: <a@b>": names the recipient, whatever the line before says. */
const endsWithRecipient = /(?:delivered to|deliver to|recipient|failed for|sent to) ?:? ?["'<]?[^\s<>@]{1,64}@[^\s<>@]{1,255}[>"'.:]{0,3}$/;

/** "Unknown user: a@b" */
const endsWithAddress = /[:：] ?["'<]?[^\s<>@]{1,64}@[^\s<>@]{1,255}$/;

/** Several addresses with only marks between and after them: `a@b, c@d`. */
const onlyAddresses =
  /^[^@]{0,200}?[^\s@<>,;:]{1,64}@[^\s@<>,;]{1,255}(?:[\s<>,;]{1,10}[^\s@<>,;:]{1,64}@[^\s@<>,;]{1,255}){1,19}[\s<>,;.]{0,10}$/;

/**
 * Only list marks and opening brackets before the address: `<a@b>:`, `* a@b`, `> a@b`, `"a@b"`, `--
 * a@b`.
 */
const startsWithAddress = (plain: string): boolean =>
  /^[\s>*•·\-–—+|"'<[{]{0,12}(?:mailto:|rfc822;? ?)?[^\s<>@()[\]:;,"]{1,64}@[^\s@]{1,255}/.test(plain);
