Write-Host @"
What is left:
- the Key Vault $env:AZURE_KEY_VAULT_NAME, soft-deleted for 90 days and protected from purging. An environment of this name can be created again in that
  time if the vault is recovered first: az group create --name rg-$env:AZURE_ENV_NAME --location $env:AZURE_LOCATION
  and az keyvault recover --name $env:AZURE_KEY_VAULT_NAME
- the Log Analytics workspace, soft-deleted for 14 days (unless azd down --purge), and the backups of Cosmos DB for 30
- the app registration "psa-email ($env:AZURE_ENV_NAME)": az ad app delete --id $(if ($env:ENTRA_CLIENT_ID) { $env:ENTRA_CLIENT_ID } else { '<its client id>' })
"@
