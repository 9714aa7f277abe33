using '../../../infra/main.bicep'

// after a restore: the app uses the account that was restored, in its closed network, and after azd down the vault is brought back
param environmentName = 'restored'
param location = 'westeurope'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param cosmosAccount = 'cosmos-restored12345'
param vaultRecover = true
param vnetEnabled = true
