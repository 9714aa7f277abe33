# New role assignments take a minute to take effect everywhere; a package that is uploaded sooner is
# refused (403, azure-dev issue 8026). Waits once for each identity.
$ErrorActionPreference = 'Stop'
if ($env:ROLES_AWAITED_FOR -ne $env:AZURE_IDENTITY_PRINCIPAL_ID) {
  Write-Host "The app's roles are new; waiting a minute until they take effect everywhere."
  Start-Sleep -Seconds 60
  azd env set ROLES_AWAITED_FOR $env:AZURE_IDENTITY_PRINCIPAL_ID
}
