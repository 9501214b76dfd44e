// Makes `dist`: the extension as one file with the licences of what is in it, its tests, its page, which it shows by
// itself, and the schemas of the repository beside its own.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

// What a schema demands. Without it, a schema only describes: what is wrong in a payload is said by flowvet, and once.
const DEMANDS = new Set(["type", "required", "additionalProperties", "propertyNames", "minLength", "format"]);

/** The schema without what it demands; `properties` and `$defs` have names of their own. */
function described(schema) {
    if (Array.isArray(schema)) {
        return schema.map(described);
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const entries = Object.entries(schema).filter(([key]) => !DEMANDS.has(key));
    const named = (value) => Object.fromEntries(Object.entries(value).map(([name, it]) => [name, described(it)]));
    return Object.fromEntries(
        entries.map(([key, value]) => [key, key === "properties" || key === "$defs" ? named(value) : described(value)]),
    );
}

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
await cp(`${schemas}/configuration.json`, "dist/schemas/configuration.json");
await mkdir("dist/schemas", { recursive: true });
for (const name of payloads) {
    const schema = JSON.parse(await readFile(`${schemas}/${name}`, "utf8"));
    await writeFile(`dist/schemas/${name}`, JSON.stringify(described(schema)));
}
await cp("schemas/payload.json", "dist/schemas/payload.json");
const page = await readFile("README.md", "utf8");
await writeFile("dist/README.md", page.replaceAll("](media/", "](../media/"));
