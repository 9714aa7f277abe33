metadata description = 'The topic of delivery reports and its identity. Separate from the subscription, so that the identity has its roles (rbac.bicep) minutes before they are needed.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param tags object
param communicationId string
param workspaceId string

// system-assigned: a closed account lets Event Grid in as a trusted service, but not with a
// user-assigned identity (github.com/MicrosoftDocs/azure-docs/issues/105746)
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${token}'
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: communicationId, topicType: 'Microsoft.Communication.CommunicationServices' }
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

output name string = topic.name
output principalId string = topic.identity.principalId
