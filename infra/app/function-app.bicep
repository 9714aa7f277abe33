metadata description = 'The functions, on Flex Consumption. Everything they reach, they reach with the user-assigned identity.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object
param nodeVersion string
param instanceMemoryMB int
param alwaysReadyHttp int
param alwaysReadyIngest int
param maximumInstanceCount int
param httpConcurrency int
param identityId string
param identityClientId string
param hostStorageName string
param packageContainerUrl string

@description('Empty: the app is not in a network.')
param subnetId string
param applicationInsightsConnectionString string
param workspaceId string
param publicUrl string
param ticketUrl string

@description('App settings that name the other resources.')
param settings object

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-${token}'
  location: location
  // the service of azure.yaml that is deployed here
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Microsoft Graph must reach the webhook; authentication closes the rest
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        alwaysReady: concat(
          alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : [],
          alwaysReadyIngest > 0 ? [{ name: 'function:ingest-mail', instanceCount: alwaysReadyIngest }] : []
        )
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
  }

  // password access is off: deployment uses Entra
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

var ownUrl = empty(publicUrl) ? 'https://${site.properties.defaultHostName}' : publicUrl
var shownAt = empty(ticketUrl) ? '${ownUrl}/api/tickets/{number}' : ticketUrl

// separate from the site, since they contain its address
resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: {
    ...settings
    // with a user-assigned identity all three are needed
    AzureWebJobsStorage__accountName: hostStorageName
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    AZURE_CLIENT_ID: identityClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    // the host's page at / would tell everybody what runs here
    AzureWebJobsDisableHomepage: 'true'
    PUBLIC_URL: ownUrl
    TICKET_URL: shownAt
    // sign-in without a secret: the identity vouches for the app registration (its federated
    // credential)
    OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
    WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: site
  properties: {
    workspaceId: workspaceId
    // the functions' logs go to Application Insights; here they would be paid for twice
    logs: [{ category: 'AppServiceAuthenticationLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = site.name
output publicUrl string = ownUrl
output ticketUrl string = shownAt
