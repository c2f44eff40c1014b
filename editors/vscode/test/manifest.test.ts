import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

const root = path.resolve(__dirname, "../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const cargo = readFileSync(path.join(root, "../../Cargo.toml"), "utf8");
const server = readFileSync(path.join(root, "../../src/lsp/settings.rs"), "utf8");

test("the extension has the version of the program", () => {
  assert.equal(manifest.version, /^version = "(.*)"$/m.exec(cargo)?.[1]);
});

test("all settings of the server can be set, and all others are the extension's own", () => {
  const names = Object.keys(manifest.contributes.configuration.properties).map((name) => name.replace("spark-eci-lint.", ""));
  const own = ["enable", "path", "arguments", "trace.server"];
  const known = [...server.matchAll(/\("(\w+)", Value::\w+\(/g)].map((found) => found[1] ?? "");
  assert.deepEqual(names.filter((name) => !own.includes(name)).sort(), known.sort());
});

test("what runs and what is read are not taken from a workspace that is not trusted", () => {
  const limits = manifest.capabilities.untrustedWorkspaces;
  assert.equal(limits.supported, "limited");
  assert.deepEqual(limits.restrictedConfigurations, [
    "spark-eci-lint.path",
    "spark-eci-lint.arguments",
    "spark-eci-lint.configuration",
  ]);
});

test("the schema of the configuration comes along", () => {
  for (const { url } of manifest.contributes.yamlValidation) {
    assert.ok(existsSync(path.join(root, url)), url);
  }
});
