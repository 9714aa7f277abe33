using '../../../infra/main.bicep'

param environmentName = 'closed'
param location = 'westeurope'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param vnetEnabled = true
