// Starts flowvet as a language server once there is something for it to read, and stops it. All that is said about a
// document comes from the server.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { search } from "./binary";
import { checkProject, explainRule, fixAll, RulePages, showDecodedExport, showMap } from "./commands";
import { DOCUMENTS, launch } from "./server";
import { isSign, NAMES } from "./signs";
import { Status } from "./status";

/** The server and its program, while it runs. */
let running: { client: LanguageClient; program: string } | undefined;
/** Whether there was a sign of something to read, or a command. Before that, the extension does nothing. */
let wanted = false;
/** Starts and stops happen one after the other. */
let last: Promise<void> = Promise.resolve();

let status: Status;
let extension: vscode.Uri;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    extension = context.extensionUri;
    status = new Status();
    const commands = {
        restart,
        showDecodedExport: (file?: vscode.Uri) => showDecodedExport(file, isRunning),
        checkProject: () => withProgram(checkProject),
        fixAll: () => withProgram(fixAll),
        showMap: () => withProgram(showMap),
        explainRule: () => withProgram(() => explainRule(extension)),
    };
    for (const [name, run] of Object.entries(commands)) {
        context.subscriptions.push(vscode.commands.registerCommand(`flowvet.${name}`, run));
    }
    context.subscriptions.push(
        status,
        vscode.workspace.registerTextDocumentContentProvider(RulePages.scheme, new RulePages(() => running?.program)),
        vscode.workspace.onDidOpenTextDocument(look),
        vscode.workspace.onDidSaveTextDocument(look),
        vscode.workspace.onDidGrantWorkspaceTrust(restartIfWanted),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (["path", "preset", "inlayHints"].some((key) => event.affectsConfiguration(`flowvet.${key}`))) {
                restartIfWanted();
            }
        }),
    );
    vscode.workspace.textDocuments.forEach(look);
    if (!wanted && (await vscode.workspace.findFiles(NAMES, "**/node_modules/**", 1)).length > 0) {
        await startOnce();
    }
}

export function deactivate(): Promise<void> {
    return after(stop);
}

function look(document: vscode.TextDocument): void {
    if (!wanted && document.uri.scheme === "file" && isSign(document.uri.fsPath, document.getText())) {
        void startOnce();
    }
}

function startOnce(): Promise<void> {
    return wanted ? last : restart();
}

function restartIfWanted(): void {
    if (wanted) {
        void restart();
    }
}

function restart(): Promise<void> {
    wanted = true;
    return after(async () => {
        await stop();
        await start();
    });
}

/** Runs what needs the program, and starts the server before. Without a program, the message about it is enough. */
async function withProgram(run: (program: string) => Promise<void>): Promise<void> {
    if ((await isRunning()) && running !== undefined) {
        await run(running.program).catch(report);
    }
}

/** Whether the server runs, after an attempt to start it. */
async function isRunning(): Promise<boolean> {
    await (running === undefined ? restart() : last);
    return running !== undefined;
}

function after(step: () => Promise<void>): Promise<void> {
    last = last.then(step).catch(report);
    return last;
}

async function start(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const settings = vscode.workspace.getConfiguration("flowvet");
    const found = search({
        setting: settings.get("path", ""),
        folders: vscode.workspace.isTrusted ? folders.map((folder) => folder.uri.fsPath) : [],
        bundled: vscode.Uri.joinPath(extension, "bin").fsPath,
        path: process.env["PATH"] ?? "",
        platform: process.platform,
    });
    if ("problem" in found) {
        void offer(found.problem);
        return;
    }
    const { program } = found;
    const { command, args, shell } = launch(program);
    const client = new LanguageClient("flowvet", "flowvet", { command, args, options: { shell } }, {
        documentSelector: DOCUMENTS,
        initializationOptions: { preset: settings.get("preset"), inlayHints: settings.get("inlayHints", false) },
    });
    try {
        await client.start();
    } catch (error) {
        throw new Error(`${program} did not start as a language server: ${text(error)}`, { cause: error });
    }
    running = { client, program };
    status.show(program);
}

async function stop(): Promise<void> {
    const stopped = running;
    running = undefined;
    status.hide();
    await stopped?.client.dispose();
}

async function offer(problem: string): Promise<void> {
    const install = "How to Install";
    const settings = "Open Settings";
    const again = "Try Again";
    switch (await vscode.window.showErrorMessage(problem, install, settings, again)) {
        case install:
            return vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, "dist", "README.md"));
        case settings:
            return vscode.commands.executeCommand("workbench.action.openSettings", "flowvet.path");
        case again:
            return restart();
    }
}

function report(error: unknown): void {
    void vscode.window.showErrorMessage(`flowvet: ${text(error)}`);
}

function text(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
