#!/usr/bin/env bash
# The script of the action: installs the program if necessary, and runs it. Needs no token. On Windows it runs in Git Bash.
set -euo pipefail

fail() {
  local why=${1//[$'\r\n']/ }
  echo "::error title=spark-eci-lint::$why"
  exit 2
}

# A line break in one of these would start another workflow command, or another output of the step.
for name in VERSION SARIF CONFIG FAIL_ON FORMAT DIFF_BASE STRICT SEVERITY BASELINE CLUSTER REGION WORKING_DIRECTORY SUMMARY REQUIRE_APPLICATIONS; do
  input=INPUT_$name
  case ${!input:-} in *[$'\r\n']*) fail "the input $name contains a line break" ;; esac
done
for name in STRICT SUMMARY REQUIRE_APPLICATIONS; do
  input=INPUT_$name
  case ${!input:-} in '' | true | false) ;; *) fail "the input $name must be true or false, not ${!input}" ;; esac
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Installs a version of the program: sets `program`.
install() {
  local version=$1 name=spark-eci-lint folder target kind=tar.gz
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64) target=aarch64-unknown-linux-musl ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    # Git Bash may be an x86-64 program on an Arm machine, so uname is wrong there.
    MINGW*-* | MSYS*-*)
      kind=zip name=spark-eci-lint.exe
      case ${RUNNER_ARCH:-$(uname -m)} in
        X64 | x86_64) target=x86_64-pc-windows-msvc ;;
        ARM64 | aarch64) target=aarch64-pc-windows-msvc ;;
        *) fail "no program is available for $(uname -s) on ${RUNNER_ARCH:-$(uname -m)}" ;;
      esac
      ;;
    *) fail "no program is available for $(uname -s) on $(uname -m)" ;;
  esac
  local temp=${RUNNER_TEMP:-/tmp}
  # Windows writes its paths with backslashes.
  folder=${temp//\\//}/spark-eci-lint-$version
  program=$folder/$name
  [ ! -x "$program" ] || return 0
  mkdir -p "$folder"
  local releases=${SPARK_ECI_LINT_RELEASES:-https://github.com/spark-eci-lint/spark-eci-lint/releases} from
  if [ "$version" = latest ]; then from=$releases/latest/download; else from=$releases/download/v$version; fi
  local archive=spark-eci-lint-$target.$kind
  # Redirects must not lead to an unencrypted address. Tests use file URLs.
  local protocols='=https'
  case $releases in file://*) protocols='=file' ;; esac
  curl --proto "$protocols" --silent --show-error --fail --location --retry 3 --output "$folder/$archive" "$from/$archive" ||
    fail "cannot download $from/$archive"
  verify "$folder/$archive" "$version"
  # Extract only the program, so that nothing else of an archive is written.
  if [ "$kind" = zip ]; then
    unzip -q -o "$folder/$archive" "$name" -d "$folder" || fail "cannot unpack $archive"
  else
    tar -xzf "$folder/$archive" -C "$folder" "$name" || fail "cannot unpack $archive"
  fi
  [ -f "$program" ] || fail "$archive does not contain $name"
}

# Verifies that an archive is the one of the release. Checksums next to it prove nothing: whoever can replace the archive can
# replace these, too.
verify() {
  local file=$1 version=$2 archive known sum found
  archive=$(basename "$file")
  # The action's own tree has the checksums of the release, so a pinned action also pins the program.
  local checksums=${SPARK_ECI_LINT_CHECKSUMS:-$here/action/checksums.txt}
  known=$(awk -v version="$version" -v archive="$archive" '$1 == version && $3 == archive { print $2 }' "$checksums")
  if [ -n "$known" ]; then
    if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
    found=$("${sum[@]}" <"$file" | cut -d' ' -f1)
    [ "$found" = "$known" ] || { rm -f "$file"; fail "the checksum of $archive is wrong"; }
  elif command -v gh >/dev/null && gh attestation verify "$file" --repo spark-eci-lint/spark-eci-lint >/dev/null 2>&1; then
    :
  else
    rm -f "$file"
    fail "$archive of version $version cannot be verified: it is missing in action/checksums.txt, and gh found no attestation (gh needs GH_TOKEN)"
  fi
}

own=$(sed -n '/^version = /{s/.*"\(.*\)"/\1/p;q;}' "$here/Cargo.toml")
version=${INPUT_VERSION:-$own}
version=${version#v}
if [ "$version" = path ]; then
  program=$(command -v spark-eci-lint) || fail "cannot find spark-eci-lint on the PATH"
elif [[ $version =~ ^(latest|[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+-]+)?)$ ]]; then
  install "$version"
else
  fail "the input version must be a number such as 0.1.0 or v0.1.0, latest or path, not $version"
fi

if [ -n "${INPUT_WORKING_DIRECTORY:-}" ]; then
  cd -- "$INPUT_WORKING_DIRECTORY" 2>/dev/null || fail "no such folder: $INPUT_WORKING_DIRECTORY"
fi

arguments=(check "--fail-on=${INPUT_FAIL_ON:-error}" "--format=${INPUT_FORMAT:-github}")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_SEVERITY:-}" ] || arguments+=("--severity=$INPUT_SEVERITY")
[ -z "${INPUT_BASELINE:-}" ] || arguments+=("--baseline=$INPUT_BASELINE")
[ -z "${INPUT_CLUSTER:-}" ] || arguments+=("--cluster=$INPUT_CLUSTER")
[ -z "${INPUT_REGION:-}" ] || arguments+=("--region=$INPUT_REGION")
[ "${INPUT_REQUIRE_APPLICATIONS:-true}" != true ] || arguments+=(--require-applications)
[ -z "${INPUT_DIFF_BASE:-}" ] || arguments+=("--diff-base=$INPUT_DIFF_BASE")
[ -z "${INPUT_SARIF:-}" ] || arguments+=("--format=sarif=$INPUT_SARIF")
if [ "${INPUT_STRICT:-false}" = true ]; then arguments+=(--no-ignore --no-suppressions --fail-on-unjudged); fi

