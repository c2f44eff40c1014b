#!/usr/bin/env python3
"""Counts the program's instructions over standard inputs, by callgrind: the same on any machine, however
busy it is. Compares them with the record next to this file, and fails if there are notably more.

    benches/instructions.py            compare
    benches/instructions.py --record   update the record

Another compiler generates other code: if it is not the recorded one, differences are only shown.
Needs cargo and valgrind.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# Hash tables have random seeds, so counts vary by some hundredths of a percent between runs.
TOLERANCE = 0.02
ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches/instructions.tsv"
PROGRAM = ROOT / "target/release/spark-eci-lint"
FORMATS = "human concise json sarif github gitlab azure junit checkstyle rdjson markdown".split()


def run(*command, **options):
    return subprocess.run(command, check=True, cwd=ROOT, **options)


def inputs(folder):
    """Names and arguments of the measured commands."""
    quiet = ["--quiet", "--no-config", "--color", "never"]
    generate = ROOT / "target/release/examples/generate"
    for what, number in [("stream", 200), ("list", 200), ("haystack", 1000)]:
        run(generate, what, str(number), folder / what)
    yield "version", ["--version"]
    yield "one small file", [*quiet, "testdata/quickstart/orders.yaml"]
    # A folder is walked by several threads, so a single file is used for counting.
    ordinary = folder / "ordinary.yaml"
    parts = sorted((folder / "haystack").glob("*/service-*/**/*.yaml"))
    ordinary.write_text("---\n".join(part.read_text() for part in parts))
    yield "ordinary manifests", [*quiet, "--format", "concise", ordinary]
    for what in ["stream", "list"]:
        yield f"200 applications/{what}", [*quiet, "--format", "concise", folder / what]
    for name in FORMATS:
        arguments = [*quiet, "--severity", "info", "--format", name]
        yield f"200 applications, all findings/{name}", [*arguments, folder / "stream"]


def instructions(arguments):
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*valgrind, PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode not in (0, 1) or not found:
        sys.exit(f"{arguments}: {done.stderr}")
    return int(found[1])


def main():
    compiler = run("rustc", "--version", capture_output=True, text=True).stdout.strip()
    run("cargo", "build", "--quiet", "--locked", "--release", "--example", "generate")
    run("cargo", "build", "--quiet", "--locked", "--release")
    with tempfile.TemporaryDirectory() as folder:
        measured = {name: instructions(a) for name, a in inputs(pathlib.Path(folder))}
    if "--record" in sys.argv:
        rows = [f"{name}\t{count}" for name, count in measured.items()]
        RECORD.write_text("\n".join([f"# {compiler}", *rows]) + "\n")
        return 0
    first, *rows = RECORD.read_text().splitlines()
    recorded = {name: int(count) for name, count in (row.split("\t") for row in rows)}
    is_same_compiler = first == f"# {compiler}"
    worse = []
    for name, count in measured.items():
        before = recorded.get(name)
        change = count / before - 1 if before else 0.0
        print(f"{count:>14,}  {change:+7.2%}  {name}")
        if before is None or change > TOLERANCE:
            worse.append(name)
    if not worse:
        return 0
    print(f"more instructions than recorded, or none recorded: {', '.join(worse)}")
    if not is_same_compiler:
        print(f"the record is of another compiler: {first[2:]}; this is {compiler}")
        return 0
    print("find out why, or record it: benches/instructions.py --record")
    return 1


sys.exit(main())
