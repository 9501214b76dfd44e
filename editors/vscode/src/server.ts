// In: a program. Out: how to start it, for which documents, and the texts that are shown of it.
// Knows nothing of VS Code.

/** How a program is started. */
export interface Launch {
    command: string;
    args: string[];
    /** Whether a shell has to do it. */
    shell: boolean;
}

/** Starts `program`, by default as a language server on standard input and output. */
export function launch(program: string, args = ["lsp"]): Launch {
    // Scripts, as npm makes them on Windows, run in a shell only; there the path may have blanks.
    const shell = /\.cmd$/i.test(program);
    return { command: shell ? `"${program}"` : program, args, shell };
}

/** What an artefact or the configuration can be, by the name of its file, and the documents that flowvet itself shows. */
export const DOCUMENTS = [
    { scheme: "file", pattern: "**/*.{htm,html,js,json,jsx,mjs,script,tf,tftpl,tfvars,toml,ts,tsx,vue,yaml,yml}" },
    { scheme: "file", pattern: "**/*.i3*" },
    { scheme: "flowvet" },
];

/** The path, in a URI of the scheme `flowvet`, under which the server shows the decoded text of an export. */
export function decoded(path: string): string {
    return `/exports${path}.json`;
}

/** The text of the status bar. `all` counts errors, warnings and what is less. */
export function summary(errors: number, warnings: number, all: number): string {
    const parts = [["error", errors], ["warning", warnings], ["info", all - errors - warnings]] as const;
    const shown = parts.filter(([, number]) => number > 0).map(([icon, number]) => `$(${icon}) ${number}`);
    return all === 0 ? "$(check) flowvet" : `flowvet ${shown.join(" ")}`;
}

/** A rule as the schema of the configuration names it. */
export interface RuleName {
    name: string;
    description: string;
}

/** The rules that the schema of `flowvet.toml` has. */
export function ruleNames(schema: string): RuleName[] {
    const { properties } = JSON.parse(schema).$defs.levels;
    return Object.entries<{ description: string }>(properties).map(([name, { description }]) => ({ name, description }));
}
