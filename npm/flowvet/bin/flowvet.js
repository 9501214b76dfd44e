#!/usr/bin/env node
// Runs the binary of the package for this platform, which npm installs as an optional dependency.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@flowvet/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "flowvet.exe" : "flowvet";

/** How flowvet says that it itself failed. */
const BROKEN = 3;

let binary;
try {
  binary = require.resolve(`${name}/${file}`);
} catch {
  console.error(`error: the package ${name} is not installed. Either there is no flowvet for this platform, or npm was told`);
  console.error("to leave optional dependencies out. `cargo install` builds flowvet from its source.");
  process.exit(BROKEN);
}

const { status, signal, error } = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: ${binary} cannot be run: ${error.message}`);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exitCode = status ?? BROKEN;
