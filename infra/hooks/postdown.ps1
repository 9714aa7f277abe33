Write-Host @"
What is left: the Key Vault, soft-deleted for 90 days and protected from purging (its name can't be used again until then; az keyvault recover
brings it back), and the app registration "psa-email ($env:AZURE_ENV_NAME)": az ad app delete --id $env:ENTRA_CLIENT_ID
"@
