import { domainToASCII } from 'node:url';
import { addressesIn } from './addresses-in.ts';
import { domainOf } from './contact.ts';
import type { ParsedMail } from './mail.ts';
import { headerValues } from './mail.ts';
import type { Check } from './trace.ts';
import { type AuthenticationResults, parseAuthenticationResults } from './trust/authentication-results.ts';
import { authorsInFrom } from './trust/authors-in-from.ts';
import { isWithin, lookAlike, mixesScripts } from './trust/look-alike.ts';

/** What the caller knows: whose verdicts count (authserv-ids; '' for Exchange Online, which names none), the clients' domains, whether he has written before. */
export type TrustFacts = { trustedServers: readonly string[]; clientDomains: Iterable<string>; firstTime: boolean };

/**
 * How far a sender may be believed to be who he says: `verified` by his domain, `unverified` when nobody says so, `doubtful` with something odd,
 * `suspicious` when it looks like a forgery. `authenticated` is false when his domain disowns the mail, or the verdict is about another author, or none stands in From:
 * then it proves nothing about a participant.
 */
export type TrustNote = { level: 'verified' | 'unverified' | 'doubtful' | 'suspicious'; authenticated: boolean | null; checks: Check[] };

type Finding = { weight: 'good' | 'neutral' | 'odd' | 'bad'; check: Check };

/** Says how far the sender of a mail can be trusted, with the reasons (RFC 8601 for the verdicts of the receiving system, RFC 7489 for DMARC). Pure. */
export function senderTrust(mail: Pick<ParsedMail, 'headers' | 'from' | 'replyTo'>, facts: TrustFacts): TrustNote {
  const domain = mail.from ? domainOf(mail.from.address) : '';
  const authentication = authenticationOf(mail, domain, facts.trustedServers);
  const authors = authorFindings(mail);
  const findings = [
    ...authentication.findings,
    ...authors,
    ...replyToFinding(mail, domain),
    ...nameFinding(mail, domain),
    ...resemblanceFindings(mail, domain, facts.clientDomains),
    ...(facts.firstTime ? [finding('neutral', 'first mail', mail.from?.address ?? '', 'has not written before')] : []),
  ];
  const has = (weight: Finding['weight']) => findings.some((each) => each.weight === weight);
  const level = has('bad') ? 'suspicious' : has('odd') ? 'doubtful' : has('good') ? 'verified' : 'unverified';
  return { level, authenticated: authors.length > 0 ? false : authentication.authenticated, checks: findings.map(({ check }) => check) };
}

const finding = (weight: Finding['weight'], check: string, saw: string, verdict: string): Finding => ({
  weight,
  check: { check, saw: saw.slice(0, 300), verdict },
});

/**
 * Only the topmost field of a trusted server counts: it puts its own on top and should take away those that claim to be its (RFC 8601 5).
 * A field of any other server is what the sender wants us to believe.
 */
function authenticationOf(mail: Pick<ParsedMail, 'headers'>, domain: string, trustedServers: readonly string[]) {
  const fields = headerValues(mail, 'authentication-results').map(parseAuthenticationResults);
  const trusted = new Set(trustedServers.map((server) => server.trim().toLowerCase()));
  const own = fields.find(({ server }) => trusted.has(server));
  const foreign = fields.filter(({ server }) => !trusted.has(server)).map(({ server }) => server || '(no name)');
  const ignored =
    foreign.length > 0 ? [finding('neutral', 'foreign verdicts', foreign.join(', '), 'ignored: not our receiving system')] : [];
  if (!own)
    return {
      authenticated: null,
      findings: [...ignored, finding('neutral', 'authentication', 'no verdict of our receiving system', 'unknown')],
    };
  const verdict = verdictOf(own, domain);
  return { authenticated: verdict.authenticated, findings: [verdict.finding, ...ignored] };
}

