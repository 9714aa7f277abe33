import { promises as dns, type SrvRecord } from 'node:dns';
import type { FoundServer } from '../../domain/mailboxes/propose-settings.ts';

/** For each question; it is asked once more, and then nothing is known. */
const timeoutMs = 2000;
/** Nobody has more mail servers than this, and a name server may be anybody's. */
const maxRecords = 10;
/** RFC 1035 2.3.4, and what a certificate can be for. */
const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * What name servers say about a domain's mail; those of the system, or these (`address` or
 * `address:port`). An answer that doesn't come, or makes no sense, is none.
 */
export function mailRecords(servers: readonly string[]) {
  const resolver = new dns.Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const srv = async (name: string): Promise<SrvRecord[]> => (await resolver.resolveSrv(name).catch(() => [])).slice(0, maxRecords);

  return {
    /** The names of a domain's mail exchangers, in lower case, the preferred first. */
    async mailExchangers(domain: string): Promise<string[]> {
      const records = (await resolver.resolveMx(domain).catch(() => [])).slice(0, maxRecords);
      const names = records.toSorted((one, other) => one.priority - other.priority).map(({ exchange }) => exchange.toLowerCase());
      return names.filter((name) => hostName.test(name));
    },

    /**
     * Where a domain offers IMAP (RFC 6186), with TLS from the first byte before STARTTLS, and each
     * by its priority; one signs in with the address.
     */
    async imapServers(domain: string, user: string): Promise<FoundServer[]> {
      const [implicit, starttls] = await Promise.all([srv(`_imaps._tcp.${domain}`), srv(`_imap._tcp.${domain}`)]);
      return [...toServers(implicit, 'tls', user), ...toServers(starttls, 'starttls', user)];
    },
  };
}

/** A target of "." says that there is none (RFC 6186 3.4). */
const toServers = (records: readonly SrvRecord[], security: FoundServer['security'], user: string): FoundServer[] =>
  records
    .toSorted((one, other) => one.priority - other.priority || other.weight - one.weight)
    .map(({ name, port }) => ({ host: name.toLowerCase(), port, security, user }))
    .filter(({ host, port }) => hostName.test(host) && port > 0);
