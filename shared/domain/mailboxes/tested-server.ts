import { type Remark, remark } from '../words/remark.ts';
import { EwsMailbox, GraphMailbox, ImapMailbox, type Mailbox } from './mailbox.ts';

/** The server that an admin named, as a test looks at it; or why it does not, and what is asked. */
type Tested =
  | { kind: 'server'; host: string; port: number; tls: 'implicit' | 'starttls' | 'none'; caCertificate: string | null }
  | { kind: 'none'; host: string; port: number; why: Remark };

/** Where a mailbox is to be found. Pure. */
export function serverOf(mailbox: Mailbox): Tested {
  if (mailbox.kind === 'imap') {
    const { host, port, tls, caCertificate } = ImapMailbox.parse(mailbox);
    return { kind: 'server', host, port, tls, caCertificate };
  }
  if (mailbox.kind !== 'ews') return { kind: 'none', host: 'Microsoft Graph', port: 443, why: remark('test-at-microsoft') };
  const { url, caCertificate } = EwsMailbox.parse(mailbox);
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
  if (url === null) return { kind: 'none', host: domain, port: 443, why: remark('test-by-autodiscover') };
  const { hostname, port } = new URL(url);
  return { kind: 'server', host: hostname, port: Number(port || 443), tls: 'implicit', caCertificate };
}

/** Who signs in there, and which folder is read first. Pure. */
export function accountOf(mailbox: Mailbox): { user: string; folder: string } {
  const schemas = { graph: GraphMailbox, imap: ImapMailbox, ews: EwsMailbox };
  const schema = Object.entries(schemas).find(([kind]) => kind === mailbox.kind)?.[1];
  const { user = mailbox.address, folders: [folder = ''] = [] } = schema?.safeParse(mailbox).data ?? {};
  return { user, folder };
}
