# Before anything is created: can the last step (sign-in, by the Azure CLI) be done, and in which
# month does the budget start?
$ErrorActionPreference = 'Stop'

function Stop-Here($text) {
  throw "$text`nOr leave sign-in to somebody else: azd env set ENTRA_APP off   (docs/deploy.md, `"Before`"). Nothing has been created yet."
}

if ($env:ENTRA_APP -ne 'off') {
  if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    Stop-Here 'The Azure CLI (az) is not installed; it registers the application that signs people in.'
  }
  # azd has a sign-in of its own
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

# Azure refuses to change the start of a budget, so the month is kept in the azd environment.
if ($env:MONTHLY_BUDGET -and $env:MONTHLY_BUDGET -ne '0' -and -not $env:BUDGET_START) {
  # what a pipeline sets is lost with its machine: it would use another month each time
  if ($env:CI -eq 'true') { throw 'BUDGET_START is not set: set it here with azd env set, and run azd pipeline config again.' }
  azd env set BUDGET_START ((Get-Date).ToUniversalTime().ToString('yyyy-MM-01'))
}
