metadata description = 'Delivery reports of Communication Services go to a queue; what can not be delivered there, to a container.'

param topicName string
param hostStorageName string

@description('Whether it is noted that mails are opened.')
param engagement bool

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName

  resource queues 'queueServices' existing = {
    name: 'default'

    resource reports 'queues' existing = { name: 'delivery-reports' }
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadReports 'containers' existing = { name: 'dead-delivery-reports' }
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = { name: topicName }

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'delivery-reports'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: concat(
        ['Microsoft.Communication.EmailDeliveryReportReceived'],
        engagement ? ['Microsoft.Communication.EmailEngagementTrackingReportReceived'] : []
      )
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: { resourceId: host.id, queueName: host::queues::reports.name, queueMessageTimeToLiveInSeconds: -1 }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: host.id, blobContainerName: host::blobs::deadReports.name }
      }
    }
  }
}
