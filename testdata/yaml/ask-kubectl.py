#!/usr/bin/env python3
"""Asks kubectl what it makes of YAML texts and writes the answers to kubectl.jsonl.

`kubectl annotate --local` runs kubectl's own decoder without a cluster. Needs kubectl on the PATH;
the answers in the repository came from the version in kubectl-version.txt.

    python3 testdata/yaml/ask-kubectl.py            # rewrite kubectl.jsonl
    python3 testdata/yaml/ask-kubectl.py --check    # ask again, exit 1 where the same version differs

Other questions, whose answers `KUBECTL_ANSWERS=FILE cargo test --lib kubectl` compares:

    python3 testdata/yaml/ask-kubectl.py --mutations 10000 --seed 2 --output FILE
    python3 testdata/yaml/ask-kubectl.py --files FOLDER --output FILE
"""

import argparse
import concurrent.futures
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
TABLE = HERE / "kubectl.jsonl"
VERSION = HERE / "kubectl-version.txt"

SCALARS = """
y Y yes Yes YES yEs n N no No NO on On ON oN off Off OFF true True TRUE tRue false False FALSE
~ null Null NULL nUll 0 1 -1 +1 00 08 010 -010 +010 0o17 0O17 -0o17 0o8 0x1F 0X1f -0x1F 0xG 0b11 0B11 -0b11 0b2
1_000 1__0 _1 1_ 0x_1F 0_10 1:30 1:30:30 2024-01-01 2024-1-1 2024-01-01T10:00:00Z 2024-01-01t10:00:00.5+08:00
1.0 1. .5 -.5 +.5 1e3 1E3 1e+3 1e-3 1.5e3 .5e1 1e400 1.e1 . .. ... -. +. 1.2.3 1,5 1_0.5
12345678901234567890123 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616
-9223372036854775808 -9223372036854775809 +9223372036854775808
.inf .Inf .INF -.inf +.inf .iNf .nan .NaN .NAN inf nan infinity 0x 0b 0o - + -- +- 0.0 -0 -0.0
"yes" 'no' "010" "1.0" "~" '' "" "\\u4e2d" "\\x41" "\\U0001F980" "a\\nb" "\\/" "\\e" "\\q" 'it''s' "tab\\t"
!!str 12 !!str yes !!str ~ !!str !!int 12 !!int "12" !!int abc !!int 1.5 !!float 1 !!float abc !!bool yes !!bool "yes" !!bool 1
!!float 9223372036854775807 !!float 9223372036854775808 !!float ~ !!float true !!bool ~ !!bool 1.5 !!null 1 !!int true !!timestamp 1
!!null ~ !!null x !!binary aGVsbG8= !!binary "aGVs bG8=" !!binary ??? !!timestamp 2024-01-01 !!timestamp x !foo 12 ! 12 !foo
a#b "a #b" a:b a::b -a ?a :a -1a 1a 4g 4Gi 512m 1.5g 500m 2-4Gi @a `a` %a &a !a *a |a >a {a} [a] a]b a}b a,b
\\u0041 a\\b 中文 🦀 é
"""

