#!/bin/sh
# Azure refuses another start once a budget exists, so the month is kept in the azd environment.
set -eu
if [ "${MONTHLY_BUDGET:-0}" != "0" ] && [ -z "${BUDGET_START:-}" ]; then
  # what a pipeline sets is forgotten with its machine: it would ask for another month each time
  [ "${CI:-}" != "true" ] || { echo "BUDGET_START is not set: set it here with azd env set, and run azd pipeline config again." >&2; exit 1; }
  azd env set BUDGET_START "$(date -u +%Y-%m-01)"
fi
