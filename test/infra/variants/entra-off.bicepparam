using '../../../infra/main.bicep'

// before the registration exists, and where nobody has the rights to make it: the API is closed
param environmentName = 'entra-off'
param location = 'westeurope'
