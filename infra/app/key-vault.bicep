metadata description = 'Key Vault: the key that signs our Message-IDs, and the secrets of IMAP mailboxes.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object
param networkClosed bool

@description('Recovers the deleted vault of this name.')
param recover bool
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    createMode: recover ? 'recover' : 'default'
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: networkClosed ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: networkClosed ? 'Deny' : 'Allow', bypass: 'None' }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
output url string = vault.properties.vaultUri
