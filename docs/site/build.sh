#!/usr/bin/env bash
# Writes the book to a folder: docs/site/build.sh FOLDER. It needs Python 3, git, and mdbook on the PATH.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
python3 assemble.py "$pages"
export MDBOOK_LOG=${MDBOOK_LOG:-warn}
mdbook build "$pages/en" --dest-dir "$folder"
# The first one empties its folder, so that the second one follows it.
if [ -d "$pages/zh-CN" ]; then
  mdbook build "$pages/zh-CN" --dest-dir "$folder/zh-CN"
fi
