import { z } from 'zod';
import { canRelease } from '../domain/notifications/delivery-hold.ts';
import { maxOpened } from '../domain/notifications/engagement.ts';
import { Notification } from '../domain/notifications/notification.ts';
import { cut } from '../domain/text/cut.ts';
import { inWords } from '../domain/words/in-words.ts';
import { type Remark, remark } from '../domain/words/remark.ts';

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
  opened: z
    .object({
      first: z.string(),
      last: z.string(),
      times: z.number().int().describe(`Reports, ${maxOpened} at most`),
      text: z.string().describe('What that means, in words'),
    })
    .nullable()
    .describe('That it was opened, where an admin has switched that on; null says nothing: many programs load no pictures'),
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
  const { id, to, kind, audience, status, failure, stateAt, sentAt, dueAt, opened } = notification;
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
    opened: opened
      ? { first: opened.first, last: opened.last, times: opened.times, text: inWords(remark('opened-or-loaded', { times: opened.times })) }
      : null,
    canRelease: canRelease(notification),
  };
};
