import { z } from 'zod';
import type { FoundServer } from '../../domain/mailboxes/propose-settings.ts';
import { elementAt, elementsOf, parseXml, textAt } from '../ews/xml.ts';

const maxServers = 10;
/** STARTTLS or TLS from the first byte; what a provider offers without either is not for us. */
const securities: Readonly<Record<string, FoundServer['security']>> = { SSL: 'tls', STARTTLS: 'starttls' };
const Server = z.object({
  host: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(/^(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/),
  port: z.coerce.number().int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls']),
  user: z.string().min(1).max(320),
});

/**
 * The IMAP servers of a document of autoconfiguration (draft-ietf-mailmaint-autoconfig), in their
 * order; none when it is no such document. Whoever calls has bounded its size.
 */
export function parseAutoconfig(text: string, address: string): FoundServer[] {
  const servers = elementsOf(elementAt(parseXml(text), 'clientConfig', 'emailProvider'), 'incomingServer');
  return servers
    .filter((server) => textAt(server, '@type').toLowerCase() === 'imap')
    .slice(0, maxServers)
    .flatMap((server) => {
      const { data } = Server.safeParse({
        host: textAt(server, 'hostname'),
        port: textAt(server, 'port'),
        security: securities[textAt(server, 'socketType').toUpperCase()],
        user: userOf(textAt(server, 'username'), address),
      });
      return data ?? [];
    });
}

/** What stands for parts of the address; a file of the public database lacks a closing %. */
function userOf(pattern: string, address: string): string {
  const [local, domain] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)];
  const user = pattern
    .trim()
    .replace(/%EMAILADDRESS%?/i, () => address)
    .replace(/%EMAILLOCALPART%?/i, () => local)
    .replace(/%EMAILDOMAIN%?/i, () => domain);
  return user === '' || user.includes('%') ? address : user;
}
