#!/usr/bin/env python3
"""Checks that the work for each shape of input grows at most linearly: counts instructions (callgrind) at two sizes, minus
those of an empty input. Counts are the same on any machine, however busy it is.

    benches/growth.py [PROGRAM] [NAME...]    default: target/release/spark-eci-lint, all shapes

Fails if an exponent is above 1.2. Needs valgrind.
"""

import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

GOAL = 1.2
FACTOR = 4
ROOT = pathlib.Path(__file__).resolve().parent.parent

META = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata:\n  name: {name}\n"
SPEC = (
    "spec:\n  type: Scala\n  mode: cluster\n  image: spark:3.5.1\n  mainClass: a.B\n"
    "  mainApplicationFile: local:///a.jar\n  sparkVersion: 3.5.1\n"
    "  driver:\n    cores: 1\n    memory: 1g\n"
    "  executor:\n    instances: 2\n    cores: 1\n    memory: 1g\n"
)
ROLE = {"cores": 1, "memory": "1g"}


def app(name="a", metadata="", more=""):
    return META.format(name=name) + metadata + SPEC + more


def objects(n):
    meta = {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication"}
    spec = {"type": "Scala", "sparkVersion": "3.5.1", "driver": ROLE, "executor": dict(ROLE, instances=2)}
    return [dict(meta, metadata={"name": f"a{i}"}, spec=spec) for i in range(n)]


def listed(n, **form):
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects(n)}, **form)


def each(n, line):
    return "".join(line(i) for i in range(n))


def executor(field, line):
    return lambda n: app(more=f"    {field}:\n" + each(n, line))


def specs(entry):
    def make(n):
        value = ",".join(entry(i) for i in range(n))
        return app(more=f"    annotations:\n      k8s.aliyun.com/eci-use-specs: '{value}'\n")

    return make


def conf(line):
    return lambda n: app(more="  sparkConf:\n    a.b: c\n" + each(n, line))


IGNORE = "# spark-eci-lint: ignore[ECI101, ECI102] x\n"


def suppressed_list(n):
    def one(i):
        text = app(f"a{i}").replace("  driver:\n", f"  {IGNORE}  driver:\n")
        text = text.replace("  executor:\n", f"  {IGNORE}  executor:\n")
        return "- " + text.replace("\n", "\n  ").rstrip() + "\n"

    return "apiVersion: v1\nkind: List\nitems:\n" + each(n, one)


def aliased_list(n):
    """Each application has a value with an alias, and fixes that must respect it."""
    texts = (app(f"a{i}", more=f"    labels: *l{i}\n").replace("  driver:\n", f"  driver:\n    labels: &l{i} {{a: b}}\n") for i in range(n))
    return "apiVersion: v1\nkind: List\nitems:\n" + "".join("- " + text.replace("\n", "\n  ").rstrip() + "\n" for text in texts)


def mounted(source):
    return lambda n: app(
        more="    volumeMounts:\n"
        + each(n, lambda i: f"    - {{name: v{i}, mountPath: /m{i}}}\n")
        + "  volumes:\n"
        + each(n, lambda i: f"  - {{name: v{i}, {source}}}\n")
    )


def frame(message):
    body = json.dumps({"jsonrpc": "2.0", **message})
    return f"Content-Length: {len(body)}\r\n\r\n{body}"


def editor(*messages):
    client = {"capabilities": {"textDocument": {"diagnostic": {}}}, "rootUri": None}
    start = [{"id": 0, "method": "initialize", "params": client}, {"method": "initialized", "params": {}}]
    end = [{"id": -1, "method": "shutdown"}, {"method": "exit"}]
    return "".join(map(frame, [*start, *messages, *end]))


DOCUMENT = {"uri": "file:///nowhere/a.yaml"}


def opened(text):
    document = dict(DOCUMENT, languageId="yaml", version=1, text=text)
    return {"method": "textDocument/didOpen", "params": {"textDocument": document}}


def keystroke(n):
    at = {"line": 0, "character": 1}
    change = {"range": {"start": at, "end": at}, "text": " "}
    version = dict(DOCUMENT, version=2)
    return editor(
        opened(listed(n)),
        {"method": "textDocument/didChange", "params": {"textDocument": version, "contentChanges": [change]}},
        {"id": 1, "method": "textDocument/diagnostic", "params": {"textDocument": DOCUMENT}},
    )


