import { z } from 'zod';
import type { NotificationRef } from '../queue-items.ts';
import { eventIn } from './delivery-report.ts';
import type { Notification } from './notification.ts';
import { notificationChange, type TicketChange } from './ticket-change.ts';

const engagementType = 'Microsoft.Communication.EmailEngagementTrackingReportReceived';

/**
 * The event as Event Grid writes it. The samples of the documentation spell userActionTimeStamp,
 * the SDK's types userActionTimestamp, and these have engagement where the samples have
 * engagementType; each is taken. Source:
 * learn.microsoft.com/azure/event-grid/communication-services-email-events
 */
const EngagementEvent = z.object({
  id: z.string().min(1).max(200),
  eventType: z.literal(engagementType),
  eventTime: z.iso.datetime({ offset: true }),
  data: z.object({
    recipient: z.string().max(320).nullish(),
    messageId: z.string().min(1).max(200),
    userActionTimeStamp: z.iso.datetime({ offset: true }).nullish(),
    userActionTimestamp: z.iso.datetime({ offset: true }).nullish(),
    engagementType: z.string().max(100).nullish(),
    engagement: z.string().max(100).nullish(),
  }),
});
const AnyEvent = z.object({ eventType: z.literal(engagementType) });

/** That a mail was opened, or a program loaded its pictures. `id`: a repeat has the same. */
export type Engagement = { id: string; operationId: string; recipient: string | null; kind: string; at: string };

/**
 * Reads an item of queue `delivery-reports` that tells of an opened mail; null for another event.
 *
 * @throws Error that names the wrong field.
 */
export function parseEngagement(item: unknown): Engagement | null {
  const json = eventIn(item);
  if (!AnyEvent.safeParse(json).success) return null;
  const parsed = EngagementEvent.safeParse(json);
  if (!parsed.success) throw new Error(`Engagement report: ${z.prettifyError(parsed.error)}`);
  const { id, data, eventTime } = parsed.data;
  return {
    id,
    operationId: data.messageId,
    recipient: data.recipient || null,
    kind: (data.engagementType ?? data.engagement ?? '').toLowerCase(),
    at: new Date(data.userActionTimeStamp ?? data.userActionTimestamp ?? eventTime).toISOString(),
  };
}

/** So many times are counted: reports beyond these only move the last of them. */
export const maxOpened = 50;

/**
 * What a report of an opened mail changes: the same for reports in any order, and nothing for one
 * that came before. Null: nothing. It holds only while no other report was noted meanwhile. Pure.
 */
export function planEngagement(report: Engagement, { to, status, opened }: Notification, ref: NotificationRef): TicketChange | null {
  if (report.kind !== 'view' || (report.recipient !== null && report.recipient.toLowerCase() !== to.address.toLowerCase())) return null;
  if (opened?.ids.includes(report.id)) return null;
  const ids = opened?.ids ?? [];
  const known = ids.length < maxOpened ? [...ids, report.id] : ids;
  const [first = report.at, last = report.at] = [opened?.first, opened?.last];
  const after = {
    first: report.at < first ? report.at : first,
    last: report.at > last ? report.at : last,
    times: known.length,
    ids: known,
  };
  return notificationChange(ref, { opened: after }, { status: [status], to: null, opened: opened?.times ?? 0 });
}
