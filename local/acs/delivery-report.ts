import { createHash, randomUUID } from 'node:crypto';
import type { DeliveryOutcome, Operation } from './operation-store.ts';

/** An Event Grid event (EventGridSchema) as the storage queue gets it, before base64. */
export type DeliveryReportEvent = {
  id: string;
  topic: string;
  subject: string;
  eventType: 'Microsoft.Communication.EmailDeliveryReportReceived';
  eventTime: string;
  dataVersion: '1.0';
  metadataVersion: '1';
  data: {
    sender: string;
    recipient: string;
    internetMessageId: string;
    /** the operation's id */
    messageId: string;
    status: DeliveryOutcome['status'];
    deliveryStatusDetails: { statusMessage: string; recipientMailServerHostName: string };
    /** spelled so in the documentation's samples; the SDK's types say deliveryAttemptTimestamp */
    deliveryAttemptTimeStamp: string;
  };
};

/** A view of a mail as Event Grid reports it; `id` is another for each. */
export type EngagementEvent = Omit<DeliveryReportEvent, 'eventType' | 'data'> & {
  eventType: 'Microsoft.Communication.EmailEngagementTrackingReportReceived';
  data: {
    sender: string;
    recipient: string;
    messageId: string;
    userActionTimeStamp: string;
    engagementContext: string;
    userAgent: string;
    engagementType: 'view';
  };
};

const topic = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Communication/communicationServices/local`;

/**
 * The report about one recipient. The event's id is always the same for the same operation and
 * recipient, so that a report which came twice can be told. Source:
 * learn.microsoft.com/azure/event-grid/communication-services-email-events
 */
export function toDeliveryReport(operation: Operation, recipient: string, outcome: DeliveryOutcome, at: Date): DeliveryReportEvent {
  const time = at.toISOString();
  const host = recipient.slice(recipient.indexOf('@') + 1);
  return {
    id: idFor(`${operation.id} ${recipient}`),
    topic,
    subject: `sender/${operation.sender}/message/${operation.id}`,
    eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
    eventTime: time,
    dataVersion: '1.0',
    metadataVersion: '1',
    data: {
      sender: operation.sender,
      recipient,
      internetMessageId: operation.messageId,
      messageId: operation.id,
      status: outcome.status,
      // a suppressed mail never reaches a server
      deliveryStatusDetails: {
        statusMessage: outcome.message,
        recipientMailServerHostName: outcome.status === 'Suppressed' ? '' : `mx.${host}`,
      },
      deliveryAttemptTimeStamp: time,
    },
  };
}

/** That a recipient opened the mail of an operation, or a program loaded its pictures. */
export function toEngagement({ id, sender }: Pick<Operation, 'id' | 'sender'>, recipient: string, at: Date): EngagementEvent {
  const time = at.toISOString();
  return {
    ...{ id: randomUUID(), topic, subject: `sender/${sender}/message/${id}`, dataVersion: '1.0', metadataVersion: '1' },
    eventType: 'Microsoft.Communication.EmailEngagementTrackingReportReceived',
    eventTime: time,
    data: {
      ...{ sender, recipient, messageId: id, userActionTimeStamp: time },
      ...{ engagementContext: '', userAgent: 'Mozilla/5.0', engagementType: 'view' },
    },
  };
}

function idFor(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
