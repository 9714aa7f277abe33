import { domainOf, type FoundServer } from '../../domain/mailboxes/propose-settings.ts';
import { parseAutoconfig } from './parse-autoconfig.ts';

/** As `guardedFetch` makes it: HTTPS alone, every connection checked, bounded in time and size. */
export type FetchDocument = (url: URL, init: { redirect: 'follow' }) => Promise<Response>;

/**
 * What a domain publishes for programs that read its mail, at the two places where they look for it
 * (draft-ietf-mailmaint-autoconfig, 4.1); over HTTPS alone, since whoever answers says where a
 * password goes. The first that has something counts; none: nothing is published, or it can't be
 * read.
 */
export async function findAutoconfig(fetchDocument: FetchDocument, address: string): Promise<FoundServer[]> {
  const domain = domainOf(address);
  for (const place of [
    `https://autoconfig.${domain}/mail/config-v1.1.xml`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ]) {
    const url = URL.parse(place);
    if (!url) return [];
    url.searchParams.set('emailaddress', address);
    const servers = await read(fetchDocument, url, address);
    if (servers.length > 0) return servers;
  }
  return [];
}

async function read(fetchDocument: FetchDocument, url: URL, address: string): Promise<FoundServer[]> {
  try {
    const answer = await fetchDocument(url, { redirect: 'follow' });
    return answer.status === 200 ? parseAutoconfig(await answer.text(), address) : [];
  } catch {
    // refused, not there, too slow, too large: it is one source of several
    return [];
  }
}
