targetScope = 'subscription'

metadata description = 'psa-email: the email side of a service desk. One resource group with everything in it, without any secret or shared key.'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; names the resource group and makes all other names unique.')
param environmentName string

@minLength(1)
@description('Region of everything that is not global. It must offer Flex Consumption: az functionapp list-flexconsumption-locations')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the person who deploys; may also use the data if developerAccess is on.')
param principalId string = ''

@description('Gives principalId the same data roles as the app, for `func start` against this deployment. Leave off in production.')
param developerAccess bool = false

@description('Node.js version of the functions.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of one instance in MB; 2048 reads mails up to the size limit, several at a time.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances kept warm for HTTP: Microsoft Graph waits 3 seconds for its webhook. 0 saves money; the poll then brings what the webhook missed.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 1

@description('Instances kept warm for reading mails, so that a single mail waits some seconds less. 0 saves money.')
@minValue(0)
@maxValue(20)
param alwaysReadyIngest int = 0

@description('Maximum number of instances of each function.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('HTTP requests that one instance works on at the same time.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 32

@description('Redundancy of the storage accounts. Regions without zones need Standard_LRS or Standard_GRS.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Days that raw mails are kept; they are moved to the cool tier after 30.')
@minValue(31)
param rawMailDays int = 365

@description('Cosmos DB: 0 for serverless, else the maximum RU/s of autoscale (1000 and up, in steps of 1000). It cannot be changed afterwards.')
@minValue(0)
param cosmosAutoscaleRus int = 0

@description('Name of a Cosmos DB account in the resource group, such as a restored one, that is used instead of a new one. Keep it set, or the app goes back to the old one.')
param cosmosAccount string = ''

@description('Recovers the deleted Key Vault of this environment, once, after azd down.')
param vaultRecover bool = false

@description('Locks the resources with mails and tickets against deletion; the person who deploys must be Owner.')
param deleteLock bool = false

@description('Maximum GB of logs a day; further logs are dropped, and alerts with them. 0 for no cap.')
@minValue(0)
param logDailyCapGb int = 0

@description('Where Communication Services keeps its data.')
@allowed(['Africa', 'Asia Pacific', 'Australia', 'Brazil', 'Canada', 'Europe', 'France', 'Germany', 'India', 'Japan', 'Korea', 'Norway', 'Switzerland', 'UAE', 'UK', 'United States'])
param emailDataLocation string = 'Europe'

@description('Custom domain to send from, such as mail.contoso.com; empty for a domain of Azure.')
param emailDomain string = ''

@description('Second pass: the DNS records of emailDomain are set and verified. Until then mail is sent from the domain of Azure.')
param emailDomainVerified bool = false

@description('Part before the @ of the sending address, on a custom domain. Any other than DoNotReply needs a sending quota above the default.')
param emailSender string = 'DoNotReply'

@description('Name shown with the sending address, on a custom domain with a sender other than DoNotReply.')
param emailSenderName string = 'Support'

@description('Whether Communication Services may note that mails are opened (of an own domain); the policy decides for which.')
param emailEngagement bool = false

@description('Client id of the app registration that signs technicians in; empty until infra/entra has created it. Without it the API refuses everyone.')
param entraClientId string = ''

@description('Client ids of other programs (a PSA, a script) that may call the API with their own tokens; separated by commas.')
param apiClientIds string = ''

@description('Closes the network: data can be reached only over private endpoints.')
param vnetEnabled bool = false

@description('Subnet of an existing network for the app (delegated to Microsoft.App/environments); needs endpointSubnetId as well.')
param appSubnetId string = ''

@description('Subnet of an existing network for the private endpoints. Its DNS must resolve the privatelink zones; see docs/deploy.md.')
param endpointSubnetId string = ''

@description('Address that alerts and budget warnings are sent to; empty for alerts in the portal only.')
param alertEmail string = ''

@description('Monthly budget of the resource group in the currency of the subscription; 0 for none.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget starts (yyyy-MM-01). Set once by the hook: Azure refuses to change it.')
param budgetStart string = ''

@description('Public URL of the app, if it has a domain of its own.')
param publicUrl string = ''

@description('URL of the page of a ticket; {number} is replaced. Empty for the API of this app.')
param ticketUrl string = ''

@description('Client id of the app registration that people consent to for their mailboxes at Microsoft. Empty: none can be authorised.')
param oauthClientId string = ''

@description('The Key Vault secret with its client secret. Empty: the managed identity vouches for it (federated credential).')
param oauthSecretName string = ''

@description('The Key Vault secret with its certificate and key (PEM), instead of a client secret.')
param oauthCertificateName string = ''

@description('Where people sign in. Empty: by the cloud of graphUrl.')
param oauthAuthority string = ''

@description('Client id that people consent to for their mailboxes at Google. Empty: none can be authorised.')
param googleClientId string = ''

@description('The Key Vault secret with its client secret.')
param googleSecretName string = ''

@description('URL of Microsoft Graph; national clouds have their own.')
param graphUrl string = 'https://graph.microsoft.com'

@description('Larger mails (in bytes) are recorded and reported, but not read.')
param maxMailBytes int = 52428800

@description('When it is looked which mailboxes are to be polled (NCRONTAB, UTC).')
param pollSchedule string = '*/30 * * * * *'

@description('A mailbox is polled as often as this while mails come: seconds.')
@minValue(1)
@maxValue(3600)
param pollMinSeconds int = 60

@description('A mailbox is polled as rarely as this after a long silence: seconds.')
@minValue(1)
@maxValue(3600)
param pollMaxSeconds int = 900

@description('Private networks whose mail servers may be connected to, such as 10.1.0.0/16 for an Exchange server in the virtual network; commas between them.')
param allowedPrivateNetworks string = ''

@description('So many mails a minute Communication Services takes from the subscription: 30 with a domain of your own, 5 with that of Azure, more on request.')
@minValue(1)
param mailsPerMinute int = 30

@description('And so many an hour: 100 with a domain of your own, 10 with that of Azure, more on request.')
@minValue(1)
param mailsPerHour int = 100

@description('The health address answers 503 once a mailbox could not be read for so many minutes.')
@minValue(1)
@maxValue(10080)
param healthFailingMinutes int = 60

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var cosmosName = empty(cosmosAccount) ? 'cosmos-${resourceToken}' : cosmosAccount
var tags = { 'azd-env-name': environmentName }
// one subnet without the other would close the stores to the app as well
var networkClosed = empty(appSubnetId) == empty(endpointSubnetId)
  ? vnetEnabled || !empty(endpointSubnetId)
  : bool(fail('APP_SUBNET_ID and ENDPOINT_SUBNET_ID go together: set both, or neither for a network of its own'))

resource resourceGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: resourceGroup
  params: { token: resourceToken, location: location, tags: tags, dailyCapGb: logDailyCapGb }
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: resourceGroup
  params: { token: resourceToken, location: location, tags: tags }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: resourceGroup
  params: {
    token: resourceToken
    location: location
    tags: tags
    sku: storageSku
    rawMailDays: rawMailDays
    networkClosed: networkClosed
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'app/cosmos.bicep' = if (empty(cosmosAccount)) {
  name: 'cosmos'
  scope: resourceGroup
  params: {
    name: cosmosName
    location: location
    tags: tags
    autoscaleRus: cosmosAutoscaleRus
    networkClosed: networkClosed
  }
}

module cosmosDatabase 'app/cosmos-database.bicep' = {
  name: 'cosmos-database'
  scope: resourceGroup
  params: {
    accountName: cosmosName
    autoscaleRus: cosmosAutoscaleRus
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [cosmos]
}

module keyVault 'app/key-vault.bicep' = {
  name: 'key-vault'
  scope: resourceGroup
  params: {
    token: resourceToken
    location: location
    tags: tags
    networkClosed: networkClosed
    recover: vaultRecover
    workspaceId: monitoring.outputs.workspaceId
  }
}

module communication 'app/communication.bicep' = {
  name: 'communication'
  scope: resourceGroup
  params: {
    token: resourceToken
    tags: tags
    dataLocation: emailDataLocation
    ownDomain: emailDomain
    ownDomainVerified: emailDomainVerified
    sender: emailSender
    senderName: emailSenderName
    engagement: emailEngagement
    workspaceId: monitoring.outputs.workspaceId
  }
}

module eventGridTopic 'app/event-grid-topic.bicep' = {
  name: 'event-grid-topic'
  scope: resourceGroup
  params: {
    token: resourceToken
    tags: tags
    communicationId: communication.outputs.id
    workspaceId: monitoring.outputs.workspaceId
  }
}

module rbac 'app/rbac.bicep' = {
  name: 'rbac'
  scope: resourceGroup
  params: {
    identityPrincipalId: identity.outputs.principalId
    topicPrincipalId: eventGridTopic.outputs.principalId
    developerPrincipalId: developerAccess ? principalId : ''
    hostStorageName: storage.outputs.hostStorageName
    mailStorageName: storage.outputs.mailStorageName
    cosmosName: cosmosName
    cosmosDatabaseName: cosmosDatabase.outputs.databaseName
    keyVaultName: keyVault.outputs.name
    communicationName: communication.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
  }
}

module network 'app/network.bicep' = if (networkClosed) {
  name: 'network'
  scope: resourceGroup
  params: {
    token: resourceToken
    location: location
    tags: tags
    existingAppSubnetId: appSubnetId
    existingEndpointSubnetId: endpointSubnetId
    hostStorageId: storage.outputs.hostStorageId
    mailStorageId: storage.outputs.mailStorageId
    cosmosId: cosmosDatabase.outputs.id
    cosmosAccount: cosmosAccount
    keyVaultId: keyVault.outputs.id
    workspaceId: monitoring.outputs.workspaceId
  }
}

module functionApp 'app/function-app.bicep' = {
  name: 'function-app'
  scope: resourceGroup
  params: {
    token: resourceToken
    location: location
    tags: tags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyIngest: alwaysReadyIngest
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: storage.outputs.hostStorageName
    packageContainerUrl: storage.outputs.packageContainerUrl
    subnetId: networkClosed ? network!.outputs.appSubnetId : ''
    applicationInsightsConnectionString: monitoring.outputs.applicationInsightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    publicUrl: publicUrl
    ticketUrl: ticketUrl
    settings: {
      BLOB_ENDPOINT: storage.outputs.blobEndpoint
      QUEUE_ENDPOINT: storage.outputs.queueEndpoint
      COSMOS_ENDPOINT: cosmosDatabase.outputs.endpoint
      COSMOS_DATABASE: cosmosDatabase.outputs.databaseName
      KEY_VAULT_URL: keyVault.outputs.url
      ACS_ENDPOINT: communication.outputs.endpoint
      ACS_SENDER: communication.outputs.sender
      ACS_MAILS_PER_MINUTE: string(mailsPerMinute)
      ACS_MAILS_PER_HOUR: string(mailsPerHour)
      GRAPH_URL: graphUrl
      OAUTH_CLIENT_ID: oauthClientId
      OAUTH_SECRET_NAME: oauthSecretName
      OAUTH_CERTIFICATE_NAME: oauthCertificateName
      OAUTH_AUTHORITY: oauthAuthority
      GOOGLE_CLIENT_ID: googleClientId
      GOOGLE_SECRET_NAME: googleSecretName
      GOOGLE_AUTHORITY: 'https://accounts.google.com'
      MAX_MAIL_BYTES: string(maxMailBytes)
      POLL_SCHEDULE: pollSchedule
      POLL_MIN_SECONDS: string(pollMinSeconds)
      POLL_MAX_SECONDS: string(pollMaxSeconds)
      NAME_SERVERS: ''
      ALLOWED_PRIVATE_NETWORKS: allowedPrivateNetworks
      ALLOW_PLAIN_IMAP: 'false'
      HEALTH_FAILING_MINUTES: string(healthFailingMinutes)
    }
  }
  // the roles first: they take a minute to take effect everywhere, and the first start needs them
  dependsOn: [rbac]
}

module easyAuth 'app/easy-auth.bicep' = if (!empty(entraClientId)) {
  name: 'easy-auth'
  scope: resourceGroup
  params: {
    functionAppName: functionApp.outputs.name
    clientId: entraClientId
    apiClientIds: apiClientIds
  }
}

module eventGrid 'app/event-grid.bicep' = {
  name: 'event-grid'
  scope: resourceGroup
  params: {
    topicName: eventGridTopic.outputs.name
    hostStorageName: storage.outputs.hostStorageName
    engagement: emailEngagement
  }
  // it is tested at once and would be refused without the topic's roles, which are assigned before
  // the app, minutes earlier
  dependsOn: [rbac, functionApp]
}

module lock 'app/lock.bicep' = if (deleteLock) {
  name: 'lock'
  scope: resourceGroup
  params: {
    mailStorageName: storage.outputs.mailStorageName
    cosmosName: cosmosName
    keyVaultName: keyVault.outputs.name
  }
  dependsOn: [cosmosDatabase]
}

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  scope: resourceGroup
  params: {
    token: resourceToken
    location: location
    tags: tags
    alertEmail: alertEmail
    applicationInsightsId: monitoring.outputs.applicationInsightsId
  }
}

module budget 'app/budget.bicep' = if (monthlyBudget > 0 && !empty(budgetStart)) {
  name: 'budget'
  scope: resourceGroup
  params: {
    token: resourceToken
    amount: monthlyBudget
    start: budgetStart
    actionGroupId: alerts.outputs.actionGroupId
    alertEmail: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = resourceGroup.name
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name
output AZURE_HOST_STORAGE_NAME string = storage.outputs.hostStorageName
output AZURE_IDENTITY_NAME string = identity.outputs.name
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output AZURE_EMAIL_SERVICE_NAME string = communication.outputs.emailServiceName
output AZURE_CLIENT_ID string = identity.outputs.clientId
output BLOB_ENDPOINT string = storage.outputs.blobEndpoint
output QUEUE_ENDPOINT string = storage.outputs.queueEndpoint
output COSMOS_ENDPOINT string = cosmosDatabase.outputs.endpoint
output COSMOS_DATABASE string = cosmosDatabase.outputs.databaseName
output KEY_VAULT_URL string = keyVault.outputs.url
output ACS_ENDPOINT string = communication.outputs.endpoint
output ACS_SENDER string = communication.outputs.sender
output PUBLIC_URL string = functionApp.outputs.publicUrl
output TICKET_URL string = functionApp.outputs.ticketUrl
@description('The DNS records that a custom domain needs: Domain, SPF, DKIM, DKIM2, DMARC; empty on a domain of Azure.')
output EMAIL_DNS_RECORDS object = communication.outputs.dnsRecords
