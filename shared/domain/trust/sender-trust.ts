import { domainOf } from '../contacts/contact.ts';
import { addressesIn } from '../mail/addresses-in-text.ts';
import { headerValues } from '../mail/header-fields.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import type { SenderState } from '../tickets/sender-state.ts';
import { type Check, checkOf } from '../words/check.ts';
import type { CheckName } from '../words/english.ts';
import { type Remark, remark } from '../words/remark.ts';
import { authorsInFrom } from './authors-in-from.ts';
import { isWithin, lookAlike, mixesScripts } from './look-alike.ts';
import { isInternalToExchange, type OwnResults, ownResults } from './own-results.ts';
import type { TrustedServers } from './trusted-servers.ts';
import { verdictOf } from './verdict.ts';

/**
 * What the caller knows: whose verdicts count, our own domains, the clients' domains, whether the
 * sender has written before.
 */
export type TrustFacts = {
  trustedServers: TrustedServers;
  ownDomains: readonly string[];
  clientDomains: Iterable<string>;
  firstTime: boolean;
};

/**
 * How far a sender may be believed to be who they say. `sender` is what is asked wherever somebody
 * is let in or written to; `failed` is true when a trusted system says outright that the mail is
 * not theirs, or From names no author; `level` is what a technician is shown: `verified` by the
 * domain, `unverified` when nobody says so, `doubtful` with something odd, `suspicious` when it
 * looks like a forgery.
 */
export type TrustNote = {
  sender: SenderState;
  failed: boolean;
  level: 'verified' | 'unverified' | 'doubtful' | 'suspicious';
  checks: Check[];
};

type Finding = { weight: 'good' | 'neutral' | 'odd' | 'bad'; check: Check };

/**
 * Says how far the sender of a mail can be trusted, with the reasons (RFC 8601 for the verdicts of
 * the receiving system, RFC 7489 for DMARC). Pure.
 */
export function senderTrust(mail: Pick<ParsedMail, 'headers' | 'from' | 'replyTo'>, facts: TrustFacts): TrustNote {
  const domain = mail.from ? domainOf(mail.from.address) : '';
  const authentication = authenticationOf(mail, domain, facts);
  const authors = authorFindings(mail);
  const findings = [
    ...authentication.findings,
    ...authors,
    ...replyToFinding(mail, domain),
    ...nameFinding(mail, domain),
    ...resemblanceFindings(mail, domain, facts.clientDomains),
    ...(facts.firstTime ? [finding('neutral', 'first-mail', mail.from?.address ?? '', remark('has-not-written-before'))] : []),
  ];
  const has = (weight: Finding['weight']) => findings.some((each) => each.weight === weight);
  const level = has('bad') ? 'suspicious' : has('odd') ? 'doubtful' : has('good') ? 'verified' : 'unverified';
  const checks = findings.map(({ check }) => check);
  // no verdict is about an author who doesn't stand in From, or about one of several
  if (authors.length > 0) return { sender: 'not-vouched-for', failed: true, level, checks };
  return { sender: authentication.sender, failed: authentication.failed, level, checks };
}

const finding = (weight: Finding['weight'], check: CheckName, saw: string, verdict: Remark): Finding => ({
  weight,
  check: checkOf(check, saw.slice(0, 300), verdict),
});

/**
 * The verdict of the receiving system. A field of any other server is what the sender wants us to
 * believe.
 */
function authenticationOf(mail: Pick<ParsedMail, 'headers'>, domain: string, { trustedServers, ownDomains }: TrustFacts) {
  const { own, displaced, others } = ownResults(mail, trustedServers, ownDomains);
  const ignored = others.length > 0 ? [finding('neutral', 'foreign-verdicts', others.join(', '), remark('not-our-system'))] : [];
  const judge = (results: OwnResults) => ({ ...verdictOf(results, domain, () => isInternalToExchange(mail)), results: results.results });
  const verdicts = own.map(judge);
  const against = verdicts.length === 0 && displaced ? [judge(displaced)].filter(({ vouches }) => !vouches) : [];
  // where two systems are trusted and contradict each other, nothing vouches
  const verdict = verdicts.find(({ vouches }) => !vouches) ?? verdicts[0] ?? against[0];
  if (!verdict) {
    const none = finding('neutral', 'authentication', '', remark('no-verdict'));
    return { sender: 'unknown' as const, failed: false, findings: [...ignored, none] };
  }
  const { vouches, failed, by, saw, says, results } = verdict;
  const isOdd = results.some(({ method, result }) => /^(?:spf|dkim)$/.test(method) && /^(?:fail|softfail|permerror)$/.test(result));
  // an SPF of somebody else's server is not yet a forgery: mail is forwarded
  const weight = vouches ? 'good' : failed && by !== 'spf-and-dkim' ? 'bad' : isOdd ? 'odd' : 'neutral';
  const sender: SenderState = vouches ? 'verified' : 'not-vouched-for';
  return { sender, failed, findings: [finding(weight, by, saw, says), ...ignored] };
}

/**
 * Programs differ in which of several authors they show, and the verdict may be about another one
 * (RFC 7489 6.6.1). One that was taken from Sender, Reply-To or Return-Path no verdict is about.
 */
function authorFindings(mail: Pick<ParsedMail, 'headers' | 'from'>): Finding[] {
  const fields = headerValues(mail, 'from');
  if (fields.length > 1) return [finding('bad', 'from', fields.join(' | '), remark('several-from-fields'))];
  const authors = authorsInFrom(mail);
  if (new Set(authors.map(domainOf)).size > 1) return [finding('bad', 'from', fields.join(''), remark('authors-of-several-domains'))];
  return mail.from && authors.includes(mail.from.address) ? [] : [finding('odd', 'from', fields.join(''), remark('names-no-author'))];
}

function replyToFinding({ replyTo }: Pick<ParsedMail, 'replyTo'>, domain: string): Finding[] {
  const others = replyTo.map(({ address }) => domainOf(address)).filter((other) => !isWithin(other, domain) && !isWithin(domain, other));
  return others.length > 0 ? [finding('odd', 'reply-to', others.join(', '), remark('answers-go-elsewhere', { domain }))] : [];
}

/** "ceo@fabrikam.example" <someone@elsewhere.example>: many programs show the name alone. */
function nameFinding({ from }: Pick<ParsedMail, 'from'>, domain: string): Finding[] {
  const [shown] = addressesIn(from?.name ?? '', 1);
  if (shown === undefined || isWithin(domainOf(shown), domain) || isWithin(domain, domainOf(shown))) return [];
  return [finding('bad', 'sender-name', from?.name ?? '', remark('name-shows-other-address', { shown: domainOf(shown), domain }))];
}

function resemblanceFindings({ replyTo }: Pick<ParsedMail, 'replyTo'>, domain: string, clientDomains: Iterable<string>): Finding[] {
  const clients = [...clientDomains];
  return [...new Set([domain, ...replyTo.slice(0, 5).map(({ address }) => domainOf(address))])]
    .filter((each) => each !== '')
    .flatMap((each) => {
      const resembled = lookAlike(each, clients);
      const weight = resembled?.how === 'another-ending' || resembled?.how === 'holds-its-name' ? 'odd' : 'bad';
      return [
        ...(resembled ? [finding(weight, 'look-alike', each, remark(resembled.how, { domain: resembled.of }))] : []),
        ...(mixesScripts(each) ? [finding('bad', 'domain-letters', each, remark('mixes-scripts'))] : []),
      ];
    });
}
