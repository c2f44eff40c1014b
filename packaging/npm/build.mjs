// Writes the npm packages: node packaging/npm/build.mjs FOLDER PLATFORM=PROGRAM…
// One package per platform, such as linux-x64, and one that runs the matching one.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, ...programs] = process.argv.slice(2);
if (!folder || programs.length === 0) {
  console.error("usage: node packaging/npm/build.mjs FOLDER PLATFORM=PROGRAM…");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
const of = (key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(cargo)?.[1] ?? "";
const common = {
  version: of("version"),
  description: of("description"),
  license: of("license"),
  repository: { type: "git", url: `git+${of("repository")}.git` },
};

const optionalDependencies = {};
for (const entry of programs) {
  const [platform, program] = entry.split("=");
  const [os, cpu] = platform.split("-");
  const target = join(folder, platform);
  mkdirSync(target, { recursive: true });
  const file = basename(program);
  copyFileSync(program, join(target, file));
  chmodSync(join(target, file), 0o755);
  copyFileSync(join(root, "LICENSE"), join(target, "LICENSE"));
  const name = `@spark-eci-lint/${platform}`;
  // The statically linked program works with either C library, so none is listed.
  const manifest = { name, ...common, os: [os], cpu: [cpu], files: [file], preferUnplugged: true };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  optionalDependencies[name] = common.version;
}
const main = join(folder, "spark-eci-lint");
mkdirSync(main, { recursive: true });
for (const [from, to] of [[join(here, "launch.js"), "launch.js"], [join(root, "README.md"), "README.md"], [join(root, "LICENSE"), "LICENSE"]]) {
  copyFileSync(from, join(main, to));
}
const manifest = {
  name: "spark-eci-lint",
  ...common,
  keywords: ["spark", "kubernetes", "alibaba-cloud", "eci", "lint"],
  bin: { "spark-eci-lint": "launch.js" },
  files: ["launch.js"],
  engines: { node: ">=18" },
  optionalDependencies,
};
writeFileSync(join(main, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