SNIPPETS = [
    # merge keys and anchors
    "b: &b {x: 1, y: 2}\nd: {<<: *b, x: 5}\n",
    "b: &b {x: 1, y: 2}\nd: {x: 5, <<: *b}\n",
    "b: &b {x: 1}\nc: &c {x: 2, z: 3}\nd:\n  <<: [*b, *c]\n  y: 4\n",
    "b: &b {x: 1}\nc: &c {<<: *b, z: 3}\nd: {<<: *c}\n",
    "d: {<<: {x: 1}, <<: {x: 2, y: 3}}\n",
    "d: {<<: 1}\n",
    "d: {<<: [1]}\n",
    "d: {<<: }\n",
    "d: {\"<<\": {x: 1}}\n",
    "d: {!!str <<: {x: 1}}\n",
    "b: &b [1]\nd: {<<: *b}\n",
    "b: &b {x: 1}\nd: {<<: *b, x: null}\n",
    "b: &b {x: null}\nd: {x: 2, <<: *b}\n",
    "a: &a 1\nb: &a 2\nc: *a\n",
    "a: *missing\n",
    "a: &a [*a]\n",
    "a: &a {b: *a}\n",
    "a: &a 1\n*a : b\n",
    "a: &a\nb: *a\n",
    "a: &a x\nb: *a \nc: [*a, *a]\n",
    "? &k key\n: *k\n",
    # keys
    "y: 1\n", "n: 1\n", "on: 1\n", "~: 1\n", "null: 1\n", ": 1\n", "1: a\n", "010: a\n", "1.5: a\n", "1e10: a\n", "1e-10: a\n", "100000.0: a\n", "1000000.0: a\n", "0.0001: a\n", "0.00001: a\n", "123456.7: a\n",
    "9223372036854775808: a\n", "[a]: b\n", "{a: b}: c\n", "? [a]\n: b\n", "? a\n", "? a\n: b\n", "\"y\": 1\n", "'': 1\n", "a b: 1\n",
    ".inf: 1\n", "2024-01-01: 1\n", "true: 1\nTrue: 2\n",
    # duplicates
    "x: 1\nx: 2\n", "x: {a: 1}\nx: {b: 2}\n", "{x: 1, x: 2}\n",
    # block scalars
    "x: |\n  a\n  b\n", "x: |-\n  a\n  b\n", "x: |+\n  a\n\n\ny: 1\n", "x: >\n  a\n  b\n\n  c\n", "x: >-\n  a\n   b\n  c\n", "x: |2\n   a\n", "x: |\n  a", "x: >\n  a", "x: |+\n  a", "x: |\n\ny: 1\n", "x: |\n\ta\n", "x: | # c\n  a\n", "x: |0\n a\n", "x: |\n a\n  b\n c\n",
    # flow
    "x: {a: 1, b: [1, 2,], }\n", "x: [1, , 2]\n", "x: {a, b: }\n", "x: [a: 1, b: 2]\n", "x: {a: 1}#c\n", "x: [1]#c\n", "x: {\"a\":1}\n", "x: {a:1}\n", "x: {\n  a: 1\n}\n", "x: {\na: 1\n}\n", "x: [\n1,\n2\n]\n", "x: {a: b: c}\n", "x: [a, b\n", "x: {a: 1\n", "x: }\n", "x: {a: [}\n", "x: {? a : b}\n", "x: [? a : b]\n", "x: {}\n", "x: []\n", "x: {a: }\n", "x: {\"a\" : 1}\n", "x: [\"a\":1]\n", "x: {a: 1}{b: 2}\n",
    # indicators
    "x: [::1]\n", "x: [a :b]\n", "x: {a: :b}\n", "x: [a, b:c]\n", "x: {u: http://x/y?z=1}\n", "x: [http://x/y?z=1, b]\n", "x: http://x/y?z=1\n", "x: {a: what?, b: 1}\n", "x: [a ?b]\n", "x: [a\n ?b]\n", "x: {a: ?b}\n", "x: {\"a?\": ':b'}\n", "x: a? :b\n", "a?: :b\n",
    "x: &a.b 1\n", "x: &a/b 1\n", "x: &a: 1\n", "x: &\u4e2d 1\n", "x: &a-b_C9 1\ny: *a-b_C9\n", "x: [a, &x, b]\n", "x: &\"a\" 1\n",
    "x: {a: !b}\n", "x: {a: !b }\n", "x: {a: !b, c: 1}\n", "x: {a: !b , c: 1}\n", "x: [!a]\n", "x: [!a ]\n", "x: {!a b: c}\n", "x: [!!str ]\n", "x: {a: !!null, b: 1}\n",
    "x: {\"a\"\n  : 1}\n", "x: {a\n  : 1}\n", "x: {a\n  b: 1}\n", "x: {\"a\n  b\": 1}\n", "x: {? a\n  b : 1}\n", "x: {a:\n  1}\n", "x: {a\n  , b: 1}\n", "x: [a\n  b: 1]\n", "\"a\n  b\": 1\n", "a\n  b: 1\n",
    # tabs
    "x:\n-\ta\n", "x:\n- \ta: 1\n", "x:\n-\t\"a\"\n", "x:\n-\t[a]\n", "x:\n-\t# c\n  a\n", "x:\n- a: 1\t\n", "x:\n \t- a\n", "x:\n \ta: 1\n", "x:\n  a: 1\n\t\n  b: 2\n", "x:\n  a: 1\n\t # c\n  b: 2\n", "x:\n  ?\ta\n  :\tb\n", "x:\t\n  a: 1\n", "x:\n \tabc\n", "x: 1\n\t\n", "x: 1\n\t",
    "x: |\n  a\n\t\ny: 1\n", "x: |\n  a\n \t\ny: 1\n", "x: |\n  a\n  \t\ny: 1\n", "x: |\n  a\n  \tb\n   \tc\n", "x: |\n\t\n  a\n", "x: |2\n  \ta\n", "x: |\n  \ta\n  b\n", "x: | # 2 > 1\n\n  a\n \t\n", "x: >-\n  a\n\n  \tb\n\n\t# c\n", "x: \"a\n\tb\"\n", "x: 'a\n\tb\n\t'\n", "x: a\n\tb\n", "x: a\n  b\n\t\ny: 1\n", "x: {a: 1,\n\tb: 2}\n", "x: &a\n\t\n  b: 1\n", "x: !!map\n\t\n  b: 1\n", "x: [a,\n\t# c\n\tb]\n",
    # indentation, tabs, comments
    "x:\n- 1\n- 2\n", "x:\n  - 1\n  -\n    - 2\n", "x:\n - a: 1\n   b: 2\n", "x:\n - a: 1\n  b: 2\n", "x:\n  a: 1\n b: 2\n", "\tx: 1\n", "x:\n\ty: 1\n", "x:\ty\n", "x: \ty\n", "x: y\t\n", "x: y\t# c\n", "x: {\ta: 1}\n", "x: [\n\t1\n]\n", "x: -\n", "x: - a\n", "- a\n", "x: 1 # c\n", "x: # c\n  y: 1\n", "# c\n", "x: a # b # c\n", "x: a#b\n", "  x: 1\n", "x: y: z\n", "x: 'a\n  b'\n", "x: \"a\n  b\"\n", "x: \"a\\\n  b\"\n", "x: \"a\nb\"\n", "x: 'a\nb'\n", "x: a\n  b\n  c\n", "x: a\nb\n", "x: 'a\n", "x: \"a\n", "x: 'a' b\n", "x: \"a\" # c\n",
    "x: {{ .Values.x }}\n", "x: {{ .Values.x }}-b\n", "{{- if .x }}\nx: 1\n{{- end }}\n", "x: \"{{ .Values.x }}\"\n", "x: ${VAR}\n", "x: <NAME>\n", "x: @a\n", "x: `a`\n", "x: %a\n",
    "x: {{x}}\n", "x: [[a]]\n", "x: {{a: 1}: 2}\n",
    # documents
    "x: 1\n---\n" + HEAD, "x: 1\n--- # c\n" + HEAD, "x: 1\n---\n\n---\n" + HEAD, "x: 1\n--- \n" + HEAD, "x: 1\n---\r\n" + HEAD, "x: 1\n---foo\n" + HEAD, "x: 1\n----\n" + HEAD, "x: 1\n--- {a: 1}\n" + HEAD, "x: 1\n...\n", "x: 1\n...\ny: [\n", "x: 1\n... \n---\n" + HEAD, "x: 1\n---\nx: [\n---\n" + HEAD, "x: |\n  a\n  ---\n  b\n", "x: 'a\n---\nb'\n", "x: 1\n---\n# only a comment\n---\n" + HEAD, "x: 1\n---\n~\n---\n" + HEAD, "x: 1\n---\nnull\n",
    "x: 1\r\ny: |\r\n  a\r\n  b\r\n", "x: 1\ry: 2\r", "x: \"a\r\n  b\"\r\n",
    "x: \ufeffa\n", "\ufeffx: 1\n", "x: a\u00a0b\n", "x: 'a\u2028b'\n", "x: a\u0085b\n", "x: \u0007\n", "x: \"\u007f\"\n",
    "x: \"\\uD834\\uDD1E\"\n", "x: \"\\uD834\"\n",
    "x: " + "[" * 100 + "]" * 100 + "\n",
    "x: " + "[" * 12000 + "\n",
    "x" * 1025 + ": 1\n", "x" * 1000 + ": 1\n",
    "".join(f"a{i}: &a{i} [{', '.join([f'*a{i-1}'] * 9) if i else 'x'}]\n" for i in range(9)),
]

