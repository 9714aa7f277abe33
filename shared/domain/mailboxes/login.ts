import { z } from 'zod';

/**
 * The name of a secret as Key Vault takes it
 * (learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates).
 */
const SecretName = z.string().regex(/^[0-9A-Za-z-]{1,127}$/, 'must be the name of a Key Vault secret: 1 to 127 letters, digits or hyphens');
/** What a token is asked for, such as https://outlook.office365.com/.default. */
const Scope = z.string().url().max(300);

const TenantId = z.string().regex(/^[0-9A-Za-z.-]{1,255}$/, 'must be the id or a domain of the tenant');

/**
 * The token of a person who signed in and consented (RFC 6749, 4.1), kept alive by its refresh
 * token, which is the secret.
 */
export const RefreshTokenLogin = z.object({
  method: z.literal('refresh-token'),
  provider: z.enum(['microsoft', 'google']),
  /** The organisation in Entra; null: that of the mailbox's domain. Google has none. */
  tenantId: TenantId.nullable().default(null),
  /**
   * Whose account signs in; null: the mailbox's own. Another one needs full access to the mailbox.
   */
  account: z
    .string()
    .max(320)
    .regex(/^[^\s<>"@]+@[^\s<>"@]+$/, 'must be the address of the account that signs in')
    .toLowerCase()
    .nullable()
    .default(null),
  secretName: SecretName,
});
export type RefreshTokenLogin = z.infer<typeof RefreshTokenLogin>;

/**
 * How to log in at a server of mail, the same for all that read or send there; secrets themselves
 * are in Key Vault under `secretName`. `client-credentials`: the token of an app registration that
 * has a secret (RFC 6749, 4.4), `managed-identity`: that of the app itself.
 */
const LoginMethod = z.discriminatedUnion('method', [
  z.object({ method: z.literal('password'), secretName: SecretName }),
  z.object({
    method: z.literal('client-credentials'),
    tenantId: TenantId,
    clientId: z.uuid(),
    secretName: SecretName,
    scope: Scope,
  }),
  z.object({ method: z.literal('managed-identity'), scope: Scope }),
  RefreshTokenLogin,
]);

/** Version 1 called the managed identity's token `oauth`. */
export const Login = z.preprocess(
  (login) =>
    typeof login === 'object' && login !== null && 'method' in login && login.method === 'oauth'
      ? { ...login, method: 'managed-identity' }
      : login,
  LoginMethod,
);
export type Login = z.infer<typeof Login>;

/** What a server of mail takes: a password, or an access token of an OAuth server. */
export type Credentials = { password: string } | { accessToken: string };
