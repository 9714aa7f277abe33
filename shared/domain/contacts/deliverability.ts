import { z } from 'zod';
import { Remark, remark } from '../words/remark.ts';

/**
 * Whether mail reaches an address, and why it gets none: `undeliverable` if nobody has it,
 * `complained` if its owner reported our mail as abuse, `suppressed` while Communication Services
 * holds mail to it back, `failing` if mail was returned again and again, though somebody has it.
 */
export const Deliverability = z.object({
  state: z.enum(['undeliverable', 'complained', 'suppressed', 'failing']),
  reason: Remark,
  /** Since when. */
  at: z.iso.datetime(),
  /** From then on one mail is tried; null: none before somebody clears the address. */
  until: z.iso.datetime().nullable().default(null),
});
export type Deliverability = z.infer<typeof Deliverability>;

const maxReturned = 20;
const Returned = z.object({ notificationId: z.string(), at: z.iso.datetime(), reason: Remark });
type Returned = z.infer<typeof Returned>;

/**
 * What was reported of an address, each report once, by the notification that it is about:
 * `deliverability` follows from it. Only that tells an address that is dead from one whose mailbox
 * was full.
 */
export const Bounces = z.object({
  /** The first and the last time that mail was returned since nobody has the address. */
  hard: z.object({ reason: Remark, at: z.iso.datetime(), lastAt: z.iso.datetime() }).nullable(),
  complaint: z.object({ reason: Remark, at: z.iso.datetime() }).nullable(),
  /** Mails that were returned though somebody has the address. */
  soft: z.array(Returned).max(maxReturned),
  /** Mails that Communication Services did not send on. */
  suppressed: z.array(Returned).max(maxReturned),
  /** Reports on mail that was sent before say nothing any more. */
  clearedAt: z.iso.datetime().nullable(),
  /** The mail that is tried once the time of a hold is over: others wait for what comes of it. */
  probe: z.object({ notificationId: z.string(), at: z.iso.datetime() }).nullable(),
});
export type Bounces = z.infer<typeof Bounces>;

/** What is kept of an address: contacts of an earlier version have no `bounces`. */
export type AddressHealth = { deliverability: Deliverability | null; bounces?: Bounces };

/**
 * What became of one mail, as far as it tells something of the address that it was mailed to.
 * `hard`: nobody has the address. `soft`: somebody has, and it takes no mail now. `bySuppression`:
 * Communication Services puts the address onto its list of suppressed ones.
 */
