import type { Contact } from '../domain/contacts/contact.ts';
import { holdOf, mustLookAt } from '../domain/notifications/delivery-hold.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { type Remark, remark } from '../domain/words/remark.ts';

/** What looking at an address reads and writes. */
export type LookDeps = {
  /** Who has an address, or null. */
  contactAt(address: string): Promise<Reader | null>;
  /** Makes a notification the one mail that an address is tried with; false when another is. */
  claimProbe(address: string, notificationId: string, now: Date): Promise<boolean>;
};

/** What sending looks at of who has an address. */
type Reader = Pick<Contact, 'deliverability' | 'language' | 'writesIn'>;

/**
 * Why a notification is held, or null; `isProbe`: its address is tried with it. `reader`: who has
 * the address, null where that is not known, or was not looked at.
 */
export type Looked = { hold: Remark | null; isProbe: boolean; reader: Reader | null };

/**
 * Looks whether a notification may go to its address now: one request; none where whoever owed it
 * has just looked, or somebody has it sent whatever is known.
 */
export async function lookAtAddress(deps: LookDeps, notification: Notification, now: Date): Promise<Looked> {
  const { id, to } = notification;
  if (!mustLookAt(notification, now)) return { hold: null, isProbe: false, reader: null };
  const reader = await deps.contactAt(to.address);
  const known = reader?.deliverability ?? null;
  const verdict = holdOf(known, now);
  if (verdict.kind === 'send') return { hold: null, isProbe: false, reader };
  if (verdict.kind === 'hold') return { hold: verdict.reason, isProbe: false, reader };
  if (await deps.claimProbe(to.address, id, now)) return { hold: null, isProbe: true, reader };
  return { hold: remark('not-sent-tried', { why: known?.reason ?? '' }), isProbe: false, reader };
}
