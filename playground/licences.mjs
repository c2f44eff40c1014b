// The licences of all that is in the page: they ask to be passed on.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|unlicense|notice)/i;

// The crates of the module, from what `cargo metadata` says: {name, folder}. Macros and what only builds are among
// them where cargo does not tell them apart.
export function crates(metadata) {
  const { packages, resolve } = JSON.parse(metadata);
  const dependencies = new Map(resolve.nodes.map(({ id, deps }) => [id, deps]));
  const reached = new Set();
  const waiting = [resolve.root];
  while (waiting.length > 0) {
    const id = waiting.pop();
    if (reached.has(id)) continue;
    reached.add(id);
    const used = dependencies.get(id).filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null));
    waiting.push(...used.map(({ pkg }) => pkg));
  }
  // Those without a source are the project's own.
  return packages
    .filter(({ id, source }) => source && reached.has(id))
    .map(({ name, version, manifest_path }) => ({ name: `${name} ${version}`, folder: dirname(manifest_path) }));
}

// Each text once, below the names of those that come with it.
export function licences(parts) {
  const names = new Map();
  for (const { name, folder } of parts) {
    const files = readdirSync(folder).filter((file) => LICENCE.test(file) && statSync(join(folder, file)).isFile());
    if (files.length === 0) throw new Error(`${name} has no licence in its folder`);
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8").trim();
      names.set(text, [...(names.get(text) ?? []), name]);
    }
  }
  const texts = [...names].map(([text, of]) => `${of.toSorted().join("\n")}\n\n${text}\n`);
  return texts.join(`\n${"-".repeat(70)}\n\n`);
}
