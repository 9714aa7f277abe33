import { MailSourceError } from '../../errors.ts';
import { trusting } from '../net/trusting.ts';
import { type AutodiscoverWay, autodiscoverWays, type Discovered } from './autodiscover-answers.ts';
import { toEwsRefusal } from './ews-error.ts';
import { openSession, type SessionOptions } from './ews-session.ts';
import { exchangeOnlineHint, isExchangeOnline } from './exchange-online.ts';
import { postXml } from './post-xml.ts';

export type AutodiscoverOptions = Omit<SessionOptions, 'headers'> & {
  address: string;
  /** Where a domain is asked; by the domain's own two names unless said otherwise (tests). */
  originsOf?(domain: string): string[];
};

const maxBytes = 512 * 1024;
/** Redirects to other servers or addresses of the same domain. */
const maxHops = 3;
const usualOrigins = (domain: string) => [`https://autodiscover.${domain}`, `https://${domain}`];

/**
 * Where EWS is for an address, by Autodiscover of its domain (learn.microsoft.com/exchange:
 * Autodiscover for Exchange), asked in plain XML and by SOAP.
 *
 * Passwords have leaked by it in great numbers, so it is narrow: HTTPS only, a certificate that is
 * trusted, no other domain (never that above: no autodiscover.example for contoso.example), the
 * first contact without a password, and none that leads out of the domain is believed: the admin
 * enters such an address.
 *
 * @throws MailSourceError with what the admin can do
 */
export async function findEwsUrl(options: AutodiscoverOptions): Promise<URL> {
  const origins = (options.originsOf ?? usualOrigins)(domainOf(options.address));
  const tried: MailSourceError[] = [];
  for (const way of autodiscoverWays) {
    for (const origin of origins) {
      try {
        const url = await askInTurn(new URL(way.path, origin), way, options);
        if (url) return url;
      } catch (error) {
        if (!(error instanceof MailSourceError)) throw error;
        // a server that was reached and refuses will do so a second time
        if (!['unreachable', 'address-refused', 'protocol'].includes(error.failure)) throw error;
        if (error instanceof LeadsElsewhere) throw error;
        tried.push(error);
      }
    }
  }
  const why = tried[0]?.message ?? 'no server of the domain names one';
  throw new MailSourceError(
    tried[0]?.failure ?? 'protocol',
    `Autodiscover did not find EWS for ${options.address}: ${why}. Enter the address of EWS, such as https://mail.${domainOf(options.address)}/EWS/Exchange.asmx`,
  );
}

/** Not tried any further: the admin decides. */
class LeadsElsewhere extends MailSourceError {}

async function askInTurn(first: URL, way: AutodiscoverWay, options: AutodiscoverOptions): Promise<URL | null> {
  let [url, address] = [first, options.address];
  for (let hops = 0; hops <= maxHops; hops += 1) {
    const answer = await ask(url, way, address, options);
    if (answer === null) return null;
    if (answer.kind === 'address') {
      if (!isWithin(domainOf(answer.address), options.address)) throw elsewhere(options.address, `the address ${answer.address}`);
      address = answer.address;
      continue;
    }
    const next = URL.parse(answer.url);
    if (!next) return null;
    if (isExchangeOnline(next.hostname))
      throw new LeadsElsewhere('protocol', `Autodiscover leads ${options.address} to ${next.hostname}. ${exchangeOnlineHint}`);
    if (next.protocol !== 'https:' || !isWithin(next.hostname, options.address)) throw elsewhere(options.address, answer.url);
    if (answer.kind === 'found') return next;
    url = next;
  }
  return null;
}

async function ask(url: URL, way: AutodiscoverWay, address: string, options: AutodiscoverOptions): Promise<Discovered | null> {
  const { user, timeoutMs, dialer, certificateAuthority } = options;
  const agent = dialer.agent(trusting(certificateAuthority));
  const session = openSession(url, { ...options, headers: { 'User-Agent': 'psa-email' } });
  const body = way.request(url, address);
  try {
    // no password goes to a server that doesn't ask for one, or that only leads elsewhere
    const open = await postXml(url, { headers: {}, body, agent, maxBytes, timeoutMs });
    const answer = open.status === 401 ? await session.post(body, maxBytes) : open;
    const location = answer.headers.location;
    if (answer.status >= 300 && answer.status < 400 && location) return { kind: 'server', url: new URL(location, url).href };
    if (answer.status === 200 && answer.body !== 'too-large') return way.read(answer.body.toString());
    throw Object.assign(new Error(''), { code: `HTTP ${answer.status}` });
  } catch (error) {
    if (error instanceof MailSourceError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
    const said = { code, text: error instanceof Error ? error.message : String(error) };
    throw toEwsRefusal({ url, user, secrets: session.secrets() }, said);
  } finally {
    agent.destroy();
    session.close();
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

function isWithin(host: string, address: string): boolean {
  const domain = domainOf(address);
  return host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`);
}

const elsewhere = (address: string, where: string): LeadsElsewhere =>
  new LeadsElsewhere(
    'protocol',
    `Autodiscover leads ${address} out of its domain, to ${where.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 200)}. If that is yours, enter it as the address of EWS`,
  );
