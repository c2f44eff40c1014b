// Which program is run, and whether it can be used.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

/** The first version that has a language server. */
export const LEAST = [0, 1, 0] as const;

/** Where programs can come from. */
export interface Places {
  /** What the user set; empty for nothing. */
  readonly setting: string;
  /** The extension's folder. */
  readonly extension: string;
  /** The first folder of the workspace. */
  readonly folder: string | undefined;
  /** `process.platform`. */
  readonly platform: string;
}

/** The program to run: what is set, else what came with the extension, else what is on the `PATH`. */
export function find(places: Places, exists: (file: string) => boolean = existsSync): string {
  const set = places.setting.trim();
  if (set !== "") {
    const full = set.replaceAll("${workspaceFolder}", places.folder ?? ".");
    // A bare name is looked for on the PATH.
    const isName = !full.includes("/") && !full.includes("\\");
    return isName || path.isAbsolute(full) ? full : path.resolve(places.folder ?? ".", full);
  }
  const name = places.platform === "win32" ? "spark-eci-lint.exe" : "spark-eci-lint";
  const bundled = path.join(places.extension, "server", name);
  return exists(bundled) ? bundled : name;
}

/** Reads `spark-eci-lint 0.1.0`. */
export function version(output: string): [number, number, number] | undefined {
  const found = /^spark-eci-lint (\d+)\.(\d+)\.(\d+)/.exec(output);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

/** Whether a version has what this extension asks for. */
export function isEnough(found: readonly [number, number, number]): boolean {
  for (const [index, least] of LEAST.entries()) {
    const part = found[index] ?? 0;
    if (part !== least) {
      return part > least;
    }
  }
  return true;
}

/** Why a program cannot be used; `undefined` for one that can. */
export async function problem(program: string): Promise<string | undefined> {
  let output: string;
  try {
    ({ stdout: output } = await promisify(execFile)(program, ["--version"], { timeout: 10_000 }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      return `there is no program \`${program}\`: install it (\`cargo install spark-eci-lint\`), or set \`spark-eci-lint.path\``;
    }
    return `\`${program} --version\` failed: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
  const found = version(output);
  if (!found) {
    return `\`${program}\` is not spark-eci-lint: \`--version\` says \`${output.trim().slice(0, 80)}\``;
  }
  if (!isEnough(found)) {
    return `\`${program}\` is version ${found.join(".")}, and this extension needs ${LEAST.join(".")} or later`;
  }
  return undefined;
}
