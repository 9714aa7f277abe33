using '../../../infra/main.bicep'

// first pass of an own sending domain: its DNS records are wanted, mail still goes out from the domain of Azure
param environmentName = 'first-pass'
param location = 'westeurope'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param emailDomain = 'mail.contoso.example'
