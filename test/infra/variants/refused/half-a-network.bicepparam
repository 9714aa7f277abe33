using '../../../../infra/main.bicep'

param environmentName = 'half'
param location = 'westeurope'
param endpointSubnetId = '/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints'
