import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";

import { find, isEnough, problem, version } from "../src/program";

const places = { setting: "", extension: "/ext", folder: "/work", platform: "linux", path: "/usr/bin:.::/work/bin:/opt/bin" };

test("what is set is run before all else", () => {
  const isThere = (): boolean => true;
  assert.equal(find({ ...places, setting: "/opt/lint" }, isThere), "/opt/lint");
  assert.equal(find({ ...places, setting: " my-lint " }, isThere), "/usr/bin/my-lint");
  assert.equal(find({ ...places, setting: "${workspaceFolder}/bin/lint" }, isThere), "/work/bin/lint");
  assert.equal(find({ ...places, setting: "bin/lint" }, isThere), "/work/bin/lint");
});

test("then what came along, then what is on the PATH", () => {
  assert.equal(find(places, (file) => file === "/ext/server/spark-eci-lint"), "/ext/server/spark-eci-lint");
  assert.equal(find(places, (file) => file === "/opt/bin/spark-eci-lint"), "/opt/bin/spark-eci-lint");
  assert.equal(find(places, () => false), undefined);
});

test("c4: nothing of the workspace is run, and no bare name is handed to the system", () => {
  const inWorkspace = (file: string): boolean => file.startsWith("/work") || !path.posix.isAbsolute(file);
  assert.equal(find(places, inWorkspace), undefined);
  const windows = {
    ...places,
    extension: "C:\\ext",
    folder: "C:\\work",
    platform: "win32",
    path: ".;C:\\work;C:\\work\\bin;D:\\tools",
  };
  assert.equal(find(windows, (file) => !file.startsWith("C:\\ext")), "D:\\tools\\spark-eci-lint.exe");
  assert.equal(find({ ...windows, setting: "my-lint" }, () => true), "D:\\tools\\my-lint.exe");
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
  assert.match((await problem(path.join(folder, "none"))) ?? "", /cannot find the program/);
  assert.match((await problem(script("old", "echo spark-eci-lint 0.0.9"))) ?? "", /version 0\.0\.9.*needs 0\.1\.0/);
  assert.match((await problem(script("other", "echo hello"))) ?? "", /is not spark-eci-lint/);
  assert.match((await problem(script("broken", "exit 3"))) ?? "", /failed/);
  assert.equal(await problem(script("good", "echo spark-eci-lint 0.1.0")), undefined);
});
