import type { BounceDetail, BounceReason } from '../bounce-report.ts';

type Meaning = { reason: BounceReason; detail?: BounceDetail };

/**
 * What an enhanced status code alone says, without its class: RFC 3463, the IANA registry of
 * enhanced status codes (RFC 5248, 7372, 7504, 7505) and further ones documented by Exchange Online
 * (three-digit details). Programs use them loosely, so words have precedence.
 */
const meanings: Record<string, Meaning> = {
  '1.0': { reason: 'user-unknown' },
  '1.1': { reason: 'user-unknown' },
  '1.2': { reason: 'host-unknown' },
  '1.3': { reason: 'user-unknown' },
  '1.4': { reason: 'system' },
  '1.6': { reason: 'has-moved' },
  '1.7': { reason: 'policy', detail: 'sender-rejected' },
  '1.8': { reason: 'policy', detail: 'sender-rejected' },
  '1.10': { reason: 'user-unknown' },
  '1.20': { reason: 'policy', detail: 'sender-rejected' },
  '1.90': { reason: 'blocked', detail: 'rate-limited' },
  '1.351': { reason: 'user-unknown' },
  '2.1': { reason: 'suspended' },
  '2.2': { reason: 'mailbox-full' },
  '2.3': { reason: 'too-large' },
  '2.4': { reason: 'system' },
  '2.121': { reason: 'blocked', detail: 'rate-limited' },
  '2.122': { reason: 'blocked', detail: 'rate-limited' },
  '3.0': { reason: 'system' },
  '3.1': { reason: 'system' },
  '3.2': { reason: 'host-unknown' },
  '3.3': { reason: 'system' },
  '3.4': { reason: 'too-large' },
  '3.5': { reason: 'system' },
  '4.0': { reason: 'network' },
  '4.1': { reason: 'expired' },
  '4.2': { reason: 'network' },
  '4.3': { reason: 'network' },
  '4.4': { reason: 'host-unknown' },
  '4.5': { reason: 'network' },
  '4.6': { reason: 'network' },
  '4.7': { reason: 'expired' },
  '4.14': { reason: 'network' },
  '4.300': { reason: 'expired' },
  '4.310': { reason: 'host-unknown' },
  '4.312': { reason: 'expired' },
  '4.316': { reason: 'expired' },
  '5.0': { reason: 'system' },
  '5.1': { reason: 'system' },
  '5.2': { reason: 'system' },
  '5.3': { reason: 'system' },
  '5.4': { reason: 'system' },
  '5.5': { reason: 'system' },
  '7.13': { reason: 'suspended' },
  '7.20': { reason: 'policy', detail: 'authentication-failure' },
  '7.21': { reason: 'policy', detail: 'authentication-failure' },
  '7.22': { reason: 'policy', detail: 'authentication-failure' },
  '7.23': { reason: 'policy', detail: 'authentication-failure' },
  '7.24': { reason: 'policy', detail: 'authentication-failure' },
  '7.25': { reason: 'blocked', detail: 'reverse-dns' },
  '7.26': { reason: 'policy', detail: 'authentication-failure' },
  '7.27': { reason: 'policy', detail: 'sender-rejected' },
  '7.28': { reason: 'blocked', detail: 'rate-limited' },
  '7.29': { reason: 'policy', detail: 'authentication-failure' },
  '7.509': { reason: 'policy', detail: 'authentication-failure' },
  '7.606': { reason: 'blocked', detail: 'reputation' },
  '7.708': { reason: 'blocked', detail: 'reputation' },
};

/** For a status code whose detail is not listed: by its subject alone. */
const subjects: Record<string, Meaning> = {
  '4': { reason: 'network' },
  '6': { reason: 'policy', detail: 'content' },
  '7': { reason: 'policy' },
};

/** The meaning of an enhanced status code ("5.1.1"), or null if it has none (x.0.0). */
export function meaningOfStatus(status: string): Meaning | null {
  const [, subject, detail] = status.split('.');
  return meanings[`${subject}.${detail}`] ?? subjects[subject ?? ''] ?? null;
}

/**
 * Reply codes that mean something by themselves (RFC 5321 4.2.3, RFC 7504). 550 is not among them:
 * it has too many meanings.
 */
export const meaningOfCode: Record<number, Meaning> = {
  421: { reason: 'network' },
  442: { reason: 'network' },
  447: { reason: 'expired' },
  450: { reason: 'system' },
  451: { reason: 'system' },
  452: { reason: 'mailbox-full' },
  521: { reason: 'host-unknown' },
  534: { reason: 'too-large' },
  535: { reason: 'policy', detail: 'restricted' },
  551: { reason: 'has-moved' },
  552: { reason: 'mailbox-full' },
  553: { reason: 'user-unknown' },
  556: { reason: 'host-unknown' },
};
