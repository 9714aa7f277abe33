import type { EwsMailbox } from '../../domain/mailboxes/mailbox.ts';
import type { Dialer } from '../net/dialer.ts';
import { findEwsUrl } from './autodiscover.ts';
import type { EwsLogin } from './ews-session.ts';

/** Every poll would ask otherwise, and Autodiscover takes up to four requests. */
const keptMs = 3_600_000;
const timeoutMs = 15_000;

/**
 * Where EWS is for the mailboxes that name no address, by Autodiscover, kept for an hour each. What
 * fails is not kept.
 */
export function keptUrls(now: () => number, dialer: Dialer, find = findEwsUrl): (mailbox: EwsMailbox, login: EwsLogin) => Promise<URL> {
  const kept = new Map<string, { url: URL; until: number }>();
  return async ({ address, user, passwordBy, caCertificate }, login) => {
    const known = kept.get(address);
    if (known && known.until > now()) return known.url;
    const url = await find({ address, user, passwordBy, login, timeoutMs, dialer, certificateAuthority: caCertificate ?? undefined });
    kept.set(address, { url, until: now() + keptMs });
    return url;
  };
}
