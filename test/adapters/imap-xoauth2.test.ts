import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { browse } from '../local/support/browser.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';
import { TokenAnswer } from '../local/support/token-answer.ts';
import { aMail } from '../support/a-mail.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

const user = 'helpdesk@contoso.example';
const limits = { mailBytes: 100_000, setAside: null };
const scope = 'https://outlook.office.com/IMAP.AccessAsUser.All';
const [redirectUri = ''] = mailApp.redirectUris;

describe.runIf(isDovecotInstalled())('an IMAP mailbox with modern authentication', () => {
  let tenant: LocalTenant;
  let dovecot: Dovecot;
  beforeAll(async () => {
    tenant = await startLocalTenant();
    const keys = tenant.entra.publicKeys().map((jwk) => {
      const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      return [jwk.kid ?? '', pem.toString()];
    });
    const tokens = { azp: mailApp.clientId, keys: Object.fromEntries(keys) };
    dovecot = await startDovecot({ ...tenant.certificates, users: { [user]: 'unused' }, tokens });
    await dovecot.deliver(user, aMail({ subject: 'number 1' }));
  });
  afterAll(async () => {
    await dovecot?.stop();
    await tenant?.end();
  });

  /**
   * Signs the mailbox's owner in, as the admin does once (authorization code flow with PKCE), and
   * takes the access token.
   */
  async function signIn(address: string): Promise<string> {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: mailApp.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      login_hint: address,
    });
    const { arrived } = await browse(`${tenant.entra.url}/${tenantId}/oauth2/v2.0/authorize?${query}`, redirectUri);
    const form = {
      client_id: mailApp.clientId,
      client_secret: mailApp.secrets[0] ?? '',
      grant_type: 'authorization_code',
      code: arrived?.searchParams.get('code') ?? '',
      code_verifier: verifier,
      redirect_uri: redirectUri,
    };
    const answer = await fetch(`${tenant.entra.url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
    return TokenAnswer.parse(await answer.json()).access_token;
  }

  async function read(accessToken: string): Promise<number> {
    const deps = { mailBytes: limits.mailBytes, dialer: loopbackDialer, certificateAuthority: tenant.certificates.ca };
    const source = imapSource(
      imapMailbox(dovecot.imapsPort, { login: { method: 'managed-identity', scope } }),
      async () => ({ accessToken }),
      deps,
    );
    try {
      let mails = 0;
      for await (const { mail } of source.newMails(null, limits)) mails += mail ? 1 : 0;
      return mails;
    } finally {
      await source.close();
    }
  }

  it('is read with the access token of its owner', async () => {
    expect(await read(await signIn(user))).toBe(1);
  });

  it.each([
    ['of somebody else', () => signIn('alice@fabrikam.example')],
    ['that was changed', async () => `${(await signIn(user)).slice(0, -6)}AAAAAA`],
    ['that is none', async () => 'x'],
  ])('is not read with a token %s, and the token is not told', async (_, makeToken) => {
    const token = await makeToken();
    const error = await read(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MailSourceError);
    expect(error).toMatchObject({ failure: 'login-refused' });
    if (token.length > 1) expect(String(error)).not.toContain(token);
  });
});
