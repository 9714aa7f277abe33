import type { Deliverability } from '../domain/contacts/deliverability.ts';
import { holdOf, mustLookAt } from '../domain/notifications/delivery-hold.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { type Remark, remark } from '../domain/words/remark.ts';

/** What looking at an address reads and writes. */
export type LookDeps = {
  /** What is known of an address, or null. */
  deliverabilityOf(address: string): Promise<Deliverability | null>;
  /** Makes a notification the one mail that an address is tried with; false when another is. */
  claimProbe(address: string, notificationId: string, now: Date): Promise<boolean>;
};

/** Why a notification is held, or null; `isProbe`: its address is tried with it. */
export type Looked = { hold: Remark | null; isProbe: boolean };

/**
 * Looks whether a notification may go to its address now: one request; none where whoever owed it
 * has just looked, or somebody has it sent whatever is known.
 */
export async function lookAtAddress(deps: LookDeps, notification: Notification, now: Date): Promise<Looked> {
  const { id, to } = notification;
  if (!mustLookAt(notification, now)) return { hold: null, isProbe: false };
  const known = await deps.deliverabilityOf(to.address);
  const verdict = holdOf(known, now);
  if (verdict.kind === 'send') return { hold: null, isProbe: false };
  if (verdict.kind === 'hold') return { hold: verdict.reason, isProbe: false };
  if (await deps.claimProbe(to.address, id, now)) return { hold: null, isProbe: true };
  return { hold: remark('not-sent-tried', { why: known?.reason ?? '' }), isProbe: false };
}
