#!/bin/sh
# Sets up sign-in: deploys infra/entra unless ENTRA_APP=off, or prints what somebody with the
# permissions has to do.
set -eu

manual() {
  cat <<EOF

Sign-in is not set up, and until it is the API refuses everyone (mail is received all the same). Somebody who may register applications runs:

  APP_ID=\$(az ad app create --display-name "psa-email ($AZURE_ENV_NAME)" --sign-in-audience AzureADMyOrg \\
    --enable-id-token-issuance true --web-redirect-uris "$PUBLIC_URL/.auth/login/aad/callback" \\
    --app-roles @infra/entra/app-roles.json --query appId --output tsv)
  az ad app update --id "\$APP_ID" --set api.requestedAccessTokenVersion=2
  az ad app federated-credential create --id "\$APP_ID" --parameters "{\"name\":\"user-assigned-identity\",
    \"issuer\":\"https://login.microsoftonline.com/$AZURE_TENANT_ID/v2.0\",\"subject\":\"$AZURE_IDENTITY_PRINCIPAL_ID\",
    \"audiences\":[\"api://AzureADTokenExchange\"]}"
  az ad sp create --id "\$APP_ID" && az ad sp update --id "\$APP_ID" --set appRoleAssignmentRequired=true

and then, here:   azd env set ENTRA_CLIENT_ID <APP_ID>   and   azd provision
Who gets in: Microsoft Entra admin center, Enterprise applications, psa-email, Users and groups.
EOF
}

if [ "${ENTRA_APP:-on}" = "off" ]; then
  [ -n "${ENTRA_CLIENT_ID:-}" ] || manual
elif ! command -v az >/dev/null 2>&1; then
  echo "The Azure CLI (az) is not installed; it deploys infra/entra."
  [ -n "${ENTRA_CLIENT_ID:-}" ] || manual
elif id=$(az deployment group create --name psa-email-entra --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
    --template-file infra/entra/main.bicep --query properties.outputs.clientId.value --output tsv \
    --parameters environmentName="$AZURE_ENV_NAME" functionAppName="$AZURE_FUNCTION_APP_NAME" publicUrl="$PUBLIC_URL" \
      identityName="$AZURE_IDENTITY_NAME" apiClientIds="${API_CLIENT_IDS:-}"); then
  azd env set ENTRA_CLIENT_ID "$id"
  echo "Sign-in is set up (application $id); you are its admin."
else
  echo "The app registration could not be created; az says above why. It needs az login, the role Application Developer, and Privileged Role"
  echo "Administrator or Cloud Application Administrator to assign its roles. To silence this: azd env set ENTRA_APP off"
  [ -n "${ENTRA_CLIENT_ID:-}" ] || manual
fi

if [ -n "${EMAIL_DOMAIN:-}" ] && [ "${EMAIL_DOMAIN_VERIFIED:-false}" != "true" ]; then
  echo
  echo "Mail is sent from $ACS_SENDER until $EMAIL_DOMAIN is verified. Its DNS records (docs/deploy.md, \"A custom sending domain\"):"
  azd env get-value EMAIL_DNS_RECORDS
fi
