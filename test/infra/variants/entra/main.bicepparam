using '../../../../infra/entra/main.bicep'

param environmentName = 'default'
param functionAppName = 'func-default'
param publicUrl = 'https://func-default.azurewebsites.net'
param identityName = 'id-default'
param adminIds = ['11111111-1111-1111-1111-111111111111']
