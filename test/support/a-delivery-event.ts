/** A delivery report as Event Grid writes it: on our mail to alice, unless said otherwise. */
export const aDeliveryEvent = ({
  status,
  said = '',
  recipient = 'alice@fabrikam.example',
  internetMessageId = '<ours@contoso.example>',
  operationId = '00000000-0000-5000-8000-000000000000',
}: {
  status: string;
  said?: string;
  recipient?: string;
  internetMessageId?: string;
  operationId?: string;
}) => ({
  id: '10000000-0000-4000-8000-000000000000',
  topic: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Communication/communicationServices/c',
  subject: `sender/support@contoso.example/message/${operationId}`,
  eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
  eventTime: '2026-03-01T09:31:00.0000000Z',
  dataVersion: '1.0',
  metadataVersion: '1',
  data: {
    sender: 'support@contoso.example',
    recipient,
    internetMessageId,
    messageId: operationId,
    status,
    deliveryStatusDetails: { statusMessage: said, recipientMailServerHostName: 'mx.fabrikam.example' },
    deliveryAttemptTimeStamp: '2026-03-01T09:30:00.0000000+00:00',
  },
});
