#!/bin/sh
cat <<EOF
What is left: the Key Vault, soft-deleted for 90 days and protected from purging (its name can't be used again until then; az keyvault recover
brings it back), and the app registration "psa-email (${AZURE_ENV_NAME:-})": az ad app delete --id ${ENTRA_CLIENT_ID:-<its client id>}
EOF
