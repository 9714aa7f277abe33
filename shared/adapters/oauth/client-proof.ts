import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import type { ClientAuth } from 'openid-client';
import { MailSourceError } from '../../errors.ts';

/** How this app proves itself at the token endpoint; secrets are in Key Vault under these names. */
export type ClientProof = { by: 'secret'; secretName: string } | { by: 'certificate'; secretName: string } | { by: 'managed-identity' };

export type ProofDeps = {
  /** `fresh`: the one that was kept did not serve. */
  secretOf(name: string, fresh: boolean): Promise<string>;
  /** A token of the managed identity that stands in for a secret (client assertion, RFC 7523). */
  assertion(): Promise<string>;
};

/**
 * How the client is authenticated in a request to the token endpoint. Made for each request: what
 * it takes may have been replaced. Throws when the secret or the assertion can't be had.
 */
export async function clientAuth(deps: ProofDeps, proof: ClientProof, tokenEndpoint: string, fresh: boolean): Promise<ClientAuth> {
  const { ClientSecretPost, modifyAssertion, PrivateKeyJwt } = await import('openid-client');
  const secretOf = (name: string) =>
    deps.secretOf(name, fresh).catch((error: unknown) => {
      if (error instanceof MailSourceError) throw error;
      // a vault that does not answer has refused nobody, and answers again
      throw new MailSourceError('unreachable', error instanceof Error ? error.message : String(error));
    });
  switch (proof.by) {
    case 'secret':
      return ClientSecretPost((await secretOf(proof.secretName)).trim());
    case 'certificate': {
      const { key, thumbprint } = await readCertificate(proof.secretName, await secretOf(proof.secretName));
      // Entra finds the certificate by this and not by `kid`
      // (learn.microsoft.com/entra/identity-platform/certificate-credentials)
      const modify = (header: Record<string, unknown>, payload: Record<string, unknown>) => {
        header['x5t#S256'] = thumbprint;
        payload.aud = tokenEndpoint;
      };
      return PrivateKeyJwt(key, { [modifyAssertion]: modify });
    }
    case 'managed-identity': {
      const assertion = await deps.assertion();
      return (_server, client, body) => {
        body.set('client_id', client.client_id);
        body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        body.set('client_assertion', assertion);
      };
    }
  }
}

async function readCertificate(name: string, pem: string) {
  try {
    const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
    const key = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign']);
    const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
    return { key, thumbprint };
  } catch {
    throw new Error(
      `Key Vault secret ${name} is no certificate with an RSA key in PEM; create the certificate in Key Vault with the content type PEM`,
    );
  }
}
