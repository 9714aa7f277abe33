#!/bin/sh
# New role assignments take a minute to take effect everywhere; a package that is uploaded sooner is
# refused (403, azure-dev issue 8026). Waits once for each identity.
set -eu
if [ "${ROLES_AWAITED_FOR:-}" != "$AZURE_IDENTITY_PRINCIPAL_ID" ]; then
  echo "The app's roles are new; waiting a minute until they take effect everywhere."
  sleep 60
  azd env set ROLES_AWAITED_FOR "$AZURE_IDENTITY_PRINCIPAL_ID"
fi
