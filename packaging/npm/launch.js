#!/usr/bin/env node
// Runs the program of the package for this platform.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "spark-eci-lint.exe" : "spark-eci-lint";
let program;
try {
  program = require.resolve(`@spark-eci-lint/${platform}/${name}`);
} catch {
  console.error(`spark-eci-lint: there is no package for ${platform}; was it installed with --omit=optional?`);
  process.exit(2);
}
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`spark-eci-lint: ${program} cannot be run: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
