#!/usr/bin/env bash
# Writes the page to try the linter to a folder, as files that any server can serve, or none:
# playground/build.sh [FOLDER], playground/dist unless said otherwise. MODULE names a module that is built already.
set -euo pipefail
cd "$(dirname "$0")"
folder=${1:-dist}
module=${MODULE:-}
if [ -z "$module" ]; then
  cargo build --locked --release --target wasm32-unknown-unknown
  module=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/spark_eci_lint_playground.wasm
fi
[ -d node_modules/esbuild ] || npm ci --silent --no-audit --no-fund
cargo metadata --locked --format-version 1 --filter-platform wasm32-unknown-unknown | node build.mjs "$module" "$folder"
