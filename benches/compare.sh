#!/usr/bin/env bash
# Times the program against others over one tree, in turns, and prints how they compare:
#
#   benches/compare.sh [RUNS] [FILES]
#
# rg (ripgrep) finds the files that mention the Spark operator's group, which is the minimum work; kubeconform and
# kube-linter are measured if they are installed. Needs cargo and rg.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-11}
files=${2:-100000}
export LC_ALL=C

cargo build --quiet --release --example generate
cargo build --quiet --release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target/release/examples/generate haystack "$files" "$work/haystack"
# The operators' own definitions mention the kinds in a dozen files of nearly 1 MB, and contain no application.
mkdir "$work/definitions"
for number in $(seq 12); do
  {
    printf '%s\n' 'apiVersion: apiextensions.k8s.io/v1' 'kind: CustomResourceDefinition' \
      'metadata: {name: sparkapplications.sparkoperator.k8s.io}' 'spec:' '  group: sparkoperator.k8s.io' \
      '  names: {kind: SparkApplication, plural: sparkapplications}' '  versions:' '  - name: v1beta2' \
      '    schema:' '      openAPIV3Schema:' '        properties:'
    awk 'BEGIN { for (i = 0; i < 7000; i++) printf "          field%d:\n            description: |-\n              What the field of a pod is good for, in a few words.\n            type: string\n", i }'
  } >"$work/definitions/$number.yaml"
done
program=$PWD/target/release/spark-eci-lint
cores=$(nproc)
cd "$work"

names=("rg -l -F" "spark-eci-lint" "rg -l -F, definitions" "spark-eci-lint, definitions" "rg -c -F, definitions")
commands=(
  "rg -l -j$cores -F sparkoperator.k8s.io haystack"
  "$program --quiet --format concise --color never haystack"
  "rg -l -j$cores -F sparkoperator.k8s.io definitions"
  "$program --quiet --format concise --color never definitions"
  # With -l, rg stops at the first match in a file; to count, it reads the file to its end.
  "rg -c -j$cores -F sparkoperator.k8s.io definitions"
)
# The command with which each is compared.
base() { case ${names[$1]} in *definitions) echo 2 ;; *) echo 0 ;; esac; }
if command -v kubeconform >/dev/null; then
  names+=("kubeconform")
  commands+=("kubeconform -n $cores -ignore-missing-schemas -summary haystack")
fi
if command -v kube-linter >/dev/null; then
  names+=("kube-linter")
  commands+=("kube-linter lint haystack")
fi

# The first turn fills the page cache and is not counted.
for ((run = 0; run <= runs; run++)); do
  for index in "${!commands[@]}"; do
    started=$EPOCHREALTIME
    ${commands[index]} >/dev/null 2>&1 || true
    ended=$EPOCHREALTIME
    if ((run > 0)); then
      echo $((${ended/./} - ${started/./})) >>"times-$index"
    fi
  done
done

echo "$files files, $runs runs in turns, $cores cores; milliseconds, and the ratio to rg of the same turn"
echo
echo "| | min | median | max | ratio min | ratio median | ratio max |"
echo "|---|---|---|---|---|---|---|"
ratios() {
  paste "times-$1" "times-$2" | awk '{ print $1 / $2 }' | sort -n |
    awk '{ r[NR] = $1 } END { printf "%.2f | %.2f | %.2f", r[1], r[int((NR + 1) / 2)], r[NR] }'
}
for index in "${!commands[@]}"; do
  times=$(sort -n "times-$index" | awk '{ t[NR] = $1 / 1000 } END { printf "%.1f | %.1f | %.1f", t[1], t[int((NR + 1) / 2)], t[NR] }')
  echo "| ${names[index]} | $times | $(ratios "$index" "$(base "$index")") |"
done
echo
echo "spark-eci-lint, definitions, to rg -c: $(ratios 3 4)"
if [ -x /usr/bin/time ]; then
  peak=$(/usr/bin/time -f %M ${commands[1]} 2>&1 >/dev/null | tail -1)
  echo
  echo "spark-eci-lint's peak memory: $((peak / 1024)) MiB"
fi
