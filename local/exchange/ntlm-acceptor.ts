import { createHash, createHmac, randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto';
import { md4 } from './md4.ts';

/**
 * What Exchange asks for when somebody signs in by NTLM: `off` ignores channel bindings, `allow`
 * refuses wrong ones, `require` missing ones too (learn.microsoft.com: Extended Protection).
 */
export type ExtendedProtection = 'off' | 'allow' | 'require';

export type NtlmAcceptor = {
  /** The answer to the first message. */
  challenge(): { message: Buffer; serverChallenge: Buffer };
  /** The address of the user who proves to know the password; null: nobody does. */
  verify(serverChallenge: Buffer, message: Buffer): string | null;
};

const signature = Buffer.from('NTLMSSP\0', 'latin1');
/** Unicode, target, NTLM, always sign, domain, extended session security, target info, 128, 56. */
const flags = 0xa0898205;
const headerBytes = 56;

/**
 * The server's side of NTLM version 2 (MS-NLMP 3.2). `passwords` by address; a user is named
 * `CONTOSO\name` or by address. `certificate`: the server's own (PEM).
 */
export function ntlmAcceptor(
  passwords: ReadonlyMap<string, string>,
  protection: () => ExtendedProtection,
  certificate: string,
): NtlmAcceptor {
  const bindings = bindingsFor(certificate);
  return {
    challenge() {
      const serverChallenge = randomBytes(8);
      return { message: challengeMessage(serverChallenge), serverChallenge };
    },
    verify(serverChallenge, message) {
      if (message.length < 64 || !message.subarray(0, 8).equals(signature) || message.readUInt32LE(8) !== 3) return null;
      const [answer, domain, user] = [field(message, 20), field(message, 28).toString('utf16le'), field(message, 36).toString('utf16le')];
      const [address, password] = [...passwords].find(([known]) => isUser(known, user)) ?? [];
      if (!address || password === undefined || answer.length < 48) return null;
      const key = hmac(md4(Buffer.from(password, 'utf16le')), Buffer.from(user.toUpperCase() + domain, 'utf16le'));
      const blob = answer.subarray(16);
      if (!timingSafeEqual(answer.subarray(0, 16), hmac(key, serverChallenge, blob))) return null;
      return isBound(blob, bindings, protection()) ? address : null;
    },
  };
}

const isUser = (address: string, user: string): boolean =>
  user.toLowerCase() === address || user.toLowerCase() === address.slice(0, address.indexOf('@'));

function isBound(blob: Buffer, wanted: Buffer, protection: ExtendedProtection): boolean {
  if (protection === 'off') return true;
  for (let at = 28; at + 4 <= blob.length; ) {
    const [id, length] = [blob.readUInt16LE(at), blob.readUInt16LE(at + 2)];
    if (id === 10) return blob.subarray(at + 4, at + 4 + length).equals(wanted);
    if (id === 0) break;
    at += 4 + length;
  }
  return protection === 'allow';
}

/** RFC 5929 4 in the structure of RFC 2744 3.11; the certificates here are signed with SHA-256. */
function bindingsFor(certificate: string): Buffer {
  const hash = createHash('sha256').update(new X509Certificate(certificate).raw).digest();
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), hash]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return createHash('md5').update(Buffer.alloc(16)).update(length).update(data).digest();
}

function challengeMessage(serverChallenge: Buffer): Buffer {
  const text = (value: string) => Buffer.from(value, 'utf16le');
  const target = text('CONTOSO');
  const fileTime = Buffer.alloc(8);
  fileTime.writeBigUInt64LE((BigInt(Date.now()) + 11_644_473_600_000n) * 10_000n);
  const info = Buffer.concat([
    pair(2, target),
    pair(1, text('EXCHANGE')),
    pair(4, text('contoso.example')),
    pair(3, text('exchange.contoso.example')),
    pair(7, fileTime),
    pair(0, Buffer.alloc(0)),
  ]);
  const header = Buffer.alloc(headerBytes);
  signature.copy(header);
  header.writeUInt32LE(2, 8);
  place(header, 12, target.length, headerBytes);
  header.writeUInt32LE(flags, 20);
  serverChallenge.copy(header, 24);
  place(header, 40, info.length, headerBytes + target.length);
  return Buffer.concat([header, target, info]);
}

function place(header: Buffer, at: number, length: number, offset: number): void {
  header.writeUInt16LE(length, at);
  header.writeUInt16LE(length, at + 2);
  header.writeUInt32LE(offset, at + 4);
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function field(message: Buffer, at: number): Buffer {
  const from = message.readUInt32LE(at + 4);
  return message.subarray(from, from + message.readUInt16LE(at));
}

function hmac(key: Buffer, ...parts: Buffer[]): Buffer {
  const made = createHmac('md5', key);
  for (const part of parts) made.update(part);
  return made.digest();
}
