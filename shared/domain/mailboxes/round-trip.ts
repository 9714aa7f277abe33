import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { remark } from '../words/remark.ts';
import type { Step } from './connection-step.ts';
import type { Mailbox } from './mailbox.ts';

/** What came back: when, after how long, and what of it had survived. */
export const Arrival = z.object({
  mailId: z.string(),
  remoteId: z.string(),
  at: z.iso.datetime(),
  /** Our Message-ID, References and own field; false where the channel or a server lost it. */
  messageId: z.boolean(),
  references: z.boolean(),
  field: z.boolean(),
  /** Who stamped the topmost Authentication-Results, `''` without a name; null: there are none. */
  server: z.string().max(255).nullable(),
});
export type Arrival = z.infer<typeof Arrival>;

/** A mail to the mailbox's own address, and one to that address with a tag behind a plus. */
export const variants = ['plain', 'plus'] as const;
export type Variant = (typeof variants)[number];

/** One of the two mails: the hash of its secret, and what came back. */
const Sent = z.object({ tokenSha256: z.string(), arrived: Arrival.nullable() });
/** The two mails of a round trip; `plus` is null where it could not be sent. */
export const RoundTrip = z.object({ sentAt: z.iso.datetime(), plain: Sent, plus: Sent.nullable() });
export type RoundTrip = z.infer<typeof RoundTrip>;

/** The field of a test's mail that holds its token; the subject holds it, too. */
export const testField = 'X-PSA-Connection-Test';
const token = /(?:^|\[psa-test:)([0-9a-z]{26})\.([0-9a-z]{32})(?:\]|$)/i;

/** The token as it stands in a subject. Pure. */
export const inSubject = (text: string): string => `[psa-test:${text}]`;

/** The test and the secret that a field or a subject of a mail names; null: none. Pure. */
export function parseToken(text: string): { testId: string; secret: string } | null {
  const [, testId, secret] = token.exec(text.trim().toLowerCase()) ?? [];
  return testId && secret ? { testId, secret } : null;
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Which of the two mails a secret belongs to; null: none of them. Pure. */
export function variantOf(trip: RoundTrip, secret: string): Variant | null {
  const given = Buffer.from(hashOf(secret));
  const belongs = (sha256: string | undefined) => sha256 !== undefined && timingSafeEqual(given, Buffer.from(sha256));
  return variants.find((variant) => belongs(trip[variant]?.tokenSha256)) ?? null;
}

/** The trip once a mail of it has come back; null: that one came before, as another mail. Pure. */
export function withArrival(trip: RoundTrip, variant: Variant, arrival: Arrival): RoundTrip | null {
  const sent = trip[variant];
  if (!sent || (sent.arrived && sent.arrived.mailId !== arrival.mailId)) return null;
  return { ...trip, [variant]: { ...sent, arrived: sent.arrived ?? arrival } };
}

/** After the first mail came back, the second is waited for that long: they left together. */
const plusWaitMs = 45_000;

/**
 * Whether enough is known of a trip, which has until `endsAt`: both mails came back, or the one
 * with the tag is too late behind the other. Pure.
 */
export function isTripOver({ plain, plus }: RoundTrip, endsAt: Date, now: Date): boolean {
  if (now >= endsAt) return true;
  if (!plain.arrived) return false;
  return !plus || plus.arrived !== null || now.getTime() - Date.parse(plain.arrived.at) > plusWaitMs;
}

/** Whether mail with a tag behind a plus arrives; null: that is not known. Pure. */
export const plusAddressingFound = ({ plain, plus }: RoundTrip): boolean | null => (plus && plain.arrived ? plus.arrived !== null : null);

type TrustingMailbox = Pick<Mailbox, 'kind' | 'trustedServers'>;

/** The step that a trip makes, once it is over. Pure. */
export function roundTripStep(trip: RoundTrip, mailbox: TrustingMailbox): Step {
  const { arrived } = trip.plain;
  if (!arrived) return { step: 'round-trip', result: 'skipped', said: remark('test-trip-late'), durationMs: 0, proposal: null };
  const durationMs = Math.max(0, Date.parse(arrived.at) - Date.parse(trip.sentAt));
  const found = plusAddressingFound(trip);
  const said = remark('test-trip-passed', {
    seconds: (durationMs / 1000).toFixed(1),
    threading: remark(
      arrived.messageId && arrived.references
        ? 'test-threading-kept'
        : arrived.messageId || arrived.references
          ? 'test-threading-partly'
          : 'test-threading-lost',
    ),
    plus: remark(found === null ? 'test-plus-unknown' : found ? 'test-plus-arrives' : 'test-plus-lost'),
    verdicts:
      arrived.server === null
        ? remark('test-no-verdicts')
        : arrived.server === ''
          ? remark('test-verdicts-unnamed')
          : remark('test-verdicts-by', { server: arrived.server }),
  });
  return { step: 'round-trip', result: 'passed', said, durationMs, proposal: proposalOf(arrived.server, mailbox) };
}

/**
 * The trusted servers that the mailbox should have, where the one that stamped is not among them;
 * `''` is Exchange Online, which only a mailbox of Microsoft 365 trusts, and without a list.
 */
function proposalOf(server: string | null, { kind, trustedServers }: TrustingMailbox): Step['proposal'] {
  const trusted = trustedServers ?? (kind === 'graph' ? [''] : []);
  const isKnown = trusted.some((name) => (name.startsWith('*.') ? server?.endsWith(name.slice(1)) : name === server));
  if (server === null || isKnown || (server === '' && kind !== 'graph')) return null;
  return { trustedServers: [...trusted, server].slice(0, 20) };
}
