using '../../../infra/main.bicep'

param environmentName = 'existing'
param location = 'westeurope'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param appSubnetId = '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/hub/subnets/flex'
param endpointSubnetId = '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints'
