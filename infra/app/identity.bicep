metadata description = 'The only identity of the app: for data, mail, telemetry, and sign-in without a secret.'

@description('Makes names unique: the 13 characters of uniqueString.')
@minLength(13)
@maxLength(13)
param token string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${token}'
  location: location
  tags: tags
}

output id string = identity.id
output name string = identity.name
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
