using '../../../infra/main.bicep'

// what is off by default: autoscale, a developer's access, a budget, another program, Node 22, no warm instance; an own domain with the default quota
param environmentName = 'options'
param location = 'westeurope'
param principalId = '11111111-1111-1111-1111-111111111111'
param developerAccess = true
param entraClientId = '22222222-2222-2222-2222-222222222222'
param apiClientIds = '55555555-5555-5555-5555-555555555555,66666666-6666-6666-6666-666666666666'
param nodeVersion = '22'
param alwaysReadyHttp = 0
param alwaysReadyIngest = 1
param deleteLock = true
param logDailyCapGb = 2
param storageSku = 'Standard_LRS'
param cosmosAutoscaleRus = 4000
param alertEmail = 'operator@contoso.example'
param monthlyBudget = 200
param budgetStart = '2026-12-01'
param publicUrl = 'https://psa.contoso.example'
param ticketUrl = 'https://psa.contoso.example/tickets/{number}'
param emailDomain = 'mail.contoso.example'
param emailDomainVerified = true
