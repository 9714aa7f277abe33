metadata description = 'Sign-in: the app registration with its roles, its federated credential instead of a secret, and App Service Authentication. Separate from main.bicep, because it needs permissions in the directory that not everybody who deploys has; the hook after provisioning deploys it into the same resource group.'

extension microsoftGraphV1

@description('Name of the azd environment; makes the registration unique.')
param environmentName string

param functionAppName string

@description('The app\'s address, such as https://func-….azurewebsites.net')
param publicUrl string

@description('The user-assigned identity that vouches for the registration.')
param identityName string

@description('Object ids of users who become admins. Others are assigned under Enterprise applications, Users and groups.')
param adminIds array = [deployer().objectId]

@description('Client ids of other programs that may call the API; separated by commas.')
param apiClientIds string = ''

// the same file is used to register the application by hand
var appRoles = loadJsonContent('app-roles.json')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'psa-email-${environmentName}'
  displayName: 'psa-email (${environmentName})'
  signInAudience: 'AzureADMyOrg'
  appRoles: appRoles
  web: {
    redirectUris: ['${publicUrl}/.auth/login/aad/callback']
    // App Service Authentication reads the ID token
    implicitGrantSettings: { enableIdTokenIssuance: true }
  }
  api: { requestedAccessTokenVersion: 2 }

  resource credential 'federatedIdentityCredentials' = {
    name: '${application.uniqueName}/user-assigned-identity'
    description: 'The identity of the function app vouches for this registration: no secret.'
    audiences: ['api://AzureADTokenExchange']
    issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
    subject: identity.properties.principalId
  }
}

resource enterpriseApplication 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
  // only users with one of the roles get in
  appRoleAssignmentRequired: true
}

resource admins 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for id in adminIds: {
    principalId: id
    resourceId: enterpriseApplication.id
    appRoleId: appRoles[1].id
  }
]

module easyAuth '../app/easy-auth.bicep' = {
  name: 'easy-auth'
  params: {
    functionAppName: functionAppName
    clientId: application.appId
    apiClientIds: apiClientIds
  }
}

output clientId string = application.appId
