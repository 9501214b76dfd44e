// In: a program and the folders to serve. Out: how to start it as a language server, and for which documents.
// Knows nothing of VS Code.

/** How a program is started. */
export interface Launch {
    command: string;
    args: string[];
    /** Whether a shell has to do it. */
    shell: boolean;
}

/** Starts `program` as a language server on standard input and output. */
export function launch(program: string): Launch {
    // Scripts, as npm makes them on Windows, run in a shell only; there the path may have blanks.
    const shell = /\.cmd$/i.test(program);
    return { command: shell ? `"${program}"` : program, args: ["lsp"], shell };
}

/** What an artefact or the configuration can be, by the name of its file, and the documents that flowvet itself shows. */
export const DOCUMENTS = [
    { scheme: "file", pattern: "**/*.{yaml,yml,tftpl,json,script,tf,js,toml}" },
    { scheme: "file", pattern: "**/*.i3*" },
    { scheme: "flowvet" },
];

/** The path, in a URI of the scheme `flowvet`, under which the server shows the decoded text of an export. */
export function decoded(path: string): string {
    return `/exports${path}.json`;
}
