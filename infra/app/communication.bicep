metadata description = 'Communication Services Email. A custom domain takes two passes: its DNS records first, then the link.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param tags object
param dataLocation string

@description('Empty for a domain of Azure.')
param ownDomain string
param ownDomainVerified bool
param sender string
param senderName string

@description('Whether it is noted that mails are opened; a domain of Azure can not.')
param engagement bool
param workspaceId string

var own = !empty(ownDomain)
var sendFromOwn = own && ownDomainVerified

resource email 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: 'email-${token}'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

// also used until a custom domain is verified: an unverified domain can't be linked
resource azureDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = if (!sendFromOwn) {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
}

resource ownEmailDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = if (own) {
  parent: email
  name: own ? ownDomain : 'none.invalid'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: engagement ? 'Enabled' : 'Disabled' }

  // every domain has DoNotReply; other senders need a verified custom domain with a raised sending
  // quota
  resource username 'senderUsernames' = if (sendFromOwn && toLower(sender) != 'donotreply') {
    name: sender
    properties: { username: sender, displayName: senderName }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: 'acs-${token}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: [sendFromOwn ? ownEmailDomain.id : azureDomain.id]
    disableLocalAuth: true
    // the app sends over the public endpoint, with its identity; there is no private one for email
    publicNetworkAccess: 'Enabled'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: communication
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = communication.id
output name string = communication.name
output emailServiceName string = email.name
output endpoint string = 'https://${communication.properties.hostName}'
output sender string = sendFromOwn
  ? '${sender}@${ownEmailDomain!.properties.fromSenderDomain}'
  : 'DoNotReply@${azureDomain!.properties.fromSenderDomain}'
output dnsRecords object = own ? ownEmailDomain!.properties.verificationRecords : {}
