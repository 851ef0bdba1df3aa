#!/usr/bin/env bash
# Installs moto's server (Apache-2.0) beside the tests that keep the ledger on it, in .venv/ of this folder: the versions
# of requirements.txt, each checked by its hash. Needs Python 3.10 or later. Nothing is done where that has happened
# already; where it cannot be done, it says why and ends with 1, and those tests are skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if cmp -s requirements.txt .venv/installed.txt; then
  echo 'moto is installed'
  exit
fi

give_up() {
  echo "moto is not installed, and tests against it are skipped: $1" >&2
  exit 1
}

command -v python3 >/dev/null || give_up 'there is no python3'
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || give_up 'python3 is older than 3.10'

rm -rf .venv
options=(--quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements.txt)
# Debian's Python has neither venv nor pip until they are installed; either will do.
if python3 -m venv .venv 2>/dev/null; then
  .venv/bin/python -m pip install "${options[@]}" || give_up 'pip could not install it, as said above'
else
  rm -rf .venv
  python3 -m pip --version >/dev/null 2>&1 || give_up 'python3 has neither venv nor pip (Debian: apt-get install python3-venv)'
  python3 -m pip install "${options[@]}" --target .venv/packages || give_up 'pip could not install it, as said above'
fi
cp requirements.txt .venv/installed.txt
echo 'moto has been installed'
