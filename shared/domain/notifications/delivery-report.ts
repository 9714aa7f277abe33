import { z } from 'zod';
import { ReturnedReport } from '../queue-items.ts';

/**
 * Base64 and JSON of a storage queue's message: 64 KiB at most, so more was never sent by Event
 * Grid.
 */
const maxTextLength = 65_536;
const deliveryReportType = 'Microsoft.Communication.EmailDeliveryReportReceived';

/** What Communication Services says became of a mail; a word that is new here is kept as it is. */
const Text = z.string().max(2000);

/**
 * The event as Event Grid writes it (EventGridSchema). The samples of the documentation spell
 * deliveryAttemptTimeStamp, the SDK's types deliveryAttemptTimestamp; both are taken. Source:
 * learn.microsoft.com/azure/event-grid/communication-services-email-events
 */
const DeliveryReportEvent = z.object({
  id: z.string().max(200),
  eventType: z.literal(deliveryReportType),
  eventTime: z.iso.datetime({ offset: true }),
  data: z.object({
    recipient: z.string().min(1).max(320),
    internetMessageId: z.string().max(998).nullish(),
    messageId: z.string().max(200).nullish(),
    status: z.string().min(1).max(100),
    deliveryStatusDetails: z.object({ statusMessage: Text.nullish(), recipientMailServerHostName: Text.nullish() }).nullish(),
    deliveryAttemptTimeStamp: z.iso.datetime({ offset: true }).nullish(),
    deliveryAttemptTimestamp: z.iso.datetime({ offset: true }).nullish(),
  }),
});
const AnyEvent = z.object({ eventType: z.string().max(200) });

/** A delivery report: what became of one mail on its way to one recipient. `at` is in UTC. */
export type DeliveryReport = {
  /** Of the report itself: a repeat of it has the same. */
  id: string;
  recipient: string;
  /** The Message-ID that the mail had at last: ours, unless Communication Services replaced it. */
  internetMessageId: string | null;
  operationId: string | null;
  status: string;
  /** What the recipient's server said. */
  said: string;
  server: string;
  at: string;
};

/**
 * Reads an item of queue `delivery-reports`: an object, its JSON, or that in Base64 (as it is in
 * the queue); one that was returned too. An event of another type is named; it says nothing of a
 * delivery.
 *
 * @throws Error that names the wrong field.
 */
export function parseDeliveryReport(item: unknown): DeliveryReport | { otherEvent: string } {
  const json = eventIn(item);
  const any = AnyEvent.safeParse(json);
  if (any.success && any.data.eventType !== deliveryReportType) return { otherEvent: any.data.eventType };
  const parsed = DeliveryReportEvent.safeParse(json);
  if (!parsed.success) throw new Error(`Delivery report: ${z.prettifyError(parsed.error)}`);
  const { id, data, eventTime } = parsed.data;
  const details = data.deliveryStatusDetails;
  return {
    id,
    recipient: data.recipient,
    internetMessageId: data.internetMessageId || null,
    operationId: data.messageId || null,
    status: data.status,
    said: details?.statusMessage ?? '',
    server: details?.recipientMailServerHostName ?? '',
    at: new Date(data.deliveryAttemptTimeStamp ?? data.deliveryAttemptTimestamp ?? eventTime).toISOString(),
  };
}

/** The event that a queue item is, or was returned with. */
export function eventIn(item: unknown): unknown {
  const returned = ReturnedReport.safeParse(item);
  return toObject(returned.success ? returned.data.returned : item);
}

function toObject(item: unknown): unknown {
  if (typeof item !== 'string') return item;
  if (item.length > maxTextLength) throw new Error(`Delivery report: longer than ${maxTextLength} characters`);
  const text = item.trimStart().startsWith('{') ? item : Buffer.from(item, 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('Delivery report: neither JSON nor JSON in Base64');
  }
}
