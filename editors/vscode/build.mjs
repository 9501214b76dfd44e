// Makes `dist`: the extension as one file with the licences of what is in it, its tests, its page, which it shows by
// itself, and the schemas of the repository beside its own.

import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const schemas = "../../schemas";
const payloads = ["callback.json", "email.json", "participant-attributes.json", "set-participant-data.json"];

await rm("dist", { recursive: true, force: true });
const common = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };
const { metafile } = await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: true,
    metafile: true,
});
const folders = Object.keys(metafile.inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
const licences = [...new Set(folders)].sort().map(async (folder) => {
    const name = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    return `${folder.replace(/^.*node_modules\//, "")}\n\n${await readFile(`${folder}/${name}`, "utf8")}`;
});
await writeFile("dist/licences.txt", (await Promise.all(licences)).join("\n\n"));
const tests = (await readdir("test")).filter((name) => name.endsWith(".test.ts"));
await build({
    ...common,
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: "dist/test",
    packages: "external",
    sourcemap: "inline",
});
for (const name of ["configuration.json", ...payloads]) {
    await cp(`${schemas}/${name}`, `dist/schemas/${name}`);
}
await cp("schemas/payload.json", "dist/schemas/payload.json");
await cp("README.md", "dist/README.md");
