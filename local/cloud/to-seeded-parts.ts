import type { SeededParts } from './cloud-app.ts';
import { EXCHANGE, HELPDESK } from './local-tenant.ts';
import type { Simulators } from './start-simulators.ts';

/** What the app is set up with, and by what its mailboxes are opened. */
export function toSeededParts(appUrl: string, { mail, exchange, imapPassword, exchangePassword }: Simulators) {
  const login = { user: HELPDESK, password: imapPassword };
  const ews = { url: exchange.ewsUrl, user: EXCHANGE, password: exchangePassword };
  const seeded: SeededParts = { app: { url: appUrl }, imap: { host: mail.imap.host, port: mail.imap.tlsPort, ...login }, ews };
  return { login, ews, seeded };
}
