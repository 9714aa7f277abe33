#!/bin/sh
cat <<EOF
What is left:
- the Key Vault ${AZURE_KEY_VAULT_NAME:-}, soft-deleted for 90 days and protected from purging. An environment of this name can be created again in that
  time if the vault is recovered first: az group create --name rg-${AZURE_ENV_NAME:-} --location ${AZURE_LOCATION:-}
  and az keyvault recover --name ${AZURE_KEY_VAULT_NAME:-}
- the Log Analytics workspace, soft-deleted for 14 days (unless azd down --purge), and the backups of Cosmos DB for 30
- the app registration "psa-email (${AZURE_ENV_NAME:-})": az ad app delete --id ${ENTRA_CLIENT_ID:-<its client id>}
EOF
