// node npm/pack.mjs FOLDER TARGET=BINARY…: writes into FOLDER a package for each binary and the package `flowvet`, which
// has them as optional dependencies. All have the version of Cargo.toml. TARGET is a target of Rust.

import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What npm calls the targets that a release is built for. Those of Linux are linked statically and run with any libc. */
const PLATFORMS = {
  "x86_64-unknown-linux-musl": { os: "linux", cpu: "x64" },
  "aarch64-unknown-linux-musl": { os: "linux", cpu: "arm64" },
  "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { os: "win32", cpu: "x64" },
  "aarch64-pc-windows-msvc": { os: "win32", cpu: "arm64" },
};

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const [folder, ...binaries] = process.argv.slice(2);
if (!folder || binaries.length === 0) {
  console.error("usage: node npm/pack.mjs FOLDER TARGET=BINARY…");
  process.exit(2);
}

const [, version] = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^version = "(.+)"$/m);
const main = JSON.parse(readFileSync(join(here, "flowvet/package.json"), "utf8"));
const { description, license } = main;

const optionalDependencies = {};
for (const [target, binary] of binaries.map((it) => it.split("=", 2))) {
  const platform = PLATFORMS[target];
  if (!platform || !binary) {
    console.error(`error: ${target} is none of ${Object.keys(PLATFORMS).join(", ")}`);
    process.exit(2);
  }
  const { os, cpu } = platform;
  const name = `@flowvet/${os}-${cpu}`;
  const file = os === "win32" ? "flowvet.exe" : "flowvet";
  const to = join(folder, `${os}-${cpu}`);
  mkdirSync(to, { recursive: true });
  copyFileSync(binary, join(to, file));
  chmodSync(join(to, file), 0o755);
  copyFileSync(join(root, "LICENSE"), join(to, "LICENSE"));
  write(to, { name, version, description: `flowvet for ${os} on ${cpu}`, license, os: [os], cpu: [cpu], files: [file] });
  optionalDependencies[name] = version;
}

const to = join(folder, "flowvet");
cpSync(join(here, "flowvet"), to, { recursive: true });
for (const file of ["LICENSE", "README.md"]) {
  copyFileSync(join(root, file), join(to, file));
}
write(to, { ...main, version, optionalDependencies });

function write(to, content) {
  writeFileSync(join(to, "package.json"), JSON.stringify(content, null, 2) + "\n");
}
