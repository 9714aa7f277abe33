import { mailBounced } from './mail-bounced.ts';
import { mailNotSentOn } from './mail-not-sent-on.ts';
import { guestLinkKind, noticeKind } from './notice-kinds.ts';
import type { NotificationKinds } from './notification-kind.ts';
import { technicianMail } from './technician-mail.ts';
import { technicianReplied } from './technician-replied.ts';
import { ticketCreated } from './ticket-created.ts';

const told = noticeKind('ticket-created');

/** All kinds of notifications: a new one is a file beside this one and a row here. */
export const notificationKinds: NotificationKinds = new Map([
  [
    'ticket-created',
    {
      automatic: true,
      // the confirmation answers who asks; all others are told
      compose: (...parts) => (parts[0].mailId !== null && parts[0].audience === 'client' ? ticketCreated : told).compose(...parts),
    },
  ],
  ['mail-bounced', mailBounced],
  ['guest-link', guestLinkKind],
  ['mail-not-sent-on', mailNotSentOn],
  ...(['ticket-resolved', 'ticket-closed', 'sla-breached', 'ticket-assigned', 'client-replied', 'note-mention'] as const).map(
    (event) => [event, noticeKind(event)] as const,
  ),
  ['technician-replied', technicianReplied],
  ['technician-mail', technicianMail],
]);
