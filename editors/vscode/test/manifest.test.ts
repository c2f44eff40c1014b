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

test("it has one name", () => {
  const name = "spark-eci-lint";
  assert.equal(manifest.name, name);
  assert.equal(manifest.displayName, name);
  assert.equal(manifest.contributes.configuration.title, name);
  for (const command of manifest.contributes.commands) {
    assert.equal(command.category, name);
  }
  for (const file of ["package.json", "README.md", "CHANGELOG.md", "src/extension.ts"]) {
    const text = readFileSync(path.join(root, file), "utf8");
    assert.doesNotMatch(text, /Spark (on )?ECI lint/i, file);
  }
});

test("the README has all settings with what they are unless set", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const settings: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  for (const [name, setting] of Object.entries(settings)) {
    const row = readme.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    assert.ok(row?.includes(`| \`${JSON.stringify(setting.default)}\` |`), `${name}: ${row}`);
  }
});

test("what the marketplace shows is there", () => {
  const icon = readFileSync(path.join(root, manifest.icon));
  // The header of a PNG has its width and its height.
  assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [128, 128]);
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const base = `https://github.com/spark-eci-lint/spark-eci-lint/raw/v${manifest.version}/editors/vscode/`;
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((found) => found[1] ?? "");
  assert.ok(pictures.length > 0);
  for (const picture of pictures) {
    assert.ok(picture.startsWith(base), picture);
    assert.ok(existsSync(path.join(root, picture.slice(base.length))), picture);
  }
  const changelog = readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  assert.ok(changelog.includes(`## ${manifest.version}`));
});

test("every text of the manifest exists in English and in Chinese", () => {
  const read = (name: string): Record<string, string> => JSON.parse(readFileSync(path.join(root, name), "utf8"));
  const [english, chinese] = [read("package.nls.json"), read("package.nls.zh-cn.json")];
  const text = readFileSync(path.join(root, "package.json"), "utf8");
  const used = [...text.matchAll(/"%([^%"]+)%"/g)].map((found) => found[1] ?? "").sort();
  assert.deepEqual(Object.keys(english).sort(), used);
  assert.deepEqual(Object.keys(chinese).sort(), used);
  // What the package leaves out is shown as a key.
  const packed = readFileSync(path.join(root, ".vscodeignore"), "utf8").split("\n");
  assert.ok(packed.includes("!package.nls.json") && packed.includes("!package.nls.zh-cn.json"));
});
