#!/usr/bin/env bash
# Shows how time and memory grow with the input, and what each report format adds to the check itself:
#
#   benches/growth.sh [RUNS]
#
# Needs cargo, and GNU time as /usr/bin/time.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
export LC_ALL=C

cargo build --quiet --release --example generate
cargo build --quiet --release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
generate=$PWD/target/release/examples/generate
program=$PWD/target/release/spark-eci-lint
for number in 1000 10000 100000; do
  "$generate" needles $number "$work/$number files"
done
for number in 4000 40000; do
  "$generate" stream $number "$work/stream of $number"
done
for number in 500 5000 50000; do
  "$generate" list $number "$work/list of $number"
done
cd "$work"

echo "The check alone, $runs runs in turns, $(nproc) cores; seconds."
echo
echo "| input | MB | min | median | max | applications a second (median) | peak memory, MiB | KiB an application |"
echo "|---|---|---|---|---|---|---|---|"
inputs=("1000 files" "10000 files" "100000 files" "stream of 4000" "stream of 40000" "list of 500" "list of 5000" "list of 50000")
for ((run = 0; run <= runs; run++)); do
  for input in "${inputs[@]}"; do
    # The severity excludes all findings, so that the report is empty.
    /usr/bin/time -a -o "measured $input" -f "%e %M" \
      "$program" --quiet --no-config --format concise --severity error "$input" >/dev/null
    if ((run == 0)); then rm "measured $input"; fi
  done
done
for input in "${inputs[@]}"; do
  number=${input//[^0-9]/}
  read -r least median most <<<"$(sort -n "measured $input" | awk '{ t[NR] = $1 } END { print t[1], t[int((NR + 1) / 2)], t[NR] }')"
  memory=$(awk '{ print $2 }' "measured $input" | sort -n | tail -1)
  size=$(du -sb --apparent-size "$input" | awk '{ printf "%.1f", $1 / 1e6 }')
  [ -d "$input" ] && size=$(find "$input" -type f -printf '%s\n' | awk '{ s += $1 } END { printf "%.1f", s / 1e6 }')
  awk -v i="$input" -v s="$size" -v a="$least" -v b="$median" -v c="$most" -v n="$number" -v m="$memory" \
    'BEGIN { printf "| %s | %s | %.2f | %.2f | %.2f | %.0f | %.0f | %.1f |\n", i, s, a, b, c, n / b, m / 1024, m / n }'
done

echo
echo "Reports of 30,000 findings about 10,000 files; \`none\` writes nothing. The added part is that of the medians."
echo
echo "| format | MB | min | median | max | added |"
echo "|---|---|---|---|---|---|"
formats=(none human concise json sarif github gitlab azure junit checkstyle rdjson markdown)
for ((run = 0; run <= runs; run++)); do
  for format in "${formats[@]}"; do
    arguments=(--format "$format" --severity info)
    [ "$format" = none ] && arguments=(--format concise --severity error)
    started=$EPOCHREALTIME
    "$program" --quiet --no-config "${arguments[@]}" "10000 files" >/dev/null
    ended=$EPOCHREALTIME
    if ((run > 0)); then echo $((${ended/./} - ${started/./})) >>"format $format"; fi
  done
done
check=$(sort -n "format none" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')
for format in "${formats[@]}"; do
  size=0
  [ "$format" != none ] && size=$("$program" --quiet --no-config --format "$format" --severity info "10000 files" | wc -c)
  sort -n "format $format" | awk -v f="$format" -v s="$size" -v check="$check" '{ t[NR] = $1 }
    END { m = t[int((NR + 1) / 2)]
      printf "| %s | %.1f | %.2f | %.2f | %.2f | %+.0f %% |\n", f, s / 1e6, t[1] / 1e6, m / 1e6, t[NR] / 1e6, (m / check - 1) * 100 }'
done
