import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { ServerCertificate } from '../../domain/mailboxes/health-facts.ts';

/** Node's check that a certificate is for the host (tls.checkServerIdentity). */
export type CheckServerIdentity = typeof checkServerIdentity;

/** Remembers the certificate that a server showed, beside Node's own check of its name. */
export function shownCertificate(): { check: CheckServerIdentity; seen(): ServerCertificate | null } {
  let last: ServerCertificate | null = null;
  return {
    check(host, certificate) {
      last = validity(certificate);
      return checkServerIdentity(host, certificate);
    },
    seen: () => last,
  };
}

/** Node gives the dates as OpenSSL writes them, such as `Nov  2 09:00:00 2026 GMT`. */
function validity({ valid_from: from, valid_to: to }: PeerCertificate): ServerCertificate | null {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(begin) || Number.isNaN(end)) return null;
  return { notBefore: new Date(begin).toISOString(), notAfter: new Date(end).toISOString() };
}
