# Azure refuses another start once a budget exists, so the month is kept in the azd environment.
$ErrorActionPreference = 'Stop'
if ($env:MONTHLY_BUDGET -and $env:MONTHLY_BUDGET -ne '0' -and -not $env:BUDGET_START) {
  azd env set BUDGET_START ((Get-Date).ToUniversalTime().ToString('yyyy-MM-01'))
}
