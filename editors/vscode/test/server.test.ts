// The real server, started as the extension starts it, over standard input and output.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
    createProtocolConnection,
    DidChangeTextDocumentNotification,
    DidOpenTextDocumentNotification,
    DocumentDiagnosticRequest,
    ExitNotification,
    InitializedNotification,
    InitializeRequest,
    ShutdownRequest,
    StreamMessageReader,
    StreamMessageWriter,
    TextDocumentContentRequest,
    type Diagnostic,
    type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { decoded, launch } from "../src/server";
import { BROKEN, FLOWVET } from "./project";

let project: string;
let server: ChildProcess;
let connection: ProtocolConnection;

beforeEach(async () => {
    project = realpathSync(mkdtempSync(join(tmpdir(), "flowvet-")));
    cpSync(BROKEN, project, { recursive: true });
    const { command, args, shell } = launch(FLOWVET);
    server = spawn(command, args, { shell, stdio: ["pipe", "pipe", "inherit"] });
    assert.ok(server.stdout && server.stdin);
    connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    await connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        workspaceFolders: [{ uri: pathToFileURL(project).href, name: "bookshop" }],
        // What the client library says of itself, of that what matters here.
        capabilities: {
            general: { positionEncodings: ["utf-16"] },
            textDocument: { diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true } },
            workspace: { textDocumentContent: { dynamicRegistration: true }, workspaceFolders: true },
        },
    });
    await connection.sendNotification(InitializedNotification.type, {});
});

afterEach(async () => {
    const exit = once(server, "exit");
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    assert.deepEqual(await exit, [0, null]);
    rmSync(project, { recursive: true });
});

const uri = (name: string) => pathToFileURL(join(project, name)).href;

async function open(name: string, languageId: string): Promise<string> {
    const text = readFileSync(join(project, name), "utf8");
    const textDocument = { uri: uri(name), languageId, version: 1, text };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    return text;
}

async function diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    return report.kind === "full" ? report.items : [];
}

const named = (found: Diagnostic[], rule: string) => found.filter((it) => it.code === rule);

test("a name in the wrong case is found while it is typed, and goes when it is mended", async () => {
    const text = await open("flows/queue.yaml", "yaml");
    const [before] = named(await diagnostics(uri("flows/queue.yaml")), "name-case-mismatch");
    assert.ok(before);
    const { line, character } = before.range.start;
    assert.equal(text.split("\n")[line]?.slice(character, before.range.end.character), "CustomerID");
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uri("flows/queue.yaml"), version: 2 },
        contentChanges: [{ range: before.range, text: "customerId" }],
    });
    assert.deepEqual(named(await diagnostics(uri("flows/queue.yaml")), "name-case-mismatch"), []);
});

test("an export is shown decoded, with its findings", async () => {
    const export_ = "exports/Bookshop After Hours.i3InboundFlow";
    // As VS Code writes a URI.
    const shown = `flowvet:${encodeURI(decoded(join(project, export_)))}`;
    const { text } = await connection.sendRequest(TextDocumentContentRequest.type, { uri: shown });
    assert.equal(typeof JSON.parse(text), "object");
    assert.ok(text.split("\n").length > 100);
    const found = await diagnostics(shown);
    assert.ok(found.length > 0);
    for (const { range } of found) {
        const line = text.split("\n")[range.end.line] ?? "";
        assert.ok(line.length >= range.end.character);
    }
    assert.deepEqual(await diagnostics(uri(export_)), []);
});
