#!/usr/bin/env bash
# What the action does: installs the program where it is asked to, and runs it. Needs no token.
set -euo pipefail

fail() {
  local why=${1//[$'\r\n']/ }
  echo "::error title=spark-eci-lint::$why"
  exit 2
}

# A line break in what is passed on would be another command of the log, or another output of the step.
for name in INPUT_VERSION INPUT_SARIF INPUT_CONFIG INPUT_FAIL_ON INPUT_FORMAT INPUT_DIFF_BASE INPUT_STRICT; do
  case ${!name:-} in *[$'\r\n']*) fail "the input ${name#INPUT_} holds a line break" ;; esac
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# A pinned action pins the program: its own tree has the checksums of the release.
checksums=${SPARK_ECI_LINT_CHECKSUMS:-$here/action/checksums.txt}
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
      # A redirect may not lead to an unencrypted address; tests have files.
      protocols='=https'
      case $releases in file://*) protocols='=file' ;; esac
      curl --proto "$protocols" --silent --show-error --fail --location --retry 3 --output "$folder/$archive" "$from/$archive" ||
        fail "$from/$archive cannot be fetched"
      # What lies beside the archive can be changed by whoever can change the archive, and proves nothing.
      if known=$(awk -v version="$version" -v archive="$archive" '$1 == version && $3 == archive { print $2 }' "$checksums") && [ -n "$known" ]; then
        if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
        found=$("${sum[@]}" <"$folder/$archive" | cut -d' ' -f1)
        if [ "$found" != "$known" ]; then
          rm -f "$folder/$archive"
          fail "$archive is not what its checksum says"
        fi
      elif command -v gh >/dev/null && gh attestation verify "$folder/$archive" --repo spark-eci-lint/spark-eci-lint >/dev/null 2>&1; then
        :
      else
        rm -f "$folder/$archive"
        fail "$archive of version $version cannot be verified: action/checksums.txt does not have it, and gh attests nothing (it needs GH_TOKEN)"
      fi
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
if [ "${INPUT_STRICT:-false}" = true ]; then arguments+=(--no-ignore --no-suppressions --fail-on-unjudged); fi
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
