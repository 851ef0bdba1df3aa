#!/usr/bin/env bash
# Installs AWS's runtime client for Node beside the tests that run the built function under it. It is compiled here,
# which takes a minute and a half and needs the autotools; nothing is done where that has happened already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ -f node_modules/aws-lambda-ric/rapid-client.node ]] && cmp -s package-lock.json node_modules/.installed; then
  echo 'the runtime client is installed'
  exit
fi

missing=()
for tool in autoconf automake libtoolize cmake make g++; do
  command -v "$tool" >/dev/null || missing+=("${tool/libtoolize/libtool}")
done
if ((${#missing[@]} > 0)); then
  command -v apt-get >/dev/null || {
    echo "the runtime client is compiled, and needs ${missing[*]}: install them and try again" >&2
    exit 1
  }
  sudo=()
  ((EUID == 0)) || sudo=(sudo -n)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

npm ci
cp package-lock.json node_modules/.installed
