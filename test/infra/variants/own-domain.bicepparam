using '../../../infra/main.bicep'

// second pass of an own sending domain, whose sending quota was raised: other senders than DoNotReply are allowed then
param environmentName = 'own-domain'
param location = 'westeurope'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param emailDomain = 'mail.contoso.example'
param emailDomainVerified = true
param emailSender = 'support'
param emailSenderName = 'Contoso Support'
