#!/usr/bin/env bash
# Installs Debian's Chromium, in which tests open the pages of `scalper report`. Nothing is done where a browser is
# found already; where none can be installed, it says why and ends with 1, and those tests are skipped.
set -euo pipefail

for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [[ -n $browser ]] && command -v "$browser" >/dev/null; then
    echo "a browser is installed: $(command -v "$browser")"
    exit
  fi
done

give_up() {
  echo "no browser is installed, and tests of pages are skipped: $1" >&2
  exit 1
}

command -v apt-get >/dev/null || give_up 'there is no apt-get; install Chromium, or name one in CHROMIUM'
sudo=()
((EUID == 0)) || sudo=(sudo -n)
"${sudo[@]}" apt-get update -qq || give_up 'apt-get could not read its lists, as said above'
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core ||
  give_up 'apt-get could not install it, as said above'
echo 'Chromium has been installed'
