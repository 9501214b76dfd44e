// node npm/pack.mjs FOLDER TARGET=PROGRAMS…: writes into FOLDER a package for each target and the package `flowvet`, which
// has them as optional dependencies. PROGRAMS is an archive of `.ci/build`, unpacked. Version and address are those of
// Cargo.toml.

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
const [folder, ...programs] = process.argv.slice(2);
if (!folder || programs.length === 0) {
  console.error("usage: node npm/pack.mjs FOLDER TARGET=PROGRAMS…");
  process.exit(2);
}

const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
const key = (name) => cargo.match(new RegExp(`^${name} = "(.+)"$`, "m"))?.[1];
const main = JSON.parse(readFileSync(join(here, "flowvet/package.json"), "utf8"));
const common = { version: key("version"), homepage: key("homepage"), repository: key("repository"), license: main.license };

const optionalDependencies = {};
for (const [target, from] of programs.map((it) => it.split("=", 2))) {
  const platform = PLATFORMS[target];
  if (!platform || !from) {
    console.error(`error: ${target} is none of ${Object.keys(PLATFORMS).join(", ")}`);
    process.exit(2);
  }
  const { os, cpu } = platform;
  const name = `@flowvet/${os}-${cpu}`;
  const file = os === "win32" ? "flowvet.exe" : "flowvet";
  const files = [file, "LICENSE", "THIRD-PARTY.md", "flowvet.cdx.json"];
  const to = join(folder, `${os}-${cpu}`);
  mkdirSync(to, { recursive: true });
  for (const each of files) {
    copyFileSync(join(from, each), join(to, each));
  }
  chmodSync(join(to, file), 0o755);
  write(to, { name, ...common, description: `flowvet for ${os} on ${cpu}`, os: [os], cpu: [cpu], files });
  optionalDependencies[name] = common.version;
}

const to = join(folder, "flowvet");
cpSync(join(here, "flowvet"), to, { recursive: true });
for (const file of ["LICENSE", "README.md"]) {
  copyFileSync(join(root, file), join(to, file));
}
write(to, { ...main, ...common, optionalDependencies });

function write(to, content) {
  writeFileSync(join(to, "package.json"), JSON.stringify(content, null, 2) + "\n");
}
