metadata description = 'Closed network: the app in a subnet, a private endpoint for each store, names that resolve to them. In an existing network only the endpoints are created.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object

@description('Empty: a network of its own.')
param existingAppSubnetId string

@description('Empty: a network of its own.')
param existingEndpointSubnetId string
param hostStorageId string
param mailStorageId string
param cosmosId string

@description('Name of a Cosmos DB account that was not created here; it gets its own private endpoint, since an endpoint can not be moved to another account.')
param cosmosAccount string
param keyVaultId string
param workspaceId string

var own = empty(existingEndpointSubnetId)

// only the app reaches the stores, not anything else that may join this network later
resource endpointRules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = if (own) {
  name: 'nsg-${token}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'app'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '10.40.0.0/24'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = if (own) {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
    subnets: [
      {
        name: 'app'
        properties: {
          // Flex Consumption takes about one address for each instance; /24 is enough for hundreds
          addressPrefix: '10.40.0.0/24'
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.40.1.0/27'
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
          networkSecurityGroup: { id: endpointRules.id }
        }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

var endpointSubnetId = own ? network::endpoints.id : existingEndpointSubnetId

var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  #disable-next-line no-hardcoded-env-urls // Bicep has no function for this suffix; national clouds bring their own network and DNS
  'privatelink.documents.azure.com'
  'privatelink.vaultcore.azure.net'
]

var closed = [
  { name: 'host-blob', resourceId: hostStorageId, group: 'blob', zone: 0 }
  { name: 'host-queue', resourceId: hostStorageId, group: 'queue', zone: 1 }
  { name: 'mail-blob', resourceId: mailStorageId, group: 'blob', zone: 0 }
  { name: empty(cosmosAccount) ? 'cosmos' : cosmosAccount, resourceId: cosmosId, group: 'Sql', zone: 2 }
  { name: 'vault', resourceId: keyVaultId, group: 'vault', zone: 3 }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for name in zoneNames: if (own) {
    name: name
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (name, index) in zoneNames: if (own) {
    parent: zones[index]
    name: 'link-${token}'
    location: 'global'
    tags: tags
    properties: { virtualNetwork: { id: network.id }, registrationEnabled: false }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for part in closed: {
    name: 'pep-${part.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpointSubnetId }
      privateLinkServiceConnections: [
        {
          name: part.name
          #disable-next-line use-resource-id-functions // ids of the table above, which come as parameters
          properties: { privateLinkServiceId: part.resourceId, groupIds: [part.group] }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (part, index) in closed: if (own) {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: part.group, properties: { privateDnsZoneId: zones[part.zone].id } }]
    }
    dependsOn: [links]
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (own) {
  name: 'to-workspace'
  scope: network
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output appSubnetId string = own ? network::app.id : existingAppSubnetId
