// In: the settings, the folders of the workspace and the environment. Out: the program to run, or what to do when there
// is none. Knows nothing of VS Code.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Where to look. */
export interface Places {
    /** The setting `flowvet.path`, as it is written; empty: not set. */
    setting: string;
    /** The folders of the workspace. None of them where the workspace is not trusted. */
    folders: readonly string[];
    /** The folder of the program that came with the extension, whether or not it has one. */
    bundled: string;
    /** The value of `PATH`. */
    path: string;
    platform: NodeJS.Platform;
}

/** The program, or why there is none and what to do, in a sentence or two. */
export type Search = { program: string } | { problem: string };

/** Folders of a project in which tools of that project are installed, or, last, built. */
const UNIX = ["node_modules/.bin", ".venv/bin", "venv/bin", "target/release", "target/debug"];
const WINDOWS = ["node_modules/.bin", ".venv/Scripts", "venv/Scripts", "target/release", "target/debug"];

/**
 * The setting comes first, then the workspace, then what came with the extension, then `PATH`. A setting that leads
 * nowhere is not passed over.
 */
export function search(places: Places): Search {
    const { setting, folders, bundled, path, platform } = places;
    const named = setting.trim();
    // A bare name is one of `PATH`, as in a shell.
    const bare = named === "" ? "flowvet" : /[\\/]/.test(named) ? undefined : named;
    if (bare === undefined) {
        const program = resolve(folders[0] ?? homedir(), expand(named, folders));
        const problem = `The setting flowvet.path names ${program}, and there is no program of that name. Correct it or clear it.`;
        return first([program]) ?? { problem };
    }
    const names = fileNames(bare, platform);
    const inside = platform === "win32" ? WINDOWS : UNIX;
    const own = named === "" ? [...folders.flatMap((folder) => inside.map((part) => join(folder, part))), bundled] : [];
    // A relative entry would lead into the folder that is open, whoever wrote it.
    const system = path.split(delimiter).filter(isAbsolute);
    const found = first([...own, ...system].flatMap((folder) => names.map((name) => join(folder, name))));
    if (found !== undefined) {
        return found;
    }
    const problem =
        named === ""
            ? "There is no program flowvet, neither in this workspace nor on PATH. Install it, or tell with the setting flowvet.path where it is."
            : `The setting flowvet.path names ${named}, and there is no program of that name on PATH. Correct it or clear it.`;
    return { problem };
}

function fileNames(bare: string, platform: NodeJS.Platform): string[] {
    return platform === "win32" && !/\.(exe|cmd)$/i.test(bare) ? [`${bare}.exe`, `${bare}.cmd`] : [bare];
}

function expand(setting: string, folders: readonly string[]): string {
    return setting.replace(/^~(?=[\\/])/, homedir()).replaceAll("${workspaceFolder}", folders[0] ?? "");
}

function first(candidates: readonly string[]): { program: string } | undefined {
    const program = candidates.find(isProgram);
    return program === undefined ? undefined : { program };
}

function isProgram(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
