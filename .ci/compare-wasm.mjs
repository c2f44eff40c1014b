// Checks that the WebAssembly module and the program have the same findings, in text and places, for all manifests in
// testdata: node .ci/compare-wasm.mjs MODULE PROGRAM
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [, , modulePath, program] = process.argv;

const { instance } = await WebAssembly.instantiate(readFileSync(modulePath), {});
const wasm = instance.exports;

function ask(request) {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const pointer = wasm.allocate(bytes.length);
  new Uint8Array(wasm.memory.buffer, pointer, bytes.length).set(bytes);
  const answer = wasm.run(pointer, bytes.length);
  const length = new DataView(wasm.memory.buffer).getUint32(answer, true);
  const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, answer + 4, length));
  wasm.free(answer, 4 + length);
  return JSON.parse(text);
}

function* manifests(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* manifests(path);
    else if (/\.(ya?ml|json)$/.test(entry.name)) yield path;
  }
}

/** The number of UTF-16 code units before a byte offset. */
const units = (bytes, at) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, at)).length;

let files = 0;
let compared = 0;
let different = 0;
for (const path of manifests("testdata")) {
  const bytes = readFileSync(path);
  // A file that is not UTF-8 cannot be a string in JavaScript.
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    continue;
  }
  files += 1;
  const name = "manifest.yaml";
  const options = ["--no-config", "--format", "json", "--severity", "info", "--fail-on", "never", "--stdin-filename", name, "-"];
  const native = spawnSync(program, options, { input: bytes, maxBuffer: 1 << 30 });
  if (native.status !== 0) throw new Error(`${path}: ${native.stderr}`);
  const expected = JSON.parse(native.stdout).findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    from: units(bytes, finding.range.start.byte),
    to: units(bytes, finding.range.end.byte),
  }));
  const answer = ask({ do: "check", name, text, config: "" });
  const found = answer.findings.map(({ rule, severity, message, from, to }) => ({ rule, severity, message, from, to }));
  compared += expected.length;
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    different += 1;
    console.log(`${path}: the program finds\n${JSON.stringify(expected)}\nthe module\n${JSON.stringify(found)}`.slice(0, 2000));
  }
}
console.log(`${files} files with ${compared} findings compared, ${different} different`);
if (files < 100 || compared < 1000 || different > 0) process.exit(1);
