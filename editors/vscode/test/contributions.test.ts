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
import { DOCUMENTS, ruleNames, summary } from "../src/server";
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

test("the server is notified of every kind of file that the hooks match", () => {
    const [, pattern = ""] = /files: (.*)/.exec(readFileSync("../../.pre-commit-hooks.yaml", "utf8")) ?? [];
    const [, endings = ""] = /\\\.\(([a-z|]+)\|i3/.exec(pattern) ?? [];
    assert.ok(endings.split("|").length > 10, pattern);
    for (const ending of endings.split("|")) {
        const name = `shop/x.${ending}`;
        assert.ok(DOCUMENTS.some(({ pattern }) => pattern !== undefined && minimatch(name, pattern)), name);
    }
});

test("the status bar counts findings by level", () => {
    assert.equal(summary(0, 0, 0), "$(check) flowvet");
    assert.equal(summary(2, 0, 5), "flowvet $(error) 2 $(info) 3");
    assert.equal(summary(0, 1, 1), "flowvet $(warning) 1");
});

test("the rules that can be explained are those of flowvet", () => {
    const rules = ruleNames(readFileSync("dist/schemas/configuration.json", "utf8"));
    const printed = spawnSync(FLOWVET, ["rules"], { encoding: "utf8" }).stdout;
    assert.ok(rules.length > 80);
    for (const { name, description } of rules) {
        assert.ok(printed.includes(name), name);
        assert.ok(description.length > 10, name);
    }
});

test("every command has a title, and every step of the walkthrough what it shows", () => {
    const { commands, walkthroughs } = manifest.contributes;
    const names = new Set(commands.map(({ command }: { command: string }) => command));
    const steps = walkthroughs[0].steps as { id: string; description: string; media: { markdown?: string; image?: string } }[];
    for (const { id, description, media } of steps) {
        assert.ok(existsSync(media.image ?? media.markdown ?? ""), id);
        for (const [, command] of description.matchAll(/\(command:(flowvet\.\w+)\)/g)) {
            assert.ok(names.has(command), command);
        }
    }
    const page = readFileSync("README.md", "utf8");
    for (const { title } of commands) {
        assert.ok(page.includes(`*flowvet: ${title}*`), title);
    }
});

test("the server is notified of every file that can have findings", () => {
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
    /** VS Code, which takes the schema that is associated with the name of a file. */
    function service() {
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
        return json;
    }

    /** The names of members that VS Code proposes in a payload. */
    async function proposals(value: object): Promise<string[]> {
        const json = service();
        const text = JSON.stringify(value).replace(/}$/, ", }");
        const document = TextDocument.create("file:///shop/a.payload.json", "json", 1, text);
        const list = await json.doComplete(document, document.positionAt(text.length - 1), json.parseJSONDocument(document));
        return list?.items.map(({ label }) => label) ?? [];
    }

    /** What VS Code reports for a text. */
    async function complaints(name: string, text: string): Promise<string[]> {
        const json = service();
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

    test("describe the members of a payload, by its kind, and leave what is wrong in it to flowvet", async () => {
        const of = (value: unknown) => complaints("a.payload.json", JSON.stringify(value));
        const wrong = [
            { data: { wave: 2 } },
            { attributes: { wave: 2 }, unknown: true },
            { callbackNumbers: "+15550100200", data: {} },
            { provider: "", toAddress: 1, queueId: {} },
            [],
        ];
        for (const value of wrong) {
            assert.deepEqual(await of(value), []);
        }
        assert.ok((await proposals({ callbackNumbers: [] })).includes("callbackUserName"));
        assert.ok((await proposals({ data: {} })).every((name) => name !== "callbackUserName"));
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
