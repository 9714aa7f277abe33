import { fieldValue, type MailFields } from './header-fields.ts';
import { decodeWords } from './mime/encoded-words.ts';

/**
 * The first mail of a conversation has 22 bytes; each reply adds 5 (MS-OXOMSG 2.2.1.3,
 * PidTagConversationIndex).
 */
const headerBytes = 22;
const childBytes = 5;
/** A line has at most 998 characters, and this one can't be folded (RFC 5322 2.1.1). */
const maxIndex = 900;
const maxTopic = 250;

/**
 * Exchange's conversation as a mail states it: where the mail stands in it (Thread-Index, Base64),
 * and what it is about (Thread-Topic, decoded; '' without one). Null without a valid index.
 */
export function exchangeThread(fields: MailFields): { index: string; topic: string } | null {
  const index = fieldValue(fields, 'thread-index').replace(/\s/g, '');
  if (indexBytes(index) === null) return null;
  const topic = decodeWords(fieldValue(fields, 'thread-topic')).replace(/[\p{Cc}\s]{1,500}/gu, ' ');
  return { index, topic: [...topic.trim()].slice(0, maxTopic).join('') };
}

/**
 * The topic of the conversation in which a mail replies: Exchange writes these fields into
 * automatic replies even without In-Reply-To and References. '' without a topic; null if the mail
 * is not a reply.
 */
export function answeredTopic(fields: MailFields): string | null {
  const thread = exchangeThread(fields);
  return thread && (indexBytes(thread.index)?.length ?? 0) > headerBytes ? thread.topic : null;
}

/**
 * The index of an answer to the mail of that index: its own and a child block (how much later than
 * the conversation's first mail, and `random`, of which one byte is taken). Echoed unchanged it
 * would begin a second conversation in Outlook (freescout issue 4922). Null if it is not valid, or
 * has no room for another. Pure.
 */
export function answerIndex(index: string, at: Date, random: Uint8Array): string | null {
  const bytes = indexBytes(index);
  if (bytes === null) return null;
  // FILETIME counts 100 ns since 1601; the header has its first six bytes
  const now = (BigInt(at.getTime()) + 11_644_473_600_000n) * 10_000n;
  const begun = BigInt(`0x${bytes.toString('hex', 0, 6)}`) << 16n;
  const later = now > begun ? now - begun : 0n;
  const isLong = later >> 49n !== 0n;
  const delta = Number((later >> (isLong ? 23n : 18n)) & 0x7fff_ffffn);
  const child = Buffer.alloc(childBytes);
  child.writeUInt32BE(delta + (isLong ? 0x8000_0000 : 0));
  child.writeUInt8(random[0] ?? 0, childBytes - 1);
  const answer = Buffer.concat([bytes, child]).toString('base64');
  return answer.length <= maxIndex ? answer : null;
}

/** The bytes of an index, or null: 22 and 5 for each answer. */
function indexBytes(index: string): Buffer | null {
  if (index.length > maxIndex || index.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(index)) return null;
  const bytes = Buffer.from(index, 'base64');
  return bytes.length >= headerBytes && (bytes.length - headerBytes) % childBytes === 0 ? bytes : null;
}
