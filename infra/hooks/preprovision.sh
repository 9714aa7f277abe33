#!/bin/sh
# Azure refuses another start once a budget exists, so the month is kept in the azd environment.
set -eu
if [ "${MONTHLY_BUDGET:-0}" != "0" ] && [ -z "${BUDGET_START:-}" ]; then
  azd env set BUDGET_START "$(date -u +%Y-%m-01)"
fi
