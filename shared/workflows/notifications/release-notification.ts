import { ProblemError } from '../../api/problem.ts';
import { canRelease, holdOf, planRelease } from '../../domain/notifications/delivery-hold.ts';
import type { Notification } from '../../domain/notifications/notification.ts';
import { notificationRef } from '../../domain/queue-items.ts';
import { inWords } from '../../domain/words/in-words.ts';
import { changeHeld } from './change-held.ts';
import type { HeldDeps } from './held-deps.ts';

/** Who has it sent, and whether whatever is known of its address. */
export type Release = { by: string; anyway: boolean };

/**
 * Has a mail sent that was held, as it was: the same mail under the same Message-ID, once, however
 * often it is asked for. Returns the notification as it is then. It is queued after it is written;
 * should that get lost, the sweep finds it.
 *
 * @throws ProblemError 404 when there is none, 409 when it is not held, or its address still gets
 *   no mail.
 */
export async function releaseNotification(deps: HeldDeps, ticketId: string, id: string, { by, anyway }: Release): Promise<Notification> {
  const isReleased = ({ status, released }: Notification) => released !== undefined && !canRelease({ status }) && status !== 'undone';
  const { notification, changed } = await changeHeld(deps, ticketId, id, isReleased, async (held) => {
    const known = anyway ? null : ((await deps.contactAt(held.to.address))?.deliverability ?? null);
    const verdict = holdOf(known, deps.now());
    if (verdict.kind === 'hold')
      throw new ProblemError(
        409,
        `${held.to.address}: ${inWords(verdict.reason)}. Clear the address if it gets mail again (POST /api/contacts/{address}/clear), or send this one mail whatever is known of it ("anyway": true).`,
      );
    return planRelease({ notification: held, by, now: deps.now() }, anyway);
  });
  if (changed) await deps.enqueue(notificationRef({ ticketId, notificationId: id }), 0);
  return notification;
}
