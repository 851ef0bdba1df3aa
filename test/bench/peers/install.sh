#!/usr/bin/env bash
# Installs the engines that `npm run bench:peers` compares ours with, each in its own folder and as its lock says, every file
# checked by its hash. Python's need Python 3.11 or later. What is installed already is left alone. One that cannot be
# installed is named with the reason, here and in the bench, and stops none of the others.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# skip <peer> <reason>
skip() {
  echo "$1 is not installed: $2" >&2
  echo "$2" >"$1/not-installed.txt"
}

# done_with <peer> <lock> <copy>: the copy says what is installed.
done_with() {
  cp "$1/$2" "$1/$3"
  rm -f "$1/not-installed.txt"
  echo "$1 has been installed"
}

# The last line that an installer has said.
last_words() {
  grep -v '^$' "$1" | tail -1
}

npm_peer() {
  local peer=$1 log
  cmp -s "$peer/package-lock.json" "$peer/node_modules/.installed" && { echo "$peer is installed"; return; }
  log=$(mktemp)
  if npm ci --prefix "$peer" >"$log" 2>&1; then
    done_with "$peer" package-lock.json node_modules/.installed
  else
    skip "$peer" "$(last_words "$log")"
  fi
  rm "$log"
}

python_peer() {
  local peer=$1 log
  cmp -s "$peer/requirements.txt" "$peer/.venv/installed.txt" && { echo "$peer is installed"; return; }
  command -v python3 >/dev/null || { skip "$peer" 'there is no python3'; return; }
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { skip "$peer" 'python3 is older than 3.11'; return; }
  rm -rf "$peer/.venv"
  log=$(mktemp)
  if ! python3 -m venv "$peer/.venv" >"$log" 2>&1; then
    rm -rf "$peer/.venv"
    skip "$peer" 'python3 has no venv (Debian: apt-get install python3-venv)'
  elif "$peer/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement "$peer/requirements.txt" >"$log" 2>&1; then
    done_with "$peer" requirements.txt .venv/installed.txt
  else
    skip "$peer" "$(last_words "$log")"
  fi
  rm "$log"
}

# All, or those that are named.
(($# > 0)) || set -- grademark backtesting vectorbt raptorbt
for peer in "$@"; do
  if [[ -f $peer/package-lock.json ]]; then npm_peer "$peer"; else python_peer "$peer"; fi
done
