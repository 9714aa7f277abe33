metadata description = 'Delivery reports of Communication Services, brought into the queue delivery-reports by the topic\'s own identity.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param tags object
param communicationId string
param hostStorageName string
param workspaceId string

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

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${token}'
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: communicationId, topicType: 'Microsoft.Communication.CommunicationServices' }
}

resource mayQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(host::queues::reports.id, topic.id, 'sender')
  scope: host::queues::reports
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    // Storage Queue Data Message Sender
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
    description: 'functions/delivery-reports.ts: queueName: \'delivery-reports\''
  }
}

resource mayLayAside 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(host::blobs::deadReports.id, topic.id, 'contributor')
  scope: host::blobs::deadReports
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    // Storage Blob Data Contributor
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    description: 'infra/app/event-grid.bicep: deadLetterWithResourceIdentity'
  }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'delivery-reports'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] }
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
  // it is tried at once: without its roles it would be refused
  dependsOn: [mayQueue, mayLayAside]
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}