export type AddressOutcome = {
  what: 'delivered' | 'hard' | 'soft' | 'suppressed' | 'complaint';
  reason: Remark;
  /** When it was reported, and when the mail was sent. */
  at: string;
  sentAt: string;
  notificationId: string;
  bySuppression?: boolean;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** So many soft ones within so many days, and the address is left alone for a while. */
const softLimit = { mails: 3, days: 7, heldMs: dayMs };
/** A domain that expired may be renewed, a mailbox given to somebody else. */
const hardHeldMs = 90 * dayMs;
/**
 * For how long Communication Services suppresses an address: longer each time. Each try meanwhile
 * prolongs it, so ours is an hour longer. Source: learn.microsoft.com/azure/communication-services/
 * concepts/email/sender-reputation-managed-suppression-list
 */
const leasesMs = [24, 48, 96, 7 * 24, 14 * 24].map((hours) => hours * hourMs);
/** A report comes within minutes; a mail system that is out may be tried for a day. */
const probedMs = dayMs;

/**
 * What is kept of an address once something was reported; null when that is nothing new. In
 * whatever order reports come, and however often: the same comes of them. Pure.
 */
export function afterOutcome(before: AddressHealth | null, outcome: AddressOutcome): Required<AddressHealth> | null {
  const known = bouncesOf(before);
  if (known.clearedAt !== null && outcome.sentAt <= known.clearedAt) return null;
  const after = withOutcome(known, outcome);
  return JSON.stringify(after) === JSON.stringify(known) ? null : healthOf(after);
}

function withOutcome(known: Bounces, { what, reason, at, notificationId, bySuppression, sentAt }: AddressOutcome): Bounces {
  const probe = known.probe?.notificationId === notificationId ? null : known.probe;
  const returned = { notificationId, at, reason };
  switch (what) {
    case 'delivered':
      return known.probe?.notificationId === notificationId ? { ...noBounces, complaint: known.complaint, clearedAt: sentAt } : known;
    case 'complaint':
      return known.complaint && known.complaint.at <= at ? known : { ...known, complaint: { reason, at } };
    case 'soft':
      return { ...known, probe, soft: withReturned(known.soft, returned) };
    case 'suppressed':
      return { ...known, probe, suppressed: withReturned(known.suppressed, returned) };
    case 'hard': {
      const { hard } = known;
      const first = hard && hard.at <= at ? hard : { reason, at };
      const lastAt = hard && hard.lastAt > at ? hard.lastAt : at;
      const suppressed = bySuppression ? withReturned(known.suppressed, returned) : known.suppressed;
      return { ...known, probe, suppressed, hard: { reason: first.reason, at: first.at, lastAt } };
    }
  }
}

/** One more, unless it is there; the latest are kept, the earliest first. */
function withReturned(known: Returned[], one: Returned): Returned[] {
  const same = known.find(({ notificationId }) => notificationId === one.notificationId);
  if (same && same.at <= one.at) return known;
  const others = known.filter((other) => other !== same);
  return [...others, one].toSorted((a, b) => compare(a.at, b.at) || compare(a.notificationId, b.notificationId)).slice(-maxReturned);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** An address that one mail is sent to now that the time of its hold is over. Pure. */
export const whileProbed = (before: AddressHealth, notificationId: string, now: Date): Required<AddressHealth> =>
  healthOf({ ...bouncesOf(before), probe: { notificationId, at: now.toISOString() } });

/** An address that somebody cleared: nothing that was reported before holds any more. Pure. */
export const cleared = (now: Date): Required<AddressHealth> => healthOf({ ...noBounces, clearedAt: now.toISOString() });

/**
 * An address of which a mail came that its owner wrote for certain: somebody has it. What the owner
 * wished stays, and so does that Communication Services sends nothing on. Null when that changes
 * nothing. Pure.
 */
export function afterMailFrom(before: AddressHealth | null, now: Date): Required<AddressHealth> | null {
  const { state } = before?.deliverability ?? {};
  if (state !== 'undeliverable' && state !== 'failing') return null;
  const { complaint, suppressed } = bouncesOf(before);
  const after = healthOf({ ...noBounces, complaint, suppressed, clearedAt: now.toISOString() });
  // the time of that list is over
  return after.deliverability?.until && Date.parse(after.deliverability.until) <= now.getTime() ? cleared(now) : after;
}

const noBounces: Bounces = { hard: null, complaint: null, soft: [], suppressed: [], clearedAt: null, probe: null };

/** What was reported; of a contact of an earlier version, what follows from its state. */
function bouncesOf(known: AddressHealth | null): Bounces {
  if (known?.bounces) return known.bounces;
  const { state, reason, at } = known?.deliverability ?? {};
  if (!state || !reason || !at) return noBounces;
  return state === 'complained' ? { ...noBounces, complaint: { reason, at } } : { ...noBounces, hard: { reason, at, lastAt: at } };
}

const healthOf = (bounces: Bounces): Required<AddressHealth> => ({ deliverability: deliverabilityOf(bounces), bounces });

/** The worst of what was reported. */
function deliverabilityOf({ complaint, hard, soft, suppressed, probe }: Bounces): Deliverability | null {
  if (complaint) return { state: 'complained', ...complaint, until: null };
  const untilProbed = (until: number) => new Date(Math.max(until, probe ? Date.parse(probe.at) + probedMs : 0)).toISOString();
  if (hard) {
    const until = Math.max(Date.parse(hard.lastAt) + hardHeldMs, endOfLease(suppressed));
    return { state: 'undeliverable', reason: hard.reason, at: hard.at, until: untilProbed(until) };
  }
  const [first] = suppressed;
  if (first) return { state: 'suppressed', reason: remark('held-back'), at: first.at, until: untilProbed(endOfLease(suppressed)) };
  const latest = soft.slice(-softLimit.mails);
  const [begin, end] = [latest[0], latest.at(-1)];
  if (!begin || !end || latest.length < softLimit.mails) return null;
  const [beginMs, endMs] = [Date.parse(begin.at), Date.parse(end.at)];
  if (endMs - beginMs > softLimit.days * dayMs) return null;
  const reason = remark('returned-often', { count: latest.length, days: softLimit.days, why: end.reason });
  return { state: 'failing', reason, at: end.at, until: untilProbed(endMs + softLimit.heldMs) };
}

function endOfLease(suppressed: Returned[]): number {
  const last = suppressed.at(-1);
  const lease = leasesMs[Math.min(suppressed.length, leasesMs.length) - 1];
  return last && lease ? Date.parse(last.at) + lease + hourMs : 0;
}