WHOLE = [
    "\t\n" + HEAD, "# c\n\t\n" + HEAD, "# c\n\t" + HEAD, HEAD + "\t\n", HEAD + "...\n\t\n", "---\t\n" + HEAD, "---\n\t\n" + HEAD,
    '{"apiVersion"\n:\n"v1","kind"\n\n: "ConfigMap","metadata":{"name"\n\t:"a"}\n}\n',
    '{"apiVersion":"v1",\n\t\n"kind":"ConfigMap",\n\t"metadata":{"name":"a"}\n}\n\t\n',
    "%YAML 1.2\n---\n" + HEAD, "%YAML 1.1\n---\n" + HEAD, "---\n" + HEAD, "--- # c\n" + HEAD, "\ufeff" + HEAD, "# c\n---\n" + HEAD, "", "\n", "# c\n", "---\n", "...\n",
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}\n{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}\n',
    '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a"},\n\t"data": {"x": "\\/\\u4e2d", "y": 1.0, "z": 010}\n}\n',
    '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a"},\n\t"x": ["\\/\\u4e2d\\ud83e\\udd80", 1.0, 1e3, true, null]\n}\n',
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n",
]

SEED = """# 一个 Spark 作业
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: spark-pi
  labels: {team: "data", "on": yes}
spec:
  type: Scala
  mainApplicationFile: local:///opt/spark/examples.jar
  sparkVersion: 3.5.0
  arguments: ["1000", 0x10, 'it''s']
  sparkConf:
    "spark.executor.memoryOverhead": 512m
    spark.sql.shuffle.partitions: "200" # partitions
  driver: &role
    cores: 1
    coreLimit: 1200m
    memory: 512m
    nodeSelector:
      type: virtual-kubelet
    tolerations:
    - key: virtual-kubelet.io/provider
      operator: Equal
      value: alibabacloud
      effect: NoSchedule
  executor:
    <<: *role
    instances: 2
    javaOptions: >-
      -XX:+UseG1GC
      -Dx=y
    env:
      - name: NOTE
        value: |
          first
            second
      - {name: FLAG, value: off}
"""
INSERTS = list(":-{}[],#&*!|>'\"%@`\n \t~?") + ["\n", "  ", "\n  ", ": ", "- ", "# ", "yes", "0x1", "1_0", "<<: ", "*role", "&role", "---\n", "'", '"', "\r\n", "[", "}"]