# Splits rules at spaces, commas and line breaks.
add_rules() {
  local option=$1 words word
  read -r -d '' -a words <<<"${2//,/ }" || true
  for word in ${words[@]+"${words[@]}"}; do arguments+=("$option=$word"); done
}
add_rules --select "${INPUT_SELECT:-}"
add_rules --ignore "${INPUT_IGNORE:-}"

# Split at blanks. xargs handles quotes like a shell, but expands nothing.
if [[ ${INPUT_ARGS:-} == *[![:space:]]* ]]; then
  words=$(mktemp)
  xargs printf '%s\0' <<<"$INPUT_ARGS" >"$words" 2>/dev/null || fail "the input args contains an unclosed quote"
  while IFS= read -r -d '' word; do arguments+=("$word"); done <"$words"
  rm -f "$words"
fi

# A path with a star, a question mark or brackets is a pattern, unless there is a file of that name. `**` matches any number of
# folders. A pattern without a match is an error, like a missing path.
arguments+=(--)
shopt -s nullglob globstar 2>/dev/null || shopt -s nullglob
expand() {
  local path=$1 IFS='' found
  if [[ $path != *[*?[]* ]] || [ -e "$path" ]; then
    arguments+=("$path")
    return
  fi
  # IFS is empty, so the path is not split, and matches are not expanded again.
  # shellcheck disable=SC2206
  found=($path)
  [ "${#found[@]}" -gt 0 ] || fail "no file matches $path"
  arguments+=("${found[@]}")
}
while IFS= read -r path; do
  path=${path%$'\r'}
  [ -z "$path" ] || expand "$path"
done <<<"${INPUT_PATHS:-.}"

[ "${INPUT_SUMMARY:-true}" = true ] || unset GITHUB_STEP_SUMMARY
code=0
"$program" "${arguments[@]}" || code=$?
{
  echo "exit-code=$code"
  # The report is missing after an error.
  if [ -n "${INPUT_SARIF:-}" ] && [ -f "$INPUT_SARIF" ]; then
    # Later steps use paths relative to the workspace.
    case ${INPUT_WORKING_DIRECTORY:-}:$INPUT_SARIF in
      :* | *:/* | *:[A-Za-z]:*) echo "sarif=$INPUT_SARIF" ;;
      *) echo "sarif=$INPUT_WORKING_DIRECTORY/$INPUT_SARIF" ;;
    esac
  fi
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
