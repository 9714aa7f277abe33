using '../../../infra/main.bicep'

// the longest name an environment may have: other names must not grow with it
param environmentName = 'a-service-desk-whose-name-is-as-long-as-azd-lets-any-of-them-b'
param location = 'westeurope'
param principalId = '11111111-1111-1111-1111-111111111111'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param alertEmail = 'operator@contoso.example'
