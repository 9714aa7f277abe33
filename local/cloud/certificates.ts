import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';

/**
 * PEM texts of the HTTPS server certificate for `localhost` and `127.0.0.1`, and of the authority
 * that signed it.
 */
export type Certificates = {
  /** path of the authority's certificate, the value for NODE_EXTRA_CA_CERTS */
  caFile: string;
  ca: string;
  key: string;
  cert: string;
};

const dayMs = 86_400_000;
// browsers and Apple's TLS refuse server certificates that live longer than 825 days
const validForDays = 820;
const renewBeforeDays = 30;

/**
 * The certificates that every simulator of the embedded cloud serves HTTPS with, kept in `folder`
 * (made if absent) and reused while they are valid for another 30 days. The authority's own key is
 * never stored: whoever trusts `ca.pem` trusts these few loopback servers and nothing else. Throws
 * what the file system throws.
 */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const caFile = join(folder, 'ca.pem');
  const certFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server-key.pem');
  const stored = await readStored(caFile, certFile, keyFile);
  if (stored && isUsable(stored)) return { caFile, ...stored };
  const made = await signAll();
  await mkdir(folder, { recursive: true });
  // the key last: a crash in between leaves parts that don't fit together, and those are made anew
  writeInOneStep(caFile, made.ca);
  writeInOneStep(certFile, made.cert);
  writeInOneStep(keyFile, made.key, 0o600);
  return { caFile, ...made };
}

type Pems = { ca: string; cert: string; key: string };

async function readStored(caFile: string, certFile: string, keyFile: string): Promise<Pems | undefined> {
  try {
    const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map((file) => readFile(file, 'utf8')));
    return ca && cert && key ? { ca, cert, key } : undefined;
  } catch {
    return undefined;
  }
}

function isUsable({ ca, cert, key }: Pems): boolean {
  try {
    const server = new X509Certificate(cert);
    const authority = new X509Certificate(ca);
    return (
      server.verify(authority.publicKey) &&
      server.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(server.validTo) - Date.now() > renewBeforeDays * dayMs
    );
  } catch {
    return false;
  }
}

async function signAll(): Promise<Pems> {
  // an hour back, for clocks that run behind
  const notBeforeDate = new Date(Date.now() - 3_600_000);
  const notAfterDate = new Date(Date.now() + validForDays * dayMs);
  // elliptic keys: a handshake costs a fraction of what it costs with RSA
  const common = { keyType: 'ec' as const, curve: 'P-256' as const, algorithm: 'sha256', notBeforeDate, notAfterDate };
  // a name of its own: OpenSSL finds an authority by its name, and of two alike it may take the
  // wrong one
  const authority = await generate([{ name: 'commonName', value: `psa-email local authority ${randomBytes(4).toString('hex')}` }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
