import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';

export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject; privateJwk: JWK; publicJwk: JWK };

/**
 * The RSA key that signs all tokens of the tenant, kept in `folder` (0600), so that tokens outlive
 * a restart. Made if absent.
 */
export async function readSigningKey(folder: string): Promise<SigningKey> {
  const file = join(folder, 'signing-key.pem');
  const pem = await readFile(file, 'utf8').catch(() => undefined);
  const privateKey = pem ? createPrivateKey(pem) : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (!pem) {
    await mkdir(folder, { recursive: true });
    writeInOneStep(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  }
  const publicKey = createPublicKey(privateKey);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const common = { kid, use: 'sig', alg: 'RS256' };
  return { kid, privateKey, publicKey, privateJwk: { ...(await exportJWK(privateKey)), ...common }, publicJwk: { ...jwk, ...common } };
}
