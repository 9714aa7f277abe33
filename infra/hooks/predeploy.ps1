# Roles that were just given are not known everywhere for a minute; a package that comes sooner is refused (403, azure-dev issue 8026). Waits once
# for each identity.
$ErrorActionPreference = 'Stop'
if ($env:ROLES_AWAITED_FOR -ne $env:AZURE_IDENTITY_PRINCIPAL_ID) {
  Write-Host "The app's roles are new: a minute, until they are known everywhere."
  Start-Sleep -Seconds 60
  azd env set ROLES_AWAITED_FOR $env:AZURE_IDENTITY_PRINCIPAL_ID
}
