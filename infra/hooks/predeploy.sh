#!/bin/sh
# Roles that were just given are not known everywhere for a minute; a package that comes sooner is refused (403, azure-dev issue 8026). Waits once
# for each identity.
set -eu
if [ "${ROLES_AWAITED_FOR:-}" != "$AZURE_IDENTITY_PRINCIPAL_ID" ]; then
  echo "The app's roles are new: a minute, until they are known everywhere."
  sleep 60
  azd env set ROLES_AWAITED_FOR "$AZURE_IDENTITY_PRINCIPAL_ID"
fi
