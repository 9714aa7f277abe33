import { Resolver } from 'node:dns/promises';
import type { SenderDns } from '../../domain/mailboxes/mailbox-watch.ts';

/** For one question at one name server; a look has a few. */
const timeoutMs = 3000;
const tries = 2;

/** The keys by which Communication Services signs, by the names that its domains must have. */
const selectors = ['selector1-azurecomm-prod-net', 'selector2-azurecomm-prod-net'];

/** There is no such name, or nothing of that type: an answer. */
const noSuch = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks whether a domain says who may send for it: SPF (RFC 7208 4.5), the keys of Communication
 * Services (RFC 6376 3.6.2), DMARC at the domain or one above it (RFC 7489 6.6.3). `servers`: name
 * servers, as `ip` or `ip:port`; those of the system when there are none. Without an answer a
 * record is `unknown`. Never throws.
 */
export function senderRecords(servers: readonly string[], now: () => Date): (domain: string) => Promise<SenderDns> {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers.length > 0) resolver.setServers(servers);
  const texts = async (name: string): Promise<string[]> => (await resolver.resolveTxt(name)).map((parts) => parts.join(''));

  return async (domain) => {
    const [spf, dkim, dmarc] = await Promise.all([
      found([() => texts(domain)], (text) => /^v=spf1(?: |$)/i.test(text)),
      found(
        selectors.map((selector) => () => texts(`${selector}._domainkey.${domain}`)),
        (text) => /(?:^|;)\s*p=[A-Za-z0-9+/]/i.test(text),
      ),
      found(
        domainsAbove(domain).map((name) => () => texts(`_dmarc.${name}`)),
        (text) => /^v=DMARC1(?:\s*;|$)/i.test(text),
      ),
    ]);
    return { domain, checkedAt: now().toISOString(), spf, dkim, dmarc };
  };
}

/** One after the other, until one is found. */
async function found(questions: (() => Promise<string[]>)[], isWanted: (text: string) => boolean): Promise<SenderDns['spf']> {
  let isKnown = true;
  for (const ask of questions) {
    try {
      if ((await ask()).some(isWanted)) return 'found';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!noSuch.has(code)) isKnown = false;
    }
  }
  return isKnown ? 'missing' : 'unknown';
}

/** The domain and those above it, but for the topmost: mail.contoso.example, contoso.example. */
function domainsAbove(domain: string): string[] {
  const labels = domain.split('.');
  return labels
    .slice(0, Math.max(1, labels.length - 1))
    .map((_, n) => labels.slice(n).join('.'))
    .slice(0, 5);
}
