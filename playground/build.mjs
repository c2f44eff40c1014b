// Writes the page to a folder: build.mjs MODULE FOLDER, with what `cargo metadata` says of the module on standard input.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { crates, licences } from "./licences.mjs";

const [module, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, "page");
const rules = join(here, "../rules");
const common = { bundle: true, minify: true, write: false, target: ["chrome111", "firefox119", "safari16.4"], charset: "utf8", legalComments: "none" };

// The first part of a rule's page with that heading that is YAML.
function example(text, heading) {
  const part = text.split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0] ?? "";
  const block = /```yaml\n([^]*?\n)```/.exec(part);
  return block ? block[1] : "";
}

const RULES = {};
for (const file of readdirSync(rules).filter((file) => file.endsWith(".md"))) {
  const [, id] = /^([A-Z]+\d+)-/.exec(file) ?? [];
  if (!id) continue;
  const text = readFileSync(join(rules, file), "utf8");
  RULES[id] = { text: example(text, "Bad"), config: example(text, "Configuration") };
}
const regions = readFileSync(join(rules, "catalog/regions.yaml"), "utf8");
const [, ids] = /ids: \[(.*)\]/.exec(regions);
const REGIONS = ids.split(", ");

// The folders of the packages that are in the page.
const packages = new Set();

async function text(options) {
  const { outputFiles, metafile } = await build({ ...common, metafile: true, absWorkingDir: here, ...options });
  for (const input of Object.keys(metafile.inputs)) {
    const [, folder] = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder) packages.add(folder);
  }
  return outputFiles[0].text;
}

const WORKER = await text({ entryPoints: [join(page, "worker.js")], format: "iife" });
const css = await text({ entryPoints: [join(page, "page.css")] });
const html = readFileSync(join(page, "index.html"), "utf8");
// CodeMirror writes its own styles into the page. The nonce admits these and no others; it changes with the page,
// and cannot change with each load, as no server writes it.
const NONCE = createHash("sha256").update(html).update(css).update(WORKER).digest("base64url").slice(0, 22);
const MODULE = gzipSync(readFileSync(module), { level: 9 }).toString("base64");
// What parts of the page import from "built".
const built = (values) => ({
  name: "built",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^built$/ }, () => ({ path: "built", namespace: "built" }));
    onLoad({ filter: /./, namespace: "built" }, () => ({
      contents: Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n"),
    }));
  },
});
const start = await text({ entryPoints: [join(page, "start.js")], format: "iife", plugins: [built({ MODULE, WORKER })] });
const js = await text({ entryPoints: [join(page, "main.js")], format: "iife", loader: { ".yaml": "text" }, plugins: [built({ NONCE, REGIONS, RULES })] });

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "index.html"), html.replace("NONCE", NONCE));
writeFileSync(join(folder, "page.css"), css);
writeFileSync(join(folder, "page.js"), js);
writeFileSync(join(folder, "module.js"), start);
copyFileSync(join(here, "../LICENSE"), join(folder, "LICENSE"));
const scripts = [...packages].map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  return { name: `${name} ${version}`, folder: join(here, folder) };
});
writeFileSync(join(folder, "PACKAGES.txt"), licences([...scripts, ...crates(readFileSync(0, "utf8"))]));