def cancels(n):
    hover = {"textDocument": DOCUMENT, "position": {"line": 9, "character": 9}}
    asked = [{"id": i + 1, "method": "textDocument/hover", "params": hover} for i in range(n)]
    # Cancellations of unknown requests: for a real one, it would depend on threads whether the answer or the
    # cancellation comes first.
    taken_back = [{"method": "$/cancelRequest", "params": {"id": i + 1 + n}} for i in range(n)]
    return editor(opened(app()), *asked, *taken_back)


def baseline(name):
    return lambda n: with_baseline(n, [{"rule": "ECI101", "kind": "SparkApplication", "name": f"{name}{i}", "count": 1} for i in range(n)])


def with_baseline(n, rows):
    return {"in.yaml": "---\n".join(app(f"a{i}") for i in range(n)), "baseline.json": json.dumps({"version": 1, "findings": rows})}


def instance_types(n):
    types = each(n, lambda i: f"  - {{name: ecs.x{i}.large, vcpu: 2, memory-gib: 4}}\n")
    return {"in.yaml": app(), "spark-eci-lint.yaml": "extend:\n  instance-types:\n" + types}


def overrides(n):
    # More of them are rejected.
    parts = each(min(n, 200), lambda i: f"- {{paths: [f{i}.yaml], region: cn-hangzhou}}\n")
    files = {f"f{i}.yaml": app() for i in range(n)}
    return {**files, "spark-eci-lint.yaml": "overrides:\n" + parts}


def patterns(n):
    return {"in.yaml": app(), "spark-eci-lint.yaml": "exclude:\n" + each(n, lambda i: f"- x{i}/*.yaml\n")}


def nested(n):
    files = {"in.yaml": app()}
    for i in range(n):
        files["d/" * i + "spark-eci-lint.yaml"] = "locked: [ECI101]\nrules: {ECI101: warning}\n"
        files["d/" * i + "kustomization.yaml"] = "resources: [f.yaml, d]\npatches: [{path: d/f.yaml}]\n"
        files["d/" * i + "f.yaml"] = app()
        files["d/" * i + ".gitignore"] = each(20, lambda j: f"x{j}*y?z\n")
    return files


FORMATS = ["json", "github", "gitlab", "azure", "junit", "checkstyle", "rdjson", "markdown"]
SIDECARS = executor("sidecars", lambda i: f"    - {{name: s{i}, image: a}}\n")
NEEDLESS = conf(lambda i: f"    {IGNORE}    a.k{i}: b\n")

