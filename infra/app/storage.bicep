metadata description = 'Two accounts: one for the Functions host (package, leases, queues), one for the mails, which the host does not touch.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object
param sku string
param rawMailDays int
param networkClosed bool
param workspaceId string

var queueNames = ['inbound-mail', 'poll-mailbox', 'mailbox-jobs', 'outbound-mail', 'delivery-reports']

var secure = {
  accessTier: 'Hot'
  allowBlobPublicAccess: false
  allowCrossTenantReplication: false
  allowSharedKeyAccess: false
  defaultToOAuthAuthentication: true
  minimumTlsVersion: 'TLS1_2'
  supportsHttpsTrafficOnly: true
}

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'st${token}'
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    ...secure
    // closed to all but the trusted services of Azure, one of which (Event Grid) writes the
    // delivery reports; that exception only works while the public endpoint exists
    publicNetworkAccess: 'Enabled'
    networkAcls: { defaultAction: networkClosed ? 'Deny' : 'Allow', bypass: networkClosed ? 'AzureServices' : 'None' }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for name in flatten(map(queueNames, name => [name, '${name}-poison'])): { name: name }]
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { containerDeleteRetentionPolicy: { enabled: true, days: 7 } }

    resource package 'containers' = {
      name: 'app-package'
      properties: { publicAccess: 'None' }
    }

    resource deadReports 'containers' = {
      name: 'dead-delivery-reports'
      properties: { publicAccess: 'None' }
    }
  }
}

resource mail 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'stmail${token}'
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    ...secure
    publicNetworkAccess: networkClosed ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: networkClosed ? 'Deny' : 'Allow', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 30 }
      containerDeleteRetentionPolicy: { enabled: true, days: 30 }
    }

    resource container 'containers' = [
      for name in ['raw-mail', 'attachments']: {
        name: name
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            // files that were sent ahead of a message are copied once it is written
            name: 'uploads'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['attachments/uploads/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 2 } } }
            }
          }
          {
            name: 'raw-mail'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['raw-mail/'] }
              actions: {
                baseBlob: {
                  tierToCool: { daysAfterModificationGreaterThan: 30 }
                  delete: { daysAfterModificationGreaterThan: rawMailDays }
                }
              }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

// reads and writes are left out: the host renews a lease every few seconds
var logs = [{ category: 'StorageDelete', enabled: true }]
var metrics = [{ category: 'Transaction', enabled: true }]

resource hostBlobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: host::blobs
  properties: { workspaceId: workspaceId, logs: logs, metrics: metrics }
}

resource hostQueueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: host::queues
  // every processed message is deleted, so only the metrics are useful
  properties: { workspaceId: workspaceId, metrics: metrics }
}

resource mailBlobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: mail::blobs
  properties: { workspaceId: workspaceId, logs: logs, metrics: metrics }
}

output hostStorageName string = host.name
output hostStorageId string = host.id
output mailStorageName string = mail.name
output mailStorageId string = mail.id
output packageContainerUrl string = '${host.properties.primaryEndpoints.blob}${host::blobs::package.name}'
output blobEndpoint string = mail.properties.primaryEndpoints.blob
output queueEndpoint string = host.properties.primaryEndpoints.queue
