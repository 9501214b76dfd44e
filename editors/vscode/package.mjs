// node package.mjs [FOLDER [TARGET=PROGRAMS…]]: writes flowvet.vsix into FOLDER, by default this one, and for each target
// of Rust one with the program inside. PROGRAMS is an archive of `.ci/build`, unpacked. The address of the repository is
// that of Cargo.toml.

import { copyFileSync, chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";

/** What VS Code calls the targets. Programs for Linux are linked statically, so they run on Alpine, too. */
const PLATFORMS = {
    "x86_64-unknown-linux-musl": ["linux-x64", "alpine-x64"],
    "aarch64-unknown-linux-musl": ["linux-arm64", "alpine-arm64"],
    "x86_64-apple-darwin": ["darwin-x64"],
    "aarch64-apple-darwin": ["darwin-arm64"],
    "x86_64-pc-windows-msvc": ["win32-x64"],
    "aarch64-pc-windows-msvc": ["win32-arm64"],
};

const here = dirname(fileURLToPath(import.meta.url));
const [folder = here, ...programs] = process.argv.slice(2);
const repository = /^repository = "(.+)"$/m.exec(readFileSync(join(here, "../../Cargo.toml"), "utf8"))?.[1];
// Pictures and links of README.md are below this address.
const below = repository && `${repository}/raw/HEAD/editors/vscode`;

async function write(target) {
    const packagePath = resolve(folder, target ? `flowvet-${target}.vsix` : "flowvet.vsix");
    await createVSIX({
        cwd: here,
        target,
        packagePath,
        dependencies: false,
        allowMissingRepository: true,
        baseContentUrl: below,
        baseImagesUrl: below,
        rewriteRelativeLinks: below !== undefined,
    });
    console.log(packagePath);
}

const bin = join(here, "bin");
try {
    rmSync(bin, { recursive: true, force: true });
    await write();
    for (const [target, from] of programs.map((it) => it.split("=", 2))) {
        const program = target.includes("windows") ? "flowvet.exe" : "flowvet";
        mkdirSync(bin);
        for (const file of [program, "THIRD-PARTY.md", "flowvet.cdx.json"]) {
            copyFileSync(join(from, file), join(bin, file));
        }
        chmodSync(join(bin, program), 0o755);
        for (const platform of PLATFORMS[target]) {
            await write(platform);
        }
        rmSync(bin, { recursive: true });
    }
} finally {
    rmSync(bin, { recursive: true, force: true });
}
