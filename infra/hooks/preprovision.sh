#!/bin/sh
# Before anything is created: can the last step (sign-in, by the Azure CLI) be done, and in which
# month does the budget start?
set -eu

stop() {
  echo "$1" >&2
  echo "Or leave sign-in to somebody else: azd env set ENTRA_APP off   (docs/deploy.md, \"Before\"). Nothing has been created yet." >&2
  exit 1
}

if [ "${ENTRA_APP:-on}" != "off" ]; then
  command -v az >/dev/null 2>&1 || stop "The Azure CLI (az) is not installed; it registers the application that signs people in."
  # azd has a sign-in of its own
  az account get-access-token ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"} --query expiresOn --output tsv >/dev/null 2>&1 ||
    stop "The Azure CLI is not signed in to this subscription (azd auth login is another sign-in): az login --tenant ${AZURE_TENANT_ID:-<tenant>}"
  az bicep build --file infra/entra/main.bicep --stdout >/dev/null ||
    stop "The Azure CLI can not read infra/entra/main.bicep, which is so when its Bicep is old: az bicep upgrade"
fi

# Azure refuses to change the start of a budget, so the month is kept in the azd environment.
if [ "${MONTHLY_BUDGET:-0}" != "0" ] && [ -z "${BUDGET_START:-}" ]; then
  # what a pipeline sets is lost with its machine: it would use another month each time
  [ "${CI:-}" != "true" ] || { echo "BUDGET_START is not set: set it here with azd env set, and run azd pipeline config again." >&2; exit 1; }
  azd env set BUDGET_START "$(date -u +%Y-%m-01)"
fi
