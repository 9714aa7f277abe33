import { domainToASCII } from 'node:url';
import type { CheckName } from '../words/english.ts';
import { type Remark, remark } from '../words/remark.ts';
import { type AuthenticationResult, domainInValue } from './authentication-results.ts';
import { isWithin } from './look-alike.ts';
import { organisationOf } from './organisation-of.ts';
import type { OwnResults } from './own-results.ts';

/**
 * What a trusted system found about the author of a mail. `failed`: it says outright that the mail
 * is not the author's (DMARC, the composite authentication of Exchange or SPF failed, or the
 * verdict is about somebody else), which is more than that nothing vouches for it.
 */
export type Verdict = { vouches: boolean; failed: boolean; by: CheckName; saw: string; says: Remark };

/**
 * Why Exchange Online's composite authentication passed, where that is about the very author
 * (learn.microsoft.com/defender-office-365/message-headers-eop-mdo): explicit or implicit by
 * aligned SPF or DKIM, no DMARC record but it would have passed, sent from an organisation that
 * owns the domain, a trusted ARC sealer.
 */
const compositeReasons = new Set(['100', '101', '109', '111', '115', '130']);
const trustedSealer = '130';

/**
 * What the results say of the author's domain: DMARC where it was checked; else a passed DKIM or
 * SPF of that domain (RFC 7489 3.1, relaxed, without public suffixes). Pure.
 */
export function verdictOf({ results, exchange }: OwnResults, domain: string, isInternal: () => boolean): Verdict {
  const saw = results.map(({ method, result }) => `${method}=${result}`).join(' ');
  const fails = (by: CheckName, says: Remark): Verdict => ({ vouches: false, failed: true, by, saw, says });
  const passes = (by: CheckName): Verdict => ({ vouches: true, failed: false, by, saw, says: remark('passed-for', { domain }) });
  const of = (method: string) => results.filter((each) => each.method === method);
  const others = results
    .flatMap(({ properties }) => properties.get('header.from') ?? [])
    .filter((from) => !isSameDomain(domainInValue(from), domain));
  if (others.length > 0) return fails('dmarc', remark('about-others', { others: others.join(', '), domain }));
  const composite = exchange ? of('compauth').find(({ result, clear }) => clear && result === 'pass') : undefined;
  const reason = composite?.properties.get('reason') ?? '';
  if (of('compauth').some(({ result }) => result === 'fail'))
    return fails('composite-authentication', remark('does-not-vouch', { domain }));
  if (of('dmarc').some(({ result }) => result === 'fail'))
    return reason === trustedSealer ? passes('arc') : fails('dmarc', remark('does-not-vouch', { domain }));
  const dmarc = of('dmarc');
  const aligned = results.find((each) => each.result === 'pass' && each.clear && isAligned(domainOfIdentity(each), domain));
  if (dmarc.length > 0 && dmarc.every(({ result, clear }) => result === 'pass' && clear)) {
    const other = aligned || dmarc.some(({ properties }) => properties.has('header.from')) ? '' : otherIdentity(results, domain);
    return other === '' ? passes('dmarc') : fails('dmarc', remark('passed-by-others', { others: other, domain }));
  }
  if (aligned) return passes(aligned.method === 'dkim' ? 'dkim' : 'spf');
  if (compositeReasons.has(reason)) return passes('composite-authentication');
  if (exchange && results.every(({ result }) => result === 'none') && isInternal())
    return { ...passes('exchange'), says: remark('within-organisation') };
  const failed = of('spf').some(({ result }) => result === 'fail');
  return { vouches: false, failed, by: 'spf-and-dkim', saw, says: remark('nothing-vouches', { domain }) };
}

/**
 * Whom a passed DMARC was about that does not say so: it takes a passed SPF or DKIM of the author's
 * organisation (RFC 7489 3.1). The names of those that passed when all are of others, else ''.
 */
function otherIdentity(results: readonly AuthenticationResult[], domain: string): string {
  const passed = results.filter(({ method, result }) => /^(?:spf|dkim)$/.test(method) && result === 'pass').map(domainOfIdentity);
  const organisation = (name: string) => organisationOf(domainToASCII(name) || name);
  const isOther = (other: string) => other !== '' && organisation(other) !== organisation(domain);
  return passed.every(isOther) ? passed.join(', ') : '';
}

/**
 * The domain that a DKIM signature or SPF speaks for. A mail with an empty return path is checked
 * by the name of the sending host (RFC 7208 2.4).
 */
function domainOfIdentity({ method, properties }: AuthenticationResult): string {
  if (method === 'dkim') return domainInValue(properties.get('header.d') ?? properties.get('header.i') ?? '');
  if (method !== 'spf') return '';
  const from = properties.get('smtp.mailfrom') ?? properties.get('smtp.mail') ?? '';
  return domainInValue(from === '' || from === '<>' || from === '""' ? (properties.get('smtp.helo') ?? '') : from);
}

const isAligned = (other: string, domain: string): boolean =>
  other.includes('.') && domain !== '' && (isWithin(other, domain) || isWithin(domain, other));

const isSameDomain = (one: string, other: string): boolean => (domainToASCII(one) || one) === (domainToASCII(other) || other);
