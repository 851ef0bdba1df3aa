#!/usr/bin/env bash
# Installs Stryker beside the command that runs it; nothing is done where that has happened already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if cmp -s package-lock.json node_modules/.installed; then
  echo 'Stryker is installed'
  exit
fi

npm ci
cp package-lock.json node_modules/.installed
