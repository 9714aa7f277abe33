import { credentialsFor } from '../adapters/oauth/credentials-for.ts';
import type { Settings } from '../config.ts';
import { cloudOf } from '../domain/authorisation/clouds.ts';
import type { Credentials, Login } from '../domain/mailboxes/login.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';

/** What a mailbox signs in with at a server of mail; `fresh`: what was given did not serve. */
export type MailCredentials = (mailbox: Mailbox, login: Login, fresh: boolean) => Promise<Credentials>;

/** Gets them, by each method of signing in. */
export function mailCredentials(
  settings: Settings,
  { token }: Pick<Clients, 'token'>,
  { access, secretOf }: Pick<Authorising, 'access' | 'secretOf'>,
): MailCredentials {
  const own = credentialsFor({ secretOf, token, now: Date.now, authority: authorityOf(settings) });
  return async (mailbox, login, fresh) =>
    login.method === 'refresh-token' ? { accessToken: await access(mailbox, login, fresh) } : own(login, fresh);
}

/**
 * Entra of another cloud, or a stand-in: @azure/identity would ask the public one first whether it
 * is known there.
 */
function authorityOf({ OAUTH_AUTHORITY: own, GRAPH_URL: graph }: Settings) {
  return { authorityHost: own ?? cloudOf(graph).authority, disableInstanceDiscovery: own !== undefined };
}
