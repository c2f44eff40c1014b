// Finds the program to run, and checks that it can be used.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

/** The first version that has a language server. */
export const LEAST = [0, 1, 0] as const;

/** Where programs can come from. */
export interface Places {
  /** The user's setting; empty if it is not set. */
  readonly setting: string;
  /** The extension's folder. */
  readonly extension: string;
  /** The first folder of the workspace. */
  readonly folder: string | undefined;
  /** `process.platform`. */
  readonly platform: string;
  /** The `PATH`. */
  readonly path: string;
}

/**
 * The program to run, as an absolute path: the setting, else the bundled program, else the one on the `PATH`. `undefined`
 * if there is none. The system never gets a bare name: Windows would search the current folder first, which is the
 * workspace.
 */
export function find(places: Places, exists: (file: string) => boolean = existsSync): string | undefined {
  const paths = places.platform === "win32" ? path.win32 : path.posix;
  const set = places.setting.trim();
  if (set !== "") {
    const full = set.replaceAll("${workspaceFolder}", places.folder ?? ".");
    // A bare name is searched on the PATH.
    const isName = !full.includes("/") && !full.includes("\\");
    if (isName) {
      return onPath(full, places, exists);
    }
    return paths.isAbsolute(full) ? full : paths.resolve(places.folder ?? ".", full);
  }
  const name = places.platform === "win32" ? "spark-eci-lint.exe" : "spark-eci-lint";
  const bundled = paths.join(places.extension, "server", name);
  return exists(bundled) ? bundled : onPath(name, places, exists);
}

/** The first program of a name on the `PATH`. Relative entries are skipped, because they lead into the workspace. */
function onPath(name: string, places: Places, exists: (file: string) => boolean): string | undefined {
  const isWindows = places.platform === "win32";
  const paths = isWindows ? path.win32 : path.posix;
  const names = isWindows && paths.extname(name) === "" ? [`${name}.exe`] : [name];
  const folders = places.path.split(paths.delimiter).filter((folder) => paths.isAbsolute(folder));
  const isInWorkspace = (folder: string): boolean => {
    const inside = places.folder === undefined ? ".." : paths.relative(places.folder, folder);
    return inside === "" || (!inside.startsWith("..") && !paths.isAbsolute(inside));
  };
  const files = folders.filter((folder) => !isInWorkspace(folder)).flatMap((folder) => names.map((file) => paths.join(folder, file)));
  return files.find(exists);
}

/** Parses `spark-eci-lint 0.1.0`. */
export function version(output: string): [number, number, number] | undefined {
  const found = /^spark-eci-lint (\d+)\.(\d+)\.(\d+)/.exec(output);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

/** Whether a version is new enough for this extension. */
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
export async function problem(program: string | undefined): Promise<string | undefined> {
  if (program === undefined) {
    return "cannot find `spark-eci-lint` on the PATH: install it (`cargo install spark-eci-lint`), or set `spark-eci-lint.path`";
  }
  let output: string;
  try {
    ({ stdout: output } = await promisify(execFile)(program, ["--version"], { timeout: 10_000 }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      return `cannot find the program \`${program}\`: install it (\`cargo install spark-eci-lint\`), or set \`spark-eci-lint.path\``;
    }
    return `\`${program} --version\` failed: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
  const found = version(output);
  if (!found) {
    return `\`${program}\` is not spark-eci-lint: \`--version\` printed \`${output.trim().slice(0, 80)}\``;
  }
  if (!isEnough(found)) {
    return `\`${program}\` is version ${found.join(".")}, but this extension needs ${LEAST.join(".")} or later`;
  }
  return undefined;
}
