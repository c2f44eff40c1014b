#!/usr/bin/env bash
# What the action does: installs the program where it is asked to, and runs it. Needs no token.
set -euo pipefail

fail() {
  echo "::error title=spark-eci-lint::$1"
  exit 2
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Who pins the action pins the program.
own=$(sed -n '/^version = /{s/.*"\(.*\)"/\1/p;q}' "$here/Cargo.toml")
version=${INPUT_VERSION:-$own}
case $version in
  path) program=$(command -v spark-eci-lint) || fail "there is no spark-eci-lint on the PATH" ;;
  latest | [0-9]*)
    folder=${RUNNER_TEMP:-/tmp}/spark-eci-lint-$version
    if ! [ -x "$folder/spark-eci-lint" ]; then
      mkdir -p "$folder"
      case $(uname -s)-$(uname -m) in
        Linux-x86_64) target=x86_64-unknown-linux-musl ;;
        Linux-aarch64) target=aarch64-unknown-linux-musl ;;
        Darwin-arm64) target=aarch64-apple-darwin ;;
        Darwin-x86_64) target=x86_64-apple-darwin ;;
        *) fail "there is no program for $(uname -s) on $(uname -m)" ;;
      esac
      releases=${SPARK_ECI_LINT_RELEASES:-https://github.com/spark-eci-lint/spark-eci-lint/releases}
      if [ "$version" = latest ]; then
        from=$releases/latest/download
      else
        from=$releases/download/v$version
      fi
      archive=spark-eci-lint-$target.tar.gz
      for name in "$archive" "$archive.sha256"; do
        curl --silent --show-error --fail --location --retry 3 --output "$folder/$name" "$from/$name" ||
          fail "$from/$name cannot be fetched"
      done
      if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
      (cd "$folder" && "${sum[@]}" --check "$archive.sha256" >/dev/null) ||
        fail "$archive is not what its checksum says"
      tar -xzf "$folder/$archive" -C "$folder"
    fi
    program=$folder/spark-eci-lint
    ;;
  *) fail "version is a number such as 0.1.0, latest or path, not $version" ;;
esac

arguments=(check "--fail-on=${INPUT_FAIL_ON:-error}" "--format=${INPUT_FORMAT:-github}")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=("--config=$INPUT_CONFIG")
[ "${INPUT_REQUIRE_APPLICATIONS:-true}" != true ] || arguments+=(--require-applications)
[ -z "${INPUT_DIFF_BASE:-}" ] || arguments+=("--diff-base=$INPUT_DIFF_BASE")
[ -z "${INPUT_SARIF:-}" ] || arguments+=("--format=sarif=$INPUT_SARIF")
arguments+=(--)
while IFS= read -r path; do
  [ -z "$path" ] || arguments+=("$path")
done <<<"${INPUT_PATHS:-.}"

code=0
"$program" "${arguments[@]}" || code=$?
{
  echo "exit-code=$code"
  # There is none where something went wrong.
  if [ -n "${INPUT_SARIF:-}" ] && [ -f "$INPUT_SARIF" ]; then echo "sarif=$INPUT_SARIF"; fi
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
