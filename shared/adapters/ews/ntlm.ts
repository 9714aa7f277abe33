import { createHmac } from 'node:crypto';
import md4 from 'js-md4';

/**
 * The three messages of NTLM, version 2 only (MS-NLMP 2.2.1). No sealing or signing: over TLS the
 * messages prove who asks, and nothing more.
 */

const signature = Buffer.from('NTLMSSP\0', 'latin1');
/**
 * MS-NLMP 2.2.2.5: Unicode, target asked for, NTLM, always sign, extended session security, 128,
 * 56.
 */
const flags = 0xa0088205;
/** MS-NLMP 2.2.2.1: ids of the pairs in a challenge's target info. */
const pair = { end: 0, timestamp: 7, targetName: 9, channelBindings: 10 };
const negotiateBytes = 32;
const authenticateHeaderBytes = 64;
/** A challenge of an Active Directory with long names has some 300 bytes. */
const maxChallengeBytes = 16 * 1024;

/** The first message: NTLM is wanted. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(negotiateBytes);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(flags, 12);
  return message;
}

export type Challenge = { serverChallenge: Buffer; pairs: { id: number; value: Buffer }[] };

/** The server's answer to the first message; null when it is none. */
export function parseChallenge(message: Buffer): Challenge | null {
  const isChallenge =
    message.length >= 48 &&
    message.length <= maxChallengeBytes &&
    message.subarray(0, 8).equals(signature) &&
    message.readUInt32LE(8) === 2;
  if (!isChallenge) return null;
  const from = message.readUInt32LE(44);
  const info = message.subarray(from, from + message.readUInt16LE(40));
  const pairs: Challenge['pairs'] = [];
  for (let at = 0; at + 4 <= info.length; ) {
    const [id, length] = [info.readUInt16LE(at), info.readUInt16LE(at + 2)];
    if (id === pair.end) break;
    pairs.push({ id, value: info.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return { serverChallenge: message.subarray(24, 32), pairs };
}

export type NtlmAnswer = {
  challenge: Challenge;
  /** `CONTOSO\service`, or a name with its domain behind an @. */
  user: string;
  password: string;
  /** Eight random bytes. */
  clientChallenge: Uint8Array;
  now: Date;
  /** The service that is asked, such as `HTTP/mail.contoso.example`. */
  targetName: string;
  /** Of the TLS connection; null: none, and none is claimed. */
  channelBindings: Uint8Array | null;
};

/** The third message: proves that the password is known, for this challenge only (NTLMv2). */
export function authenticateMessage(answer: NtlmAnswer): Buffer {
  const { challenge, password, clientChallenge } = answer;
  const [domain, user] = splitUser(answer.user);
  const key = passwordKey(domain, user, password);
  const timestamp = challenge.pairs.find(({ id }) => id === pair.timestamp)?.value ?? toFileTime(answer.now);
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    timestamp,
    clientChallenge,
    Buffer.alloc(4),
    targetInfo(answer),
    Buffer.alloc(4),
  ]);
  const proof = hmac(key, challenge.serverChallenge, blob);
  // the LM answer is left empty (MS-NLMP 3.1.5.1.2): it proves less, and nobody asks for it
  return joined([Buffer.alloc(24), Buffer.concat([proof, blob]), unicode(domain), unicode(user), Buffer.alloc(0), Buffer.alloc(0)]);
}

function targetInfo({ challenge, targetName, channelBindings }: NtlmAnswer): Buffer {
  const ours = [pair.targetName, pair.channelBindings];
  const pairs = challenge.pairs.filter(({ id }) => !ours.includes(id));
  pairs.push({ id: pair.targetName, value: unicode(targetName) });
  // an Exchange with Extended Protection refuses a pair of zeros, and takes a missing one
  if (channelBindings) pairs.push({ id: pair.channelBindings, value: Buffer.from(channelBindings) });
  return Buffer.concat([...pairs.map(({ id, value }) => toPair(id, value)), toPair(pair.end, Buffer.alloc(0))]);
}

function toPair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

/** A header with the place of each field (length twice, offset), the flags, the fields. */
function joined(fields: Buffer[]): Buffer {
  const header = Buffer.alloc(authenticateHeaderBytes);
  signature.copy(header);
  header.writeUInt32LE(3, 8);
  let offset = header.length;
  for (const [index, field] of fields.entries()) {
    const at = 12 + 8 * index;
    header.writeUInt16LE(field.length, at);
    header.writeUInt16LE(field.length, at + 2);
    header.writeUInt32LE(offset, at + 4);
    offset += field.length;
  }
  header.writeUInt32LE(flags, 60);
  return Buffer.concat([header, ...fields]);
}

/** A name without a backslash goes as it is, its domain is the server's to find. */
function splitUser(name: string): [domain: string, user: string] {
  const at = name.indexOf('\\');
  return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
}

const unicode = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** What the server knows of the password too (NTOWFv2, MS-NLMP 3.3.2). */
export const passwordKey = (domain: string, user: string, password: string): Buffer =>
  hmac(Buffer.from(md4.arrayBuffer(unicode(password))), unicode(user.toUpperCase() + domain));

function hmac(key: Buffer, ...parts: Uint8Array[]): Buffer {
  const made = createHmac('md5', key);
  for (const part of parts) made.update(part);
  return made.digest();
}

/** Tenths of microseconds since 1601 (MS-DTYP 2.3.3). */
function toFileTime(at: Date): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(at.getTime()) + 11_644_473_600_000n) * 10_000n);
  return time;
}
