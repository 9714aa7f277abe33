metadata description = 'Who may do what: one table, least roles, each with the line of code that needs it (a test looks it up).'

param identityPrincipalId string

@description('The identity of the topic of delivery reports.')
param topicPrincipalId string

@description('May do the same, for `func start`; empty for nobody.')
param developerPrincipalId string
param hostStorageName string
param mailStorageName string
param cosmosName string
param cosmosDatabaseName string
param keyVaultName string
param communicationName string
param applicationInsightsName string

var roles = {
  hostStorage: [
    {
      name: 'Storage Blob Data Owner'
      id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
      // leases and timers of the host, and its package
      neededBy: 'functions/sweep.ts: app.timer('
    }
    {
      name: 'Storage Queue Data Contributor'
      id: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
      neededBy: 'functions/ingest-mail.ts: app.storageQueue('
    }
  ]
  mailStorage: [
    {
      name: 'Storage Blob Data Contributor'
      id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
      neededBy: 'shared/adapters/storage/blobs.ts: .upload('
    }
  ]
  keyVault: [
    {
      name: 'Key Vault Secrets Officer'
      id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
      // it creates the signing key, so reading is not enough
      neededBy: 'shared/adapters/key-vault/secret-store.ts: client.setSecret('
    }
  ]
  communication: [
    // It allows more than sending: also writing the account and listing its keys, which are
    // switched off (disableLocalAuth). For a custom role with only CommunicationServices/read and
    // write and EmailServices/write there are reports that it is enough, and others that it is
    // refused; Microsoft documents neither, so the documented role stays. Its scope is this one
    // resource: not the email service, not the domain.
    {
      name: 'Communication and Email Service Owner'
      id: '09976791-48a7-449e-bb21-39d1a415f350'
      neededBy: 'shared/adapters/acs/acs-sender.ts: client.beginSend('
    }
  ]
  applicationInsights: [
    {
      name: 'Monitoring Metrics Publisher'
      id: '3913510d-42f4-4e42-8a64-420c390055eb'
      // telemetry without a key
      neededBy: 'host.json: "applicationInsights"'
    }
  ]
}

var principals = concat(
  [{ id: identityPrincipalId, type: 'ServicePrincipal' }],
  empty(developerPrincipalId) ? [] : [{ id: developerPrincipalId, type: 'User' }]
)

// The names of assignments contain the principal's id: an assignment can't be moved to another
// principal (RoleAssignmentUpdateNotPermitted), so an identity that was created again gets new
// ones.

// each row for each principal, by resource
var rows = map(items(roles), entry => {
  on: entry.key
  grants: flatten(map(principals, principal => map(entry.value, role => { role: role, principal: principal })))
})
var grants = toObject(rows, row => row.on, row => row.grants)

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
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
resource mailStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: mailStorageName }
resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = { name: cosmosName }
resource keyVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: keyVaultName }
resource communication 'Microsoft.Communication/communicationServices@2025-09-01' existing = { name: communicationName }
resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = { name: applicationInsightsName }

resource onHostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in grants.hostStorage: {
    name: guid(hostStorage.id, grant.role.id, grant.principal.id)
    scope: hostStorage
    properties: {
      principalId: grant.principal.id
      principalType: grant.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role.id)
      description: grant.role.neededBy
    }
  }
]

resource onMailStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in grants.mailStorage: {
    name: guid(mailStorage.id, grant.role.id, grant.principal.id)
    scope: mailStorage
    properties: {
      principalId: grant.principal.id
      principalType: grant.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role.id)
      description: grant.role.neededBy
    }
  }
]

resource onKeyVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in grants.keyVault: {
    name: guid(keyVault.id, grant.role.id, grant.principal.id)
    scope: keyVault
    properties: {
      principalId: grant.principal.id
      principalType: grant.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role.id)
      description: grant.role.neededBy
    }
  }
]

resource onCommunication 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in grants.communication: {
    name: guid(communication.id, grant.role.id, grant.principal.id)
    scope: communication
    properties: {
      principalId: grant.principal.id
      principalType: grant.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role.id)
      description: grant.role.neededBy
    }
  }
]

resource onApplicationInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in grants.applicationInsights: {
    name: guid(applicationInsights.id, grant.role.id, grant.principal.id)
    scope: applicationInsights
    properties: {
      principalId: grant.principal.id
      principalType: grant.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role.id)
      description: grant.role.neededBy
    }
  }
]

resource topicMayQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostStorage::queues::reports.id, topicPrincipalId, 'sender')
  scope: hostStorage::queues::reports
  properties: {
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
    // Storage Queue Data Message Sender
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
    description: 'functions/delivery-reports.ts: queueName: \'delivery-reports\''
  }
}

resource topicMayLayAside 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostStorage::blobs::deadReports.id, topicPrincipalId, 'contributor')
  scope: hostStorage::blobs::deadReports
  properties: {
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
    // Storage Blob Data Contributor
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    description: 'infra/app/event-grid.bicep: deadLetterWithResourceIdentity'
  }
}

// Cosmos DB has roles of its own, without descriptions: Built-in Data Contributor, for
// shared/adapters/cosmos/open-database.ts. It requires them to be assigned one after the other.
@batchSize(1)
resource onCosmos 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = [
  for principal in principals: {
    parent: cosmos
    name: guid(cosmos.id, cosmosDatabaseName, principal.id, 'data-contributor')
    properties: {
      principalId: principal.id
      roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
      scope: '${cosmos.id}/dbs/${cosmosDatabaseName}'
    }
  }
]
