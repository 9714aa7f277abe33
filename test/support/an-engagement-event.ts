/** What Event Grid says of a mail that somebody opened, or a program loaded the pictures of. */
export const anEngagementEvent = ({
  operationId,
  id = '20000000-0000-4000-8000-000000000000',
  at = '2026-03-01T10:00:00.000Z',
  recipient = 'alice@fabrikam.example',
  kind = 'view',
}: {
  operationId: string;
  id?: string;
  at?: string;
  recipient?: string;
  kind?: string;
}) => ({
  id,
  topic: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Communication/communicationServices/c',
  subject: `sender/support@contoso.example/message/${operationId}`,
  eventType: 'Microsoft.Communication.EmailEngagementTrackingReportReceived',
  eventTime: at,
  dataVersion: '1.0',
  metadataVersion: '1',
  data: {
    sender: 'support@contoso.example',
    recipient,
    messageId: operationId,
    userActionTimeStamp: at,
    engagementContext: '',
    userAgent: 'Mozilla/5.0',
    engagementType: kind,
  },
});
