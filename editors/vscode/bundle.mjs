// Bundles the extension and its tests. Copies the schema of the configuration and, if SPARK_ECI_LINT is set, that program.
import { build } from "esbuild";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { basename } from "node:path";

rmSync("dist", { recursive: true, force: true });
rmSync("server", { recursive: true, force: true });
const common = { bundle: true, platform: "node", target: "node20", format: "cjs", external: ["vscode"] };
await build({ ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: true });
await build({
  ...common,
  entryPoints: ["test/program.test.ts", "test/manifest.test.ts", "test/extension.test.ts"],
  outdir: "dist/test",
  external: ["vscode", "../extension.js"],
});
copyFileSync("../../docs/config.schema.json", "dist/config.schema.json");
copyFileSync("../../LICENSE", "LICENSE");
const program = process.env.SPARK_ECI_LINT;
if (program) {
  mkdirSync("server", { recursive: true });
  const copy = `server/${basename(program)}`;
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
}
