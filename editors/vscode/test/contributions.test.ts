// What `package.json` says to VS Code, against flowvet and its fixtures.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { minimatch } from "minimatch";
import { parse } from "smol-toml";
import { getLanguageService, TextDocument } from "vscode-json-languageservice";
import { DOCUMENTS } from "../src/server";
import { CLEAN, BROKEN, FLOWVET } from "./project";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

/** Lines of the format `concise`. */
const findings = (project: string): string[] => {
    const run = spawnSync(FLOWVET, ["check", "--format", "concise"], { cwd: project, encoding: "utf8" });
    assert.equal(run.status, 1, run.stderr);
    return run.stdout.trimEnd().split("\n");
};

test("its version is that of flowvet", () => {
    assert.equal(spawnSync(FLOWVET, ["--version"], { encoding: "utf8" }).stdout, `flowvet ${manifest.version}\n`);
});

test("the server is told of every file that can have findings", () => {
    for (const line of findings(BROKEN)) {
        const file = line.replace(/:\d+:\d+: .*/, "");
        assert.ok(DOCUMENTS.some(({ pattern }) => pattern !== undefined && minimatch(file, pattern)), file);
    }
});

suite("the problem matcher", () => {
    const matcher = manifest.contributes.problemMatchers[0].pattern;
    const pattern = new RegExp(matcher.regexp);

    test("takes every line of the format `concise`", () => {
        const lines = findings(BROKEN);
        assert.ok(lines.length > 50);
        for (const line of lines) {
            const match = pattern.exec(line);
            assert.ok(match, line);
            assert.ok(existsSync(join(BROKEN, match[matcher.file] ?? "")), line);
            assert.match(match[matcher.severity] ?? "", /^(error|warning|info)$/);
        }
    });

    test("is the one that the page for tasks without the extension shows", () => {
        const page = readFileSync("../README.md", "utf8");
        const tasks = JSON.parse(/```json\n([^]*?)```/.exec(page)?.[1] ?? "");
        const { name: _name, label: _label, ...shown } = manifest.contributes.problemMatchers[0];
        assert.deepEqual(tasks.tasks[0].problemMatcher, shown);
    });

    test("takes the parts of a line apart", () => {
        const match = pattern.exec("flows/queue: a.yaml:23:22: error[name-case-mismatch] Get: reads `x`");
        const parts = ["file", "line", "column", "severity", "code", "message"].map((part) => match?.[matcher[part]]);
        const expected = ["flows/queue: a.yaml", "23", "22", "error", "name-case-mismatch", "Get: reads `x`"];
        assert.deepEqual(parts, expected);
    });
});

suite("the schemas", () => {
    /** What VS Code says of a text when it takes the schema that is associated with the name of its file. */
    async function complaints(name: string, text: string): Promise<string[]> {
        const json = getLanguageService({
            schemaRequestService: async (uri) => readFileSync(new URL(uri), "utf8"),
            workspaceContext: { resolveRelativePath: (path, resource) => new URL(path, resource).href },
        });
        const { jsonValidation, tomlValidation } = manifest.contributes;
        const associations = [...jsonValidation, ...tomlValidation];
        json.configure({
            validate: true,
            schemas: associations.map(({ fileMatch, url }: { fileMatch: string; url: string }) => ({
                fileMatch: [`/${fileMatch}`],
                uri: pathToFileURL(url).href,
            })),
        });
        const document = TextDocument.create(`file:///shop/${name}`, "json", 1, text);
        const found = await json.doValidation(document, json.parseJSONDocument(document));
        return found.map((it) => `${document.getText(it.range)}: ${it.message}`);
    }

    const payloads = (project: string): string[] => {
        const folder = join(project, "payloads");
        return readdirSync(folder).filter((name) => name.endsWith(".payload.json")).map((name) => join(folder, name));
    };

    test("accept the payloads without mistakes", async () => {
        assert.ok(payloads(CLEAN).length > 0);
        for (const path of payloads(CLEAN)) {
            assert.deepEqual(await complaints("a.payload.json", readFileSync(path, "utf8")), [], path);
        }
    });

    test("find what is wrong in a payload, by its kind", async () => {
        const of = (value: unknown) => complaints("a.payload.json", JSON.stringify(value));
        assert.deepEqual(await of({ data: { wave: 2 } }), ['2: Incorrect type. Expected "string".']);
        assert.deepEqual(await of({ attributes: { wave: 2 } }), ['2: Incorrect type. Expected "string".']);
        assert.deepEqual(await of({ callbackNumbers: "+15550100200", data: {} }), [
            '"+15550100200": Incorrect type. Expected one of array, null.',
        ]);
        const message = { provider: "shop", queueId: "3c6a0c52-5a0e-4c6e-8d4b-5b1f0f6f3a11", toAddress: 1 };
        assert.deepEqual(await of(message), ['1: Incorrect type. Expected one of string, null.']);
    });

    test("say nothing about payloads of a kind that is not known", async () => {
        assert.deepEqual(await complaints("a.payload.json", '{"operation": "set", "fields": [1]}'), []);
        assert.deepEqual(await complaints("a.payload.json", '{"toAddress": "a@example.org", "attributes": {}}'), []);
    });

    test("say nothing about other files", async () => {
        assert.deepEqual(await complaints("a.json", '{"data": {"wave": 2}}'), []);
    });

    test("have the presets of the setting", () => {
        const { preset } = JSON.parse(readFileSync("dist/schemas/configuration.json", "utf8")).properties;
        const setting = manifest.contributes.configuration.properties["flowvet.preset"];
        assert.deepEqual(setting.enum, [...preset.enum, null]);
    });

    test("know the keys of flowvet.toml", async () => {
        const of = (toml: string) => complaints("flowvet.toml", JSON.stringify(parse(toml)));
        assert.deepEqual(await of(readFileSync(join(BROKEN, "flowvet.toml"), "utf8")), []);
        assert.equal((await of('preset = "all"')).length, 1);
        assert.equal((await of('[rules]\nname-case-mismatch = "loud"')).length, 1);
    });
});
