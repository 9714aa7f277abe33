# Before anything is made: can what comes at the end be done (sign-in, by the Azure CLI), and which month does a budget start in.
$ErrorActionPreference = 'Stop'

function Stop-Here($text) {
  throw "$text`nOr leave sign-in to somebody else: azd env set ENTRA_APP off   (docs/deploy.md, `"Before`"). Nothing has been made yet."
}

if ($env:ENTRA_APP -ne 'off') {
  if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    Stop-Here 'The Azure CLI (az) is not installed; it registers the application that signs people in.'
  }
  # its sign-in is not that of azd
  $subscription = if ($env:AZURE_SUBSCRIPTION_ID) { @('--subscription', $env:AZURE_SUBSCRIPTION_ID) } else { @() }
  az account get-access-token @subscription --query expiresOn --output tsv | Out-Null
  if ($LASTEXITCODE -ne 0) {
    $tenant = if ($env:AZURE_TENANT_ID) { $env:AZURE_TENANT_ID } else { '<tenant>' }
    Stop-Here "The Azure CLI is not signed in to this subscription (azd auth login is another sign-in): az login --tenant $tenant"
  }
  az bicep build --file infra/entra/main.bicep --stdout | Out-Null
  if ($LASTEXITCODE -ne 0) {
    Stop-Here 'The Azure CLI can not read infra/entra/main.bicep, which is so when its Bicep is old: az bicep upgrade'
  }
}

# Azure refuses another start once a budget exists, so the month is kept in the azd environment.
if ($env:MONTHLY_BUDGET -and $env:MONTHLY_BUDGET -ne '0' -and -not $env:BUDGET_START) {
  # what a pipeline sets is forgotten with its machine: it would ask for another month each time
  if ($env:CI -eq 'true') { throw 'BUDGET_START is not set: set it here with azd env set, and run azd pipeline config again.' }
  azd env set BUDGET_START ((Get-Date).ToUniversalTime().ToString('yyyy-MM-01'))
}