# Name: a function that makes the input, the smaller of the two sizes, and arguments. A string is one file; a list is
# the messages of an editor.
SHAPES = {
    "specs that are malformed": (specs(lambda i: f"{i}c{i}g"), 500),
    "specs that ECI does not have": (specs(lambda i: f"{i}-{i}Gi"), 500),
    "specs that are empty": (specs(lambda i: ""), 1000),
    "applications in one line, concise": (listed, 250),
    "applications in one line, human": (listed, 250, "--format=human"),
    "applications in one line, sarif": (listed, 250, "--format=sarif"),
    **{f"applications in one line, {name}": (listed, 100, f"--format={name}") for name in FORMATS},
    "applications in pretty lines, sarif": (lambda n: listed(n, indent=1), 100, "--format=sarif"),
    "applications in flow style": (lambda n: "apiVersion: v1\nkind: List\nitems: " + json.dumps(objects(n)) + "\n", 250),
    "applications in one line, fixed": (listed, 100, "--fix"),
    "applications in one line, differences": (listed, 100, "--diff"),
    "applications with aliases": (aliased_list, 100),
    "objects without line breaks": (lambda n: "".join(map(json.dumps, objects(n))), 100),
    "suppressions in a row": (lambda n: app(more="  sparkConf:\n" + f"    {IGNORE}" * n + "    a: b\n"), 1000),
    "suppressions with keys": (NEEDLESS, 500),
    "suppressions that are removed": (NEEDLESS, 500, "--fix"),
    "suppressions that would be removed": (NEEDLESS, 500, "--diff"),
    "suppressions in a list": (suppressed_list, 100),
    "suppressions that are added": (lambda n: "---\n".join(app(f"a{i}") for i in range(n)), 100, "--add-ignores=later"),
    "comments that end in carriage returns": (lambda n: app(more=f"  {IGNORE}".replace("\n", "\r") * n + "\n"), 1000),
    "values that aliases repeat": (lambda n: app(more="    env: [&e {name: a, value: 1}" + ", *e" * n + "]\n"), 500),
    "one comment with many rules": (lambda n: app(more="  # spark-eci-lint: ignore[" + "ECI303, " * n + "] x\n  a: b\n"), 500),
    "sidecars": (SIDECARS, 500),
    "sidecars, planned": (SIDECARS, 500, "plan"),
    "init containers": (executor("initContainers", lambda i: f"    - {{name: s{i}, image: a}}\n"), 500),
    "one key many times": (conf(lambda i: f"    a.k: '{i}'\n"), 1000),
    "settings of a wrong type": (conf(lambda i: f"    a.k{i}: {i}\n"), 1000),
    "actions in one line": (lambda n: app(more="  sparkConf: {" + each(n, lambda i: f'a{i}: {{{{ " }}}}, ') + "}\n"), 1000),
    "node selectors": (executor("nodeSelector", lambda i: f"      k{i}: v\n"), 1000),
    "labels": (lambda n: app(metadata="  labels:\n" + each(n, lambda i: f"    k{i}: v\n")), 1000),
    "volumes": (mounted("emptyDir: {}"), 500),
    "host paths": (mounted("hostPath: {path: /a}"), 500),
    "annotations": (executor("annotations", lambda i: f"      a.b/c{i}: v\n"), 500),
    "annotations like those of ECI": (executor("annotations", lambda i: f"      k8s.aliyun.com/eci-foo{i}: v\n"), 1000),
    "comments with line breaks of kubectl": (lambda n: app(more=each(n, lambda i: f"  # {i}\u2028# x\n")), 500),
    "instance types of a configuration": (instance_types, 250),
    "overrides of a configuration and files": (overrides, 200),
    "patterns of a configuration": (patterns, 500),
    "rows of a baseline": (baseline("a"), 100),
    "rows of a baseline that are gone": (baseline("gone"), 100),
    "nested folders with files of all kinds": (nested, 50),
    "a keystroke in one line": (keystroke, 250),
    "requests and cancellations": (cancels, 500),
}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def instructions(program, shape, n):
    make, _, *more = shape
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        made = make(n)
        arguments, talk = [*more, "-q"], None
        if "plan" not in more:
            arguments += ["--severity", "info"]
            arguments += [] if any("--format" in one for one in more) else ["--format", "concise"]
        if make in (keystroke, cancels):
            arguments, talk = ["lsp"], made
        elif isinstance(made, dict):
            write(folder, made)
            arguments += ["--baseline", "baseline.json"] if "baseline.json" in made else []
            arguments.append(".")
        else:
            write(folder, {"in.yaml": made})
            arguments += ["--no-config", "in.yaml"]
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *arguments],
            cwd=folder, input=talk, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        found = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode not in (0, 1) or not found:
            sys.exit(f"{arguments}: {done.stderr[-2000:]}")
        return int(found[1])


def main():
    asked = sys.argv[1:]
    program = pathlib.Path(asked.pop(0)).resolve() if asked else ROOT / "target/release/spark-eci-lint"
    worse = []
    for name, shape in SHAPES.items():
        if asked and not any(name.startswith(start) for start in asked):
            continue
        n = shape[1]
        start, small, large = (instructions(program, shape, size) for size in (1, n, FACTOR * n))
        # The paths of nested folders alone have n² letters, which each system call must process.
        factor = FACTOR**2 if shape[0] is nested else FACTOR
        exponent = math.log((large - start) / max(small - start, 1), factor)
        per_entry = (large - start) / (FACTOR * n)
        print(f"{name:40s} {exponent:5.2f}  {per_entry:12,.0f} instructions an entry", flush=True)
        if exponent > GOAL:
            worse.append(name)
    if worse:
        sys.exit(f"grow faster than n^{GOAL}: {', '.join(worse)}")


if __name__ == "__main__":
    main()
