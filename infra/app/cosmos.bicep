metadata description = 'Cosmos DB for NoSQL: account, database, and the containers that shared/adapters/cosmos/containers.ts expects.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object

@description('0 for serverless.')
param autoscaleRus int
param networkClosed bool
param workspaceId string

var serverless = autoscaleRus == 0

// as in shared/adapters/cosmos/containers.ts; a test compares them
var containers = [
  {
    id: 'tickets'
    partitionKey: '/ticketId'
    more: {
      defaultTtl: -1
      indexingPolicy: {
        indexingMode: 'consistent'
        includedPaths: [{ path: '/*' }]
        excludedPaths: map(
          ['/text/?', '/html/?', '/visibleText/?', '/visibleHtml/?', '/enclosed/*', '/invitation/?', '/trust/*', '/participants/*', '/checks/*', '/attachments/*', '/references/*', '/to/*', '/cc/*', '/defects/*', '/"_etag"/?'],
          path => { path: path }
        )
        compositeIndexes: [
          [{ path: '/updatedAt', order: 'descending' }, { path: '/ticketId', order: 'descending' }]
          [{ path: '/receivedAt', order: 'descending' }, { path: '/mailId', order: 'descending' }]
        ]
      }
    }
  }
  { id: 'contacts', partitionKey: '/key', more: {} }
  { id: 'mailboxes', partitionKey: '/mailboxId', more: {} }
  { id: 'settings', partitionKey: '/kind', more: {} }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: 'cosmos-${token}'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: networkClosed ? 'Disabled' : 'Enabled'
  }

  resource database 'sqlDatabases' = {
    name: 'psa-email'
    properties: {
      resource: { id: 'psa-email' }
      options: serverless ? {} : { autoscaleSettings: { maxThroughput: autoscaleRus } }
    }

    // one after the other: Cosmos DB refuses two changes of one database at a time
    @batchSize(1)
    resource container 'containers' = [
      for container in containers: {
        name: container.id
        properties: {
          resource: {
            id: container.id
            partitionKey: { paths: [container.partitionKey], kind: 'Hash', version: 2 }
            ...container.more
          }
        }
      }
    ]
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // without the single requests of the data plane: they would cost more than the database
    logs: map(['ControlPlaneRequests', 'QueryRuntimeStatistics', 'PartitionKeyStatistics', 'PartitionKeyRUConsumption'], category => {
      category: category
      enabled: true
    })
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output id string = account.id
output name string = account.name
output endpoint string = account.properties.documentEndpoint
output databaseName string = account::database.name
