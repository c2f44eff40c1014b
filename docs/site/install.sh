#!/usr/bin/env bash
# Installs mdbook into a folder of tools: docs/site/install.sh TOOLS. The program is then TOOLS/bin/mdbook.
set -euo pipefail
version=0.5.4
tools=$1
if "$tools/bin/mdbook" --version 2>/dev/null | grep -qx "mdbook v$version"; then
  exit 0
fi
# It runs for a second: a build without optimisation takes half as long.
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 cargo install --quiet --locked --root "$tools" \
  --no-default-features --features search "mdbook@$version"
