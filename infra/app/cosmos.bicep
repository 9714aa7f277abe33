metadata description = 'Cosmos DB for NoSQL: the account. Not created if COSMOS_ACCOUNT names an existing one, such as a restored one.'

param name string
param location string
param tags object

@description('0 for serverless.')
param autoscaleRus int
param networkClosed bool

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    capabilities: autoscaleRus == 0 ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: networkClosed ? 'Disabled' : 'Enabled'
  }
}
