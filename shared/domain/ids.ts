import { createHash, hash } from 'node:crypto';

/**
 * Ids on the way of a mail are made from content, never by chance: whoever works on the same mail
 * again, wherever, arrives at the same ids, and creating twice is refused by the store. 130 bits of
 * SHA-256 in 26 letters and digits.
 */

/**
 * The ticket that a conversation opens: named after its root Message-ID, so that a reply which
 * overtakes its parent opens the parent's ticket.
 */
export const ticketIdFor = (rootMessageId: string): string => digest('ticket', rootMessageId);

/**
 * The ticket of a mail that must not share one: its Message-ID was used before by another mail, or
 * quotes a ticket its sender is not in.
 */
export const separateTicketIdFor = (messageId: string, contentSha256: string): string => digest('separate', messageId, contentSha256);

/** The ticket that a message of another becomes: it does so once. */
export const splitTicketIdFor = (ticketId: string, messageItemId: string): string => digest('split', ticketId, messageItemId);

/** A machine's alert: mails of the same mailbox, rule, sender and key are of the same. */
export const alertIdFor = (mailboxId: string, ruleId: string, sender: string, key: string): string =>
  digest('alert', mailboxId, ruleId, sender, key);

/** The tickets of an alert, one after the other: each is opened once the one before is closed. */
export const alertTicketIdFor = (alertId: string, generation: number): string => digest('alert-ticket', alertId, String(generation));

/** A message in a ticket. Copies of one mail (same Message-ID, same content) get the same id. */
export const messageItemIdFor = (messageId: string, contentSha256: string): string => `m-${digest('message', messageId, contentSha256)}`;

/**
 * A message that a technician writes: a request that is repeated with the same key makes the same.
 */
export const writtenMessageIdFor = (ticketId: string, kind: string, by: string, key: string): string =>
  `m-${digest('written', ticketId, kind, by, key)}`;

/** A file that a technician sent ahead of their message: sent again it is the same. */
export const uploadIdFor = (by: string, name: string, fileSha256: string): string => `u-${digest('upload', by, name, fileSha256)}`;

/** A notification, named after what caused it: it exists once. */
export const notificationIdFor = (ticketId: string, kind: string, causeId: string): string =>
  `n-${digest('notification', ticketId, kind, causeId)}`;

/**
 * One that the client does not see, for technicians alone or for somebody outside the conversation:
 * its mark, a letter that no digest has, shows in the Message-ID of its mail, so that an answer to
 * it is known as internal without looking it up.
 */
export const teamNotificationIdFor = (ticketId: string, kind: string, causeId: string): string =>
  `n-${teamMark}${digest('notification', ticketId, kind, causeId).slice(teamMark.length)}`;
/** The mark: `alphabet` is without it. */
export const teamMark = 'i';

/** Something that admins are told of a mailbox, or the mail that tells it; named by its cause. */
export const adminAlertIdFor = (...cause: string[]): string => `a-${digest('alert', ...cause)}`;

/** An event in a ticket's history, named after its cause and what it says of what. */
export const eventIdFor = (cause: string, kind: string, subject: string): string => `e-${digest('event', cause, kind, subject)}`;

/**
 * An inbound mail: where it lay and what its bytes were. Message-IDs are reused by some senders, so
 * they are not its identity.
 */
export const mailIdFor = (mailboxId: string, remoteId: string, rawSha256: string): string => digest('mail', mailboxId, remoteId, rawSha256);

/**
 * A mailbox, named after its address: connected twice it is one. The readable part is cut and may
 * be empty; the digest tells mailboxes apart. `attempt` (1, 2 …) makes others, for when a mailbox
 * of that name has moved to another address.
 */
export function mailboxIdFor(address: string, attempt = 0): string {
  const readable = address.slice(0, address.lastIndexOf('@')).replace(/[^a-z0-9]+/g, '-');
  const name = readable.slice(0, 24).replace(/^-|-$/g, '');
  return `${name === '' ? 'mailbox' : name}-${digest('mailbox', address, ...(attempt === 0 ? [] : [String(attempt)])).slice(0, 10)}`;
}

/** The partition of a mail that has no ticket. */
export const partitionOfMail = (mailId: string): string => `mail:${mailId}`;

/** The last ones: those of one mail are asked for several times on its way. */
const hashes = new Map<string, string>();
const maxHashes = 200;
/** Longer ones are not kept. */
const maxKeptId = 500;

/** A Message-ID as it is looked up: hashed, for it may hold what an id may not, and be long. */
export function messageIdHash(messageId: string): string {
  const kept = hashes.get(messageId);
  if (kept !== undefined) return kept;
  const made = digest('message-id', messageId);
  if (hashes.size >= maxHashes) hashes.clear();
  if (messageId.length <= maxKeptId) hashes.set(messageId, made);
  return made;
}

/** An entry of the block list: named after what it blocks, which may hold what an id may not. */
export const blockIdFor = (entry: string): string => createHash('sha256').update(entry).digest('hex').slice(0, 32);

/** A claim on what only one setting of a kind may have, such as the prefix of a queue. */
export const settingClaimIdFor = ({ kind, field, value }: { kind: string; field: string; value: string }): string =>
  digest('setting-claim', kind, field, value);

/** The version of a setting: by what it is, and by the change that made it so. */
export const settingVersionFor = (changeId: string | null, content: string): string => digest('setting-version', changeId ?? '', content);

/** The blob that holds a file: named after its content, so that a repeat overwrites itself. */
export const blobNameOf = ({ sha256 }: { sha256: string }): string => `files/${sha256}`;

/** The operation id of a send: a UUID version 5 (RFC 9562 5.5) of the notification's id. */
export function operationIdFor(notificationId: string): string {
  const namespace = Buffer.from('6f0b5ad1c2b94d0f9a54a5a8e6f4b7c1', 'hex');
  const bytes = createHash('sha1').update(namespace).update(notificationId).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function digest(...parts: string[]): string {
  return base32(hash('sha256', parts.join('\n'), 'buffer'), 26);
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Two of its characters for each ten bits: half as many steps. */
const pairs = Array.from({ length: 1024 }, (_, bits) => alphabet.charAt(bits >> 5) + alphabet.charAt(bits & 31));

/**
 * Base 32 with digits and lower-case letters only: survives mail systems that change case, and
 * reads as one word. `length`: of the result, at most.
 */
export function base32(bytes: Uint8Array, length = Number.POSITIVE_INFINITY): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (let at = 0; at < bytes.length && out.length < length; at += 1) {
    value = (value << 8) | (bytes[at] ?? 0);
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    out += pairs[value >>> bits];
    value &= (1 << bits) - 1;
  }
  if (bits >= 5) out += alphabet.charAt((value >>> (bits - 5)) & 31);
  return out.slice(0, length);
}
