import { z } from 'zod';
import { canRelease } from '../domain/notifications/delivery-hold.ts';
import { Notification } from '../domain/notifications/notification.ts';
import { cut } from '../domain/text/cut.ts';
import { inWords } from '../domain/words/in-words.ts';
import type { Remark } from '../domain/words/remark.ts';

/** What the API says of one mail to one address: what became of it. */
export const ApiDelivery = z.object({
  id: z.string().describe('Of the notification: GET /api/notifications/{ticket}/{id}'),
  to: z.string().describe('The address that it goes to'),
  kind: z.string(),
  audience: z.enum(['client', 'team']).describe('Who reads it: a client and their people, or technicians'),
  state: Notification.shape.status,
  reason: z.string().nullable().describe('Why it is held, failed or was returned, or what its last try met'),
  reasonCode: z.string().nullable().describe('The same as a code, which does not change when the words do'),
  at: z.string().describe('Since when it is in this state, or when it is to be sent; ISO 8601, UTC'),
  sentAt: z.string().nullable().describe('When its channel took it'),
  canRelease: z.boolean().describe('It is sent once somebody releases it'),
});
export type ApiDelivery = z.infer<typeof ApiDelivery>;

const maxReasonLength = 300;

/** What a report says rather than that there is one. */
function codeOf({ code, data = {} }: Remark): string {
  const inner = data.what ?? data.report;
  return typeof inner === 'object' ? codeOf(inner) : code;
}

/** A notification as what became of it. */
export const toApiDelivery = (notification: Notification): ApiDelivery => {
  const { id, to, kind, audience, status, failure, stateAt, sentAt, dueAt } = notification;
  return {
    id,
    to: to.address,
    kind,
    audience,
    state: status,
    reason: failure && cut(inWords(failure), maxReasonLength),
    reasonCode: failure && codeOf(failure),
    at: (status === 'waiting' ? dueAt : stateAt) ?? sentAt ?? dueAt,
    sentAt,
    canRelease: canRelease(notification),
  };
};
