// The item of the status bar: how many findings the workspace has. A click shows them.

import * as vscode from "vscode";
import { summary } from "./server";

export class Status {
    private readonly item = vscode.window.createStatusBarItem("flowvet.findings", vscode.StatusBarAlignment.Left);
    private readonly changes = vscode.languages.onDidChangeDiagnostics(() => this.count());

    constructor() {
        this.item.name = "flowvet";
        this.item.command = "workbench.actions.view.problems";
    }

    show(program: string): void {
        this.item.tooltip = new vscode.MarkdownString(`Findings of \`${program}\`. A click shows all of them.`);
        this.count();
        this.item.show();
    }

    hide(): void {
        this.item.hide();
    }

    dispose(): void {
        this.changes.dispose();
        this.item.dispose();
    }

    private count(): void {
        const found = vscode.languages.getDiagnostics().flatMap(([, list]) => list);
        const levels = found.filter(({ source }) => source === "flowvet").map(({ severity }) => severity);
        const number = (level: vscode.DiagnosticSeverity) => levels.filter((it) => it === level).length;
        const { Error, Warning } = vscode.DiagnosticSeverity;
        this.item.text = summary(number(Error), number(Warning), levels.length);
        this.item.accessibilityInformation = { label: `flowvet: ${levels.length} findings` };
    }
}
