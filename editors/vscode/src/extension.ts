// Starts flowvet as a language server, and stops it. All that is said about a document comes from the server.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { search } from "./binary";
import { DOCUMENTS, decoded, launch } from "./server";

let client: LanguageClient | undefined;
/** Starts and stops happen one after the other. */
let last: Promise<void> = Promise.resolve();

/** The page of this extension, which says how to install flowvet. */
let page: vscode.Uri;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    page = vscode.Uri.joinPath(context.extensionUri, "dist", "README.md");
    context.subscriptions.push(
        vscode.commands.registerCommand("flowvet.restart", restart),
        vscode.commands.registerCommand("flowvet.showDecodedExport", showDecodedExport),
        vscode.workspace.onDidGrantWorkspaceTrust(restart),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (["path", "preset", "inlayHints"].some((key) => event.affectsConfiguration(`flowvet.${key}`))) {
                void restart();
            }
        }),
    );
    await restart();
}

export function deactivate(): Promise<void> {
    return after(stop);
}

function restart(): Promise<void> {
    return after(async () => {
        await stop();
        await start();
    });
}

function after(step: () => Promise<void>): Promise<void> {
    last = last.then(step).catch((error: unknown) => void vscode.window.showErrorMessage(`flowvet: ${text(error)}`));
    return last;
}

async function start(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const settings = vscode.workspace.getConfiguration("flowvet");
    const found = search({
        setting: settings.get("path", ""),
        folders: vscode.workspace.isTrusted ? folders.map((folder) => folder.uri.fsPath) : [],
        path: process.env["PATH"] ?? "",
        platform: process.platform,
    });
    if ("problem" in found) {
        void offer(found.problem);
        return;
    }
    const { command, args, shell } = launch(found.program);
    client = new LanguageClient("flowvet", "flowvet", { command, args, options: { shell } }, {
        documentSelector: DOCUMENTS,
        initializationOptions: { preset: settings.get("preset"), inlayHints: settings.get("inlayHints", false) },
    });
    try {
        await client.start();
    } catch (error) {
        client = undefined;
        throw new Error(`${found.program} did not start as a language server: ${text(error)}`, { cause: error });
    }
}

async function stop(): Promise<void> {
    const running = client;
    client = undefined;
    await running?.dispose();
}

async function offer(problem: string): Promise<void> {
    const install = "How to Install";
    const settings = "Open Settings";
    const again = "Try Again";
    switch (await vscode.window.showErrorMessage(problem, install, settings, again)) {
        case install:
            return vscode.commands.executeCommand("markdown.showPreview", page);
        case settings:
            return vscode.commands.executeCommand("workbench.action.openSettings", "flowvet.path");
        case again:
            return restart();
    }
}

/** From a menu with the file that it was opened for, from the command palette for the file in front. */
async function showDecodedExport(chosen?: vscode.Uri): Promise<void> {
    const file = chosen ?? vscode.window.activeTextEditor?.document.uri;
    if (file === undefined) {
        void vscode.window.showInformationMessage("Open an export of Architect first: a file .i3….");
        return;
    }
    const uri = vscode.Uri.from({ scheme: "flowvet", path: decoded(file.path) });
    try {
        await vscode.window.showTextDocument(uri, { preview: false });
    } catch {
        const reason = client === undefined ? "flowvet is not running" : "flowvet does not read it, or it is no export";
        void vscode.window.showErrorMessage(`${vscode.workspace.asRelativePath(file)} cannot be shown decoded: ${reason}.`);
    }
}

function text(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
