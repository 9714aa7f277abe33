# Sets up sign-in: deploys infra/entra unless ENTRA_APP=off, or prints what somebody with the
# permissions has to do.
$ErrorActionPreference = 'Stop'

function Show-Manual {
  Write-Host @"

Sign-in is not set up, and until it is the API refuses everyone (mail is received all the same). Somebody who may register applications runs:

  `$appId = az ad app create --display-name "psa-email ($env:AZURE_ENV_NAME)" --sign-in-audience AzureADMyOrg ``
    --enable-id-token-issuance true --web-redirect-uris "$env:PUBLIC_URL/.auth/login/aad/callback" ``
    --app-roles '@infra/entra/app-roles.json' --query appId --output tsv
  az ad app update --id `$appId --set api.requestedAccessTokenVersion=2
  @{ name = 'user-assigned-identity'; issuer = 'https://login.microsoftonline.com/$env:AZURE_TENANT_ID/v2.0'
     subject = '$env:AZURE_IDENTITY_PRINCIPAL_ID'; audiences = @('api://AzureADTokenExchange') } | ConvertTo-Json | Set-Content credential.json
  az ad app federated-credential create --id `$appId --parameters '@credential.json'
  az ad sp create --id `$appId; az ad sp update --id `$appId --set appRoleAssignmentRequired=true

and then, here:   azd env set ENTRA_CLIENT_ID <appId>   and   azd provision
Who gets in: Microsoft Entra admin center, Enterprise applications, psa-email, Users and groups.
"@
}

if ($env:ENTRA_APP -eq 'off') {
  if (-not $env:ENTRA_CLIENT_ID) { Show-Manual }
} elseif (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Write-Host 'The Azure CLI (az) is not installed; it deploys infra/entra.'
  if (-not $env:ENTRA_CLIENT_ID) { Show-Manual }
} else {
  $id = az deployment group create --name psa-email-entra --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
    --template-file infra/entra/main.bicep --query properties.outputs.clientId.value --output tsv `
    --parameters environmentName=$env:AZURE_ENV_NAME functionAppName=$env:AZURE_FUNCTION_APP_NAME publicUrl=$env:PUBLIC_URL `
      identityName=$env:AZURE_IDENTITY_NAME apiClientIds=$env:API_CLIENT_IDS
  if ($LASTEXITCODE -eq 0) {
    azd env set ENTRA_CLIENT_ID $id
    Write-Host "Sign-in is set up (application $id); you are its admin."
  } else {
    Write-Host 'The app registration could not be created; az says above why. It needs az login, the role Application Developer, and Privileged Role'
    Write-Host 'Administrator or Cloud Application Administrator to assign its roles. To silence this: azd env set ENTRA_APP off'
    if (-not $env:ENTRA_CLIENT_ID) { Show-Manual }
  }
}

if ($env:EMAIL_DOMAIN -and $env:EMAIL_DOMAIN_VERIFIED -ne 'true') {
  Write-Host "`nMail is sent from $env:ACS_SENDER until $env:EMAIL_DOMAIN is verified. Its DNS records (docs/deploy.md, `"A custom sending domain`"):"
  azd env get-value EMAIL_DNS_RECORDS
}
exit 0