def mutations(count, seed):
    generator = random.Random(seed)
    for _ in range(count):
        text = SEED
        for _ in range(generator.choice([1, 1, 2, 3])):
            at = generator.randrange(len(text))
            kind = generator.randrange(4)
            if kind == 0:
                text = text[:at] + generator.choice(INSERTS) + text[at:]
            elif kind == 1:
                text = text[:at] + text[at + generator.choice([1, 1, 2, 5]):]
            elif kind == 2:
                text = text[:at] + generator.choice(INSERTS) + text[at + 1:]
            else:
                lines = text.split("\n")
                line = generator.randrange(len(lines))
                if generator.random() < 0.5:
                    lines[line] = " " * generator.randrange(8) + lines[line].lstrip()
                else:
                    lines.insert(generator.randrange(len(lines)), lines[line])
                text = "\n".join(lines)
        yield text


def texts(count, seed):
    scalars = SCALARS.replace("\n", " ")
    # Tags keep their value: `!!int 12` is a single string.
    words, merged = scalars.split(" "), []
    for word in filter(None, words):
        if merged and merged[-1].startswith("!") and " " not in merged[-1] and not word.startswith("!"):
            merged[-1] += " " + word
        else:
            merged.append(word)
    for word in merged:
        yield HEAD + f"x: {word}\n"
        yield HEAD + f"x: [{word}, z]\n"
    for snippet in SNIPPETS:
        yield HEAD + snippet
    yield from WHOLE
    yield from mutations(count, seed)


def files(folder):
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
            yield path.read_text(encoding="utf-8")


def ask(text):
    """What kubectl makes of a text, or None where it is not the decoder that refuses."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        run = subprocess.run(
            ["kubectl", "annotate", "--local", "-f", file.name, "asked=yes", "-o", "json"],
            capture_output=True, text=True, encoding="utf-8",
        )
    documents, decoder, rest = [], json.JSONDecoder(), run.stdout.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        documents.append(document)
        rest = rest[end:].strip()
    for document in documents:
        annotations = (document.get("metadata") or {}).get("annotations")
        if not annotations:
            return None  # kubectl wrote its annotation elsewhere: the text is no object any more
        annotations.pop("asked", None)
        if not annotations:
            del document["metadata"]["annotations"]
        if not document["metadata"]:
            del document["metadata"]
    refused = "error parsing" in run.stderr
    if run.returncode != 0 and not refused:
        return None
    answer = {"yaml": text, "documents": documents}
    if refused:
        answer["refused"] = run.stderr.split(": ", 3)[-1].strip()
    return answer


def version():
    return subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with kubectl.jsonl instead of writing it")
    parser.add_argument("--mutations", type=int, default=400, help="how many mutated manifests to ask about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=pathlib.Path, help="ask about the manifests in this folder instead")
    parser.add_argument("--output", type=pathlib.Path, default=TABLE)
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        if options.check:
            known = [json.loads(line) for line in TABLE.open(encoding="utf-8", newline="\n")]
            fresh = pool.map(ask, (answer["yaml"] for answer in known))
            wrong = [old["yaml"] for old, new in zip(known, fresh)
                     if new is None or old["documents"] != new["documents"] or ("refused" in old) != ("refused" in new)]
            for text in wrong:
                print(f"kubectl answers differently now: {text!r}")
            print(f"{len(known)} texts asked again, {len(wrong)} answers differ")
            if wrong and version() != VERSION.read_text(encoding="utf-8"):
                print("this kubectl is of another version than the one that gave the answers: no failure")
                return 0
            return 1 if wrong else 0
        asked = files(options.files) if options.files else texts(options.mutations, options.seed)
        answers = [answer for answer in pool.map(ask, asked) if answer]
    with options.output.open("w", encoding="utf-8") as file:
        for answer in answers:
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if options.output == TABLE and not options.files:
        VERSION.write_text(version(), encoding="utf-8")
    print(f"{len(answers)} answers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
