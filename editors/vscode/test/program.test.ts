import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";

import { find, isEnough, problem, version } from "../src/program";

const places = { setting: "", extension: "/ext", folder: "/work", platform: "linux" };

test("what is set is run before all else", () => {
  const isThere = (): boolean => true;
  assert.equal(find({ ...places, setting: "/opt/lint" }, isThere), "/opt/lint");
  assert.equal(find({ ...places, setting: " my-lint " }, isThere), "my-lint");
  assert.equal(find({ ...places, setting: "${workspaceFolder}/bin/lint" }, isThere), "/work/bin/lint");
  assert.equal(find({ ...places, setting: "bin/lint" }, isThere), "/work/bin/lint");
});

test("then what came along, then what is on the PATH", () => {
  assert.equal(find(places, (file) => file === "/ext/server/spark-eci-lint"), "/ext/server/spark-eci-lint");
  assert.equal(find(places, () => false), "spark-eci-lint");
  assert.equal(find({ ...places, platform: "win32" }, () => false), "spark-eci-lint.exe");
});

test("versions are compared by their numbers", () => {
  assert.deepEqual(version("spark-eci-lint 0.12.3\n"), [0, 12, 3]);
  assert.equal(version("something 1.0.0"), undefined);
  assert.deepEqual([[0, 0, 99], [0, 1, 0], [0, 10, 0], [2, 0, 0]].map((found) => isEnough(found as [number, number, number])), [false, true, true, true]);
});

test("a program that cannot be used says why", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spark-eci-lint-"));
  const script = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  assert.match((await problem(path.join(folder, "none"))) ?? "", /there is no program/);
  assert.match((await problem(script("old", "echo spark-eci-lint 0.0.9"))) ?? "", /version 0\.0\.9.*needs 0\.1\.0/);
  assert.match((await problem(script("other", "echo hello"))) ?? "", /is not spark-eci-lint/);
  assert.match((await problem(script("broken", "exit 3"))) ?? "", /failed/);
  assert.equal(await problem(script("good", "echo spark-eci-lint 0.1.0")), undefined);
});
