metadata description = 'Protects mails and tickets from azd down and mistakes: the resources can not be deleted before their locks are.'

param mailStorageName string
param cosmosName string
param keyVaultName string

var notes = 'Holds mails, tickets or the keys that sign them. Delete this lock first if they may go.'

resource mailStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: mailStorageName }
resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = { name: cosmosName }
resource keyVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: keyVaultName }

resource onMailStorage 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: mailStorage
  properties: { level: 'CanNotDelete', notes: notes }
}

resource onCosmos 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: cosmos
  properties: { level: 'CanNotDelete', notes: notes }
}

resource onKeyVault 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: keyVault
  properties: { level: 'CanNotDelete', notes: notes }
}
