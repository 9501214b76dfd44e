// What the commands do, apart from starting the server.

import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { decoded, launch, ruleNames, type RuleName } from "./server";

/** The longest page of a map, in bytes. */
const LARGEST_PAGE = 512 * 1024 * 1024;

/** Prints the report of a whole project in the panel of the terminal. */
export async function checkProject(program: string): Promise<void> {
    const folder = project();
    const execution = new vscode.ProcessExecution(program, ["check"], { cwd: folder.uri.fsPath });
    const task = new vscode.Task({ type: "flowvet" }, folder, "check", "flowvet", execution, []);
    task.presentationOptions = { clear: true, showReuseMessage: false };
    await vscode.tasks.executeTask(task);
}

/** Applies all safe fixes of the file in front, without saving it. */
export async function fixAll(): Promise<void> {
    await vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.flowvet", apply: "first" });
}

/** Opens the map of a project as a page. */
export async function showMap(program: string): Promise<void> {
    const folder = project();
    const title = `Map of ${folder.name}`;
    const location = vscode.ProgressLocation.Window;
    const page = await vscode.window.withProgress({ location, title }, () =>
        output(program, ["map", "--format", "html"], folder.uri.fsPath),
    );
    const options = { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [] };
    vscode.window.createWebviewPanel("flowvet.map", title, vscode.ViewColumn.Active, options).webview.html = page;
}

/** Lets a rule be chosen, those at the cursor first, and shows its page. */
export async function explainRule(extension: vscode.Uri): Promise<void> {
    const file = vscode.Uri.joinPath(extension, "dist", "schemas", "configuration.json");
    const rules = ruleNames(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    const here = rulesAtCursor();
    const item = ({ name, description }: RuleName) => ({ label: name, detail: description });
    const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
    const [first, others] = [true, false].map((at) => rules.filter(({ name }) => here.has(name) === at).map(item));
    const items = [separator("at the cursor"), ...(first ?? []), separator("all rules"), ...(others ?? [])];
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: "Rule", matchOnDetail: true });
    if (chosen !== undefined) {
        await vscode.commands.executeCommand("markdown.showPreview", RulePages.address(chosen.label));
    }
}

/** The pages of rules as documents, as `flowvet explain` prints them. */
export class RulePages implements vscode.TextDocumentContentProvider {
    static readonly scheme = "flowvet-rule";

    constructor(private readonly program: () => string | undefined) {}

    static address(rule: string): vscode.Uri {
        return vscode.Uri.from({ scheme: RulePages.scheme, path: `/${rule}.md` });
    }

    async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
        const program = this.program();
        const file = vscode.window.activeTextEditor?.document.uri;
        // The page shows which level the rule has in this folder.
        const folder = file?.scheme === "file" ? dirname(file.fsPath) : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
        return program === undefined ? "flowvet is not running." : output(program, ["explain", basename(uri.path, ".md")], folder);
    }
}

/** From a menu with the file that it was opened for, from the command palette for the file in front. */
export async function showDecodedExport(chosen: vscode.Uri | undefined, isRunning: () => Promise<boolean>): Promise<void> {
    const file = chosen ?? vscode.window.activeTextEditor?.document.uri;
    if (file === undefined) {
        void vscode.window.showInformationMessage("Open an export of Architect first: a file .i3….");
        return;
    }
    const running = await isRunning();
    const uri = vscode.Uri.from({ scheme: "flowvet", path: decoded(file.path) });
    try {
        await vscode.window.showTextDocument(uri, { preview: false });
    } catch {
        const reason = running ? "flowvet does not read it, or it is not an export" : "flowvet is not running";
        void vscode.window.showErrorMessage(`${vscode.workspace.asRelativePath(file)} cannot be shown decoded: ${reason}.`);
    }
}

/** The folder of the workspace with the file in front, else the first. */
function project(): vscode.WorkspaceFolder {
    const file = vscode.window.activeTextEditor?.document.uri;
    const folder = (file && vscode.workspace.getWorkspaceFolder(file)) ?? vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) {
        throw new Error("no folder is open. Open the folder of the project first.");
    }
    return folder;
}

function rulesAtCursor(): ReadonlySet<string> {
    const editor = vscode.window.activeTextEditor;
    const found = editor === undefined ? [] : vscode.languages.getDiagnostics(editor.document.uri);
    const here = found.filter(({ source, range }) => source === "flowvet" && editor?.selection.intersection(range));
    return new Set(here.map(({ code }) => String(typeof code === "object" ? code.value : code)));
}

/** The output of the program; it fails with its error message. */
function output(program: string, args: string[], cwd: string | undefined): Promise<string> {
    const { command, shell } = launch(program, args);
    return new Promise((resolve, reject) => {
        execFile(command, args, { cwd, shell, maxBuffer: LARGEST_PAGE }, (error, stdout, stderr) =>
            error ? reject(new Error(stderr.trim() || error.message)) : resolve(stdout),
        );
    });
}
