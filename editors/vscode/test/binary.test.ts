import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, suite, test } from "node:test";
import { search, type Places } from "../src/binary";
import { launch } from "../src/server";

let root: string;

beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "flowvet-"));
});

afterEach(() => {
    rmSync(root, { recursive: true });
});

function put(name: string, mode = 0o755): string {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    chmodSync(path, mode);
    return path;
}

function places(some: Partial<Places>): Places {
    return { setting: "", folders: [join(root, "shop")], bundled: join(root, "extension"), path: join(root, "bin"), platform: "linux", ...some };
}

function program(some: Partial<Places> = {}): string | undefined {
    const found = search(places(some));
    return "program" in found ? found.program : undefined;
}

function problem(some: Partial<Places> = {}): string {
    const found = search(places(some));
    return "problem" in found ? found.problem : "";
}

suite("the search for flowvet", () => {
    test("the setting comes before the workspace, the workspace before PATH", () => {
        const onPath = put("bin/flowvet");
        assert.equal(program(), onPath);
        const inside = put("shop/.venv/bin/flowvet");
        assert.equal(program(), inside);
        const chosen = put("elsewhere/flowvet-2");
        assert.equal(program({ setting: chosen }), chosen);
    });

    test("the program of the extension comes after the workspace and before PATH", () => {
        put("bin/flowvet");
        const bundled = put("extension/flowvet");
        assert.equal(program(), bundled);
        assert.equal(program({ folders: [] }), bundled);
        const inside = put("shop/.venv/bin/flowvet");
        assert.equal(program(), inside);
    });

    test("a name that the setting chooses is not the program of the extension", () => {
        put("extension/flowvet");
        assert.match(problem({ setting: "flowvet" }), /no program of that name on PATH/);
    });

    test("what a workspace installs comes before what it builds", () => {
        const inTheOrderOfTheSearch = [
            "shop/node_modules/.bin/flowvet",
            "shop/.venv/bin/flowvet",
            "shop/venv/bin/flowvet",
            "shop/target/release/flowvet",
            "shop/target/debug/flowvet",
        ];
        for (const name of inTheOrderOfTheSearch.reverse()) {
            const path = put(name);
            assert.equal(program(), path);
        }
    });

    test("each folder of a workspace is looked at", () => {
        const path = put("second/.venv/bin/flowvet");
        assert.equal(program({ folders: [join(root, "first"), join(root, "second")] }), path);
    });

    test("nothing of a workspace without trust is run", () => {
        put("shop/.venv/bin/flowvet");
        assert.equal(program({ folders: [] }), undefined);
        const onPath = put("bin/flowvet");
        assert.equal(program({ folders: [] }), onPath);
    });

    test("PATH is read from left to right, and empty parts of it are no folder", () => {
        put("late/flowvet");
        const early = put("early/flowvet");
        const path = ["", join(root, "missing"), join(root, "early"), join(root, "late")].join(delimiter);
        assert.equal(program({ path }), early);
    });

    test("a relative part of PATH is passed over, since it would lead into the folder that is open", () => {
        put("shop/tools/flowvet");
        const before = process.cwd();
        process.chdir(join(root, "shop"));
        try {
            for (const part of ["tools", "./tools", ".", "..//shop/tools"]) {
                assert.equal(program({ path: part }), undefined);
            }
            const absolute = put("bin/flowvet");
            assert.equal(program({ path: ["tools", join(root, "bin")].join(delimiter) }), absolute);
        } finally {
            process.chdir(before);
        }
    });

    test("a folder of that name and a file that cannot be run are no programs", () => {
        mkdirSync(join(root, "shop/target/release/flowvet"), { recursive: true });
        put("shop/.venv/bin/flowvet", 0o644);
        assert.equal(program(), undefined);
    });

    test("the setting may start from the workspace or from home, and may be a name of PATH", () => {
        const path = put("shop/tools/flowvet");
        assert.equal(program({ setting: "${workspaceFolder}/tools/flowvet" }), path);
        assert.equal(program({ setting: "tools/flowvet" }), path);
        assert.equal(program({ setting: " ./tools/flowvet " }), path);
        assert.match(problem({ setting: "~/no-such-folder/flowvet" }), /names \/.*\/no-such-folder\/flowvet,/);
        put("shop/.venv/bin/flowvet-2");
        const named = put("bin/flowvet-2");
        assert.equal(program({ setting: "flowvet-2" }), named);
    });

    test("Windows has other names and folders", () => {
        const shim = put("shop/node_modules/.bin/flowvet.cmd");
        put("shop/.venv/bin/flowvet");
        const windows = { platform: "win32" } as const;
        assert.equal(program(windows), shim);
        rmSync(shim);
        const inVenv = put("shop/.venv/Scripts/flowvet.exe");
        assert.equal(program(windows), inVenv);
    });

    test("when there is none, the message says what to do", () => {
        put("bin/other");
        assert.equal(
            problem(),
            "There is no program flowvet, neither in this workspace nor on PATH. Install it, or tell with the setting flowvet.path where it is.",
        );
        put("shop/.venv/bin/flowvet");
        assert.equal(
            problem({ setting: "/no/such/flowvet" }),
            "The setting flowvet.path names /no/such/flowvet, and there is no program of that name. Correct it or clear it.",
        );
        assert.equal(
            problem({ setting: "flow-vet" }),
            "The setting flowvet.path names flow-vet, and there is no program of that name on PATH. Correct it or clear it.",
        );
    });
});

test("a program is started as it is, a script of npm on Windows in a shell", () => {
    assert.deepEqual(launch("/usr/bin/flowvet"), { command: "/usr/bin/flowvet", args: ["lsp"], shell: false });
    const shim = "C:\\my shop\\node_modules\\.bin\\flowvet.cmd";
    assert.deepEqual(launch(shim), { command: `"${shim}"`, args: ["lsp"], shell: true });
    assert.deepEqual(launch(shim, ["map"]).args, ["map"]);
});
