metadata description = 'The content of the Cosmos DB account, new or restored: the database, the containers that the app expects, diagnostics.'

param accountName string

@description('0 for serverless.')
param autoscaleRus int
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
        includedPaths: [{ path: '/*' }, { path: '/to/address/?' }]
        excludedPaths: map(
          ['/text/?', '/html/?', '/visibleText/?', '/visibleHtml/?', '/enclosed/*', '/invitation/?', '/trust/*', '/participants/*', '/checks/*', '/attachments/*', '/references/*', '/to/*', '/cc/*', '/defects/*', '/raw/?', '/"_etag"/?'],
          path => { path: path }
        )
        compositeIndexes: [
          [{ path: '/updatedAt', order: 'descending' }, { path: '/ticketId', order: 'descending' }]
          [{ path: '/receivedAt', order: 'descending' }, { path: '/mailId', order: 'descending' }]
          [{ path: '/at', order: 'descending' }, { path: '/id', order: 'descending' }]
          [{ path: '/createdAt', order: 'descending' }, { path: '/id', order: 'descending' }]
        ]
      }
    }
  }
  { id: 'contacts', partitionKey: '/key', more: {} }
  { id: 'mailboxes', partitionKey: '/mailboxId', more: { defaultTtl: -1 } }
  { id: 'settings', partitionKey: '/kind', more: {} }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = { name: accountName }

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
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

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // without the data plane's requests and the categories that log each query or second: they
    // would cost more than the database. Switch them on for a while if something is slow.
    logs: map(['ControlPlaneRequests', 'PartitionKeyStatistics'], category => {
      category: category
      enabled: true
    })
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output id string = account.id
output endpoint string = account.properties.documentEndpoint
output databaseName string = database.name
