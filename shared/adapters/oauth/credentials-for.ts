import type { Credentials, Login } from '../../domain/mailboxes/login.ts';
import { MailSourceError } from '../../errors.ts';
import { keptTokens } from './kept-tokens.ts';

/** Where secrets and tokens come from. */
export type CredentialSources = {
  /** `fresh`: the one that was kept did not serve. */
  secretOf(name: string, fresh: boolean): Promise<string>;
  /** An access token of the app's managed identity. */
  token(scope: string): Promise<string>;
  now(): number;
  /** Where tokens of app registrations are asked for, when that is not the public cloud. */
  authority?: { authorityHost: string; disableInstanceDiscovery: boolean };
};

/** The methods that need nothing of the mailbox: a person's consent is one mailbox's. */
export type OwnLogin = Exclude<Login, { method: 'refresh-token' }>;
type LoginBy<Method extends Login['method']> = Extract<Login, { method: Method }>;

/**
 * Gets the credentials of each method of logging in, for all mail servers.
 *
 * @throws MailSourceError when a secret can't be read; what Entra throws when there is no token.
 */
export function credentialsFor(sources: CredentialSources): (login: OwnLogin, fresh: boolean) => Promise<Credentials> {
  const tokens = keptTokens(sources.now);
  const secretOf = (name: string, fresh: boolean) =>
    sources.secretOf(name, fresh).catch((error: unknown) => {
      if (error instanceof MailSourceError) throw error;
      // nobody has refused it: three of these must not pass for three wrong passwords
      throw new MailSourceError('unreachable', error instanceof Error ? error.message : String(error));
    });

  async function clientToken({ tenantId, clientId, secretName, scope }: LoginBy<'client-credentials'>, fresh: boolean): Promise<string> {
    const { ClientSecretCredential } = await import('@azure/identity');
    const secret = await secretOf(secretName, fresh);
    const ask = () => new ClientSecretCredential(tenantId, clientId, secret, sources.authority).getToken(scope);
    return tokens([tenantId, clientId, secretName, scope].join(' '), ask, fresh);
  }

  return async (login, fresh) => {
    switch (login.method) {
      case 'password':
        return { password: await secretOf(login.secretName, fresh) };
      case 'client-credentials':
        return { accessToken: await clientToken(login, fresh) };
      case 'managed-identity':
        return { accessToken: await sources.token(login.scope) };
    }
  };
}