/** DMARC where it was checked; else a passed DKIM or SPF of the very domain (RFC 7489 3.1, relaxed, without asking for public suffixes). */
function verdictOf({ results }: AuthenticationResults, domain: string): { authenticated: boolean | null; finding: Finding } {
  const saw = results.map(({ method, result }) => `${method}=${result}`).join(' ');
  const others = results
    .flatMap(({ properties }) => properties.get('header.from') ?? [])
    .filter((from) => !isSameDomain(domainOf(from), domain));
  if (others.length > 0)
    return {
      authenticated: false,
      finding: finding('bad', 'DMARC', saw, `is about ${others.join(', ')}, the mail says it is from ${domain}`),
    };
  const dmarc = results.find(({ method }) => method === 'dmarc');
  if (dmarc?.result === 'pass') return { authenticated: true, finding: finding('good', 'DMARC', saw, `passed for ${domain}`) };
  if (dmarc?.result === 'fail')
    return { authenticated: false, finding: finding('bad', 'DMARC', saw, `failed: ${domain} does not vouch for this mail`) };
  const aligned = results.find(
    ({ method, result, properties }) =>
      result === 'pass' &&
      ((method === 'dkim' && isAligned(properties.get('header.d') ?? properties.get('header.i'), domain)) ||
        (method === 'spf' && isAligned(properties.get('smtp.mailfrom'), domain))),
  );
  if (aligned) return { authenticated: true, finding: finding('good', aligned.method.toUpperCase(), saw, `passed for ${domain}`) };
  const failed = results.some(({ method, result }) => /^(?:spf|dkim)$/.test(method) && /^(?:fail|softfail|permerror)$/.test(result));
  return failed
    ? { authenticated: null, finding: finding('odd', 'SPF and DKIM', saw, `nothing vouches for ${domain}`) }
    : { authenticated: null, finding: finding('neutral', 'SPF and DKIM', saw, `nothing said about ${domain}`) };
}

function isAligned(value: string | undefined, domain: string): boolean {
  const other = value === undefined ? '' : domainOf(value);
  return other.includes('.') && domain !== '' && (isWithin(other, domain) || isWithin(domain, other));
}

const isSameDomain = (one: string, other: string): boolean => (domainToASCII(one) || one) === (domainToASCII(other) || other);

/**
 * Programs differ in which of several authors they show, and the verdict may be about another one (RFC 7489 6.6.1). One that was taken from
 * Sender, Reply-To or Return-Path no verdict is about.
 */
function authorFindings(mail: Pick<ParsedMail, 'headers' | 'from'>): Finding[] {
  const fields = headerValues(mail, 'from');
  if (fields.length > 1) return [finding('bad', 'From', fields.join(' | '), 'more than one From field')];
  const authors = authorsInFrom(mail);
  if (new Set(authors.map(domainOf)).size > 1) return [finding('bad', 'From', fields.join(''), 'authors of several domains')];
  return mail.from && authors.includes(mail.from.address) ? [] : [finding('odd', 'From', fields.join(''), 'names no author')];
}

function replyToFinding({ replyTo }: Pick<ParsedMail, 'replyTo'>, domain: string): Finding[] {
  const others = replyTo.map(({ address }) => domainOf(address)).filter((other) => !isWithin(other, domain) && !isWithin(domain, other));
  return others.length > 0 ? [finding('odd', 'Reply-To', others.join(', '), `answers would not go to ${domain}`)] : [];
}

/** "ceo@fabrikam.example" <someone@elsewhere.example>: many programs show the name alone. */
function nameFinding({ from }: Pick<ParsedMail, 'from'>, domain: string): Finding[] {
  const [shown] = addressesIn(from?.name ?? '', 1);
  if (shown === undefined || isWithin(domainOf(shown), domain) || isWithin(domain, domainOf(shown))) return [];
  return [finding('bad', 'name of the sender', from?.name ?? '', `shows an address of ${domainOf(shown)}, the mail is from ${domain}`)];
}

function resemblanceFindings({ replyTo }: Pick<ParsedMail, 'replyTo'>, domain: string, clientDomains: Iterable<string>): Finding[] {
  const clients = [...clientDomains];
  return [...new Set([domain, ...replyTo.slice(0, 5).map(({ address }) => domainOf(address))])]
    .filter((each) => each !== '')
    .flatMap((each) => {
      const resembled = lookAlike(each, clients);
      const weight = resembled?.how === 'has another ending' || resembled?.how === 'holds its name' ? 'odd' : 'bad';
      return [
        ...(resembled ? [finding(weight, 'look-alike', each, `${resembled.how}: ${resembled.of} is a client's domain`)] : []),
        ...(mixesScripts(each) ? [finding('bad', 'letters of the domain', each, 'mixes scripts that look alike')] : []),
      ];
    });
}
