# Azure refuses another start once a budget exists, so the month is kept in the azd environment.
$ErrorActionPreference = 'Stop'
if ($env:MONTHLY_BUDGET -and $env:MONTHLY_BUDGET -ne '0' -and -not $env:BUDGET_START) {
  # what a pipeline sets is forgotten with its machine: it would ask for another month each time
  if ($env:CI -eq 'true') { throw 'BUDGET_START is not set: set it here with azd env set, and run azd pipeline config again.' }
  azd env set BUDGET_START ((Get-Date).ToUniversalTime().ToString('yyyy-MM-01'))
}
