import { domainToUnicode } from 'node:url';
import { skeletonOf } from './confusables.ts';

/**
 * How a domain looks like another: letters that look alike, one letter off, the other one's name
 * within it, or another ending.
 */
export type LookAlike = { of: string; how: 'looks-the-same' | 'one-letter-off' | 'holds-its-name' | 'another-ending' };

/** Shorter names are one letter away from many others by chance. */
const shortestForDistance = 5;

/**
 * The client's domain that a foreign domain imitates, or null. The worst resemblance counts. A
 * domain that is a client's, or below one, imitates none. Linear in the number of domains.
 */
export function lookAlike(domain: string, clientDomains: Iterable<string>): LookAlike | null {
  const foreign = describe(domain);
  let found: LookAlike | null = null;
  for (const clientDomain of clientDomains) {
    const client = describe(clientDomain);
    if (isWithin(foreign.unicode, client.unicode)) return null;
    const how = resemblance(foreign, client);
    if (how && (found === null || order.indexOf(how) < order.indexOf(found.how))) found = { of: clientDomain, how };
  }
  return found;
}

/** A domain that is another or lies below it. */
export const isWithin = (domain: string, parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);

/** Whether a name mixes letters of scripts that look alike, as no language does. */
export const mixesScripts = (domain: string): boolean =>
  !isPlain(domain) &&
  toUnicode(domain)
    .split('.')
    .some((label) => [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u].filter((script) => script.test(label)).length > 1);

const order: LookAlike['how'][] = ['looks-the-same', 'one-letter-off', 'holds-its-name', 'another-ending'];

type Described = { unicode: string; skeleton: string; name: string; ending: string };

/** The clients' domains are the same for every mail. */
const described = new Map<string, Described>();
const maxDescribed = 5000;

function describe(domain: string): Described {
  const known = described.get(domain);
  if (known) return known;
  if (described.size >= maxDescribed) described.clear();
  const description = descriptionOf(domain);
  described.set(domain, description);
  return description;
}

function descriptionOf(domain: string): Described {
  const unicode = toUnicode(domain);
  const skeleton = skeletonOf(unicode);
  const dot = skeleton.lastIndexOf('.');
  const before = skeleton.slice(0, Math.max(0, dot));
  return { unicode, skeleton, name: nameOf(before), ending: skeleton.slice(dot + 1) };
}

/**
 * The label that people know a domain by: the one before the ending, where "co.uk" and the like are
 * endings.
 */
function nameOf(before: string): string {
  const labels = before.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && /^(?:co|com|net|org|gov|ac|edu|or|ne|gv)$/.test(last) ? (labels.at(-2) ?? last) : last;
}

const toUnicode = (domain: string) => domainToUnicode(domain.toLowerCase()) || domain.toLowerCase();

/** Nothing but ASCII letters, and none of them stands for others (RFC 5890 2.3.2.1). */
const isPlain = (domain: string) => /^[\x21-\x7e]*$/.test(domain) && !/xn--/i.test(domain);

function resemblance(foreign: Described, client: Described): LookAlike['how'] | null {
  if (foreign.skeleton === client.skeleton) return 'looks-the-same';
  if (foreign.name === client.name) return foreign.name.length >= shortestForDistance ? 'another-ending' : null;
  if (client.name.length < shortestForDistance) return null;
  if (isOneOff(foreign.name, client.name)) return 'one-letter-off';
  const words = foreign.skeleton.split(/[.-]/);
  return words.includes(client.name) || foreign.skeleton.includes(client.skeleton.replaceAll('.', '-')) ? 'holds-its-name' : null;
}

/** Whether one letter was changed, added, left out, or changed places with its neighbour. */
function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  if (a.length > b.length) return a.slice(at + 1) === b.slice(at);
  if (a.length < b.length) return a.slice(at) === b.slice(at + 1);
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  return swapped || a.slice(at + 1) === b.slice(at + 1);
}
