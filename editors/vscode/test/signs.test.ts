import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { minimatch } from "minimatch";
import { isSign, NAMES } from "../src/signs";
import { BROKEN, CLEAN, FLOWVET } from "./project";

/** The kinds of files that are part of a project only because of others, or are seldom opened alone. */
const NO_SIGN = /^(script snippet|web page|Terraform module|options file|payload)/;

suite("a sign to start flowvet", () => {
    test("is every flow, data action and script that it reads", () => {
        for (const project of [BROKEN, CLEAN]) {
            const { stdout } = spawnSync(FLOWVET, ["check", "--show-files"], { cwd: project, encoding: "utf8" });
            const files = stdout.split("\n").flatMap((line) => /^(\S.*?) {2,}(\S.*\.\w+)/.exec(line)?.slice(1, 3) ?? []);
            let seen = 0;
            for (let at = 0; at < files.length; at += 2) {
                const [kind = "", name = ""] = files.slice(at, at + 2);
                if (!NO_SIGN.test(kind) && !kind.startsWith("not ")) {
                    assert.ok(isSign(name, readFileSync(join(project, name), "utf8")), `${kind}: ${name}`);
                    seen += 1;
                }
            }
            assert.ok(seen > 5, stdout);
        }
    });

    test("is the name of a configuration, an export or a payload", () => {
        for (const name of ["/shop/flowvet.toml", "C:\\shop\\flowvet.toml", "/shop/Main.i3InboundFlow", "/shop/a.payload.json"]) {
            assert.ok(isSign(name, ""), name);
            assert.ok(minimatch(name.replaceAll("\\", "/"), NAMES), name);
        }
    });

    test("is nothing that other projects have", () => {
        const others: Record<string, string> = {
            "package.json": '{"name": "shop", "scripts": {"start": "node ."}, "config": {}}',
            "tsconfig.json": '{"compilerOptions": {"strict": true}}',
            ".github/workflows/ci.yml": "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: []\n",
            "docker-compose.yml": "services:\n  web:\n    image: nginx\n",
            "values.yaml": "workflow:\n  enabled: true\nvoice: {}\nbot:\n  name: x\n",
            "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template: {}\n",
            "main.tf": 'resource "aws_s3_bucket" "shop" {}\n',
            "my-flowvet.toml": "",
            "movie.i3": "",
            "openapi.json": '{"openapi": "3.0.0", "paths": {}}',
            "notes.md": "startUpRef: x",
        };
        for (const [name, text] of Object.entries(others)) {
            assert.ok(!isSign(`/shop/${name}`, text), name);
        }
    });
});
