metadata description = 'App Service Authentication with Entra for all routes except those without a user. Deployed by main.bicep, and by entra/main.bicep right after it created the registration.'

param functionAppName string
param clientId string

@description('Client ids of other programs that may call the API; separated by commas.')
param apiClientIds string

resource site 'Microsoft.Web/sites@2025-03-01' existing = { name: functionAppName }

resource authentication 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'RedirectToLoginPage'
      redirectToProvider: 'azureactivedirectory'
      // Microsoft Graph and probes don't sign in; Graph proves itself by its clientState, a client
      // by the token of the link that was mailed to them
      excludedPaths: [
        '/api/graph/notifications'
        '/api/graph/lifecycle'
        '/api/health'
        '/api/guest/conversation'
        '/api/guest/file'
        '/api/guest/link'
        '/api/guest/answers'
      ]
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          clientId: clientId
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
        }
        validation: {
          allowedAudiences: [clientId, 'api://${clientId}']
          defaultAuthorizationPolicy: { allowedApplications: concat([clientId], empty(apiClientIds) ? [] : split(apiClientIds, ',')) }
        }
      }
    }
    login: { tokenStore: { enabled: false } }
    httpSettings: { requireHttps: true }
  }
}
