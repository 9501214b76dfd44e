// Projects to map, and the maps that the binary under test makes of them. `FLOWVET` names the binary.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const binary = resolve(process.env.FLOWVET);
export const work = mkdtempSync(join(tmpdir(), "flowvet-map-"));

process.on("exit", () => rmSync(work, { recursive: true }));

const action = (verb, name) => {
  const target = verb === "set" ? "value: {exp: Flow.x}" : "variable: Flow.x";
  return `          - ${verb}ParticipantData: {attributes: [{attribute: {name: {lit: ${JSON.stringify(name)}}, ${target}}}]}\n`;
};
const set = (name) => action("set", name);
const get = (name) => action("get", name);
const call = (name) => `          - transferToFlow: {targetFlow: {name: ${JSON.stringify(name)}}}\n`;

const flow = (name, actions) =>
  `inboundCall:\n  name: ${JSON.stringify(name)}\n  tasks:\n    - task:\n        name: Greet\n        actions:\n${actions.join("")}`;

function project(name, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(work, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(work, name);
}

// Two flows; `CustomerID` and `color` are broken, `shelf` is never read.
export const small = () =>
  project("small", {
    "flows/main.yaml": flow("Main", [set("customerId"), set("orderId"), set("shelf"), call("Queue")]),
    "flows/queue.yaml": flow("Queue", [get("CustomerID"), get("orderId"), get("color")]),
  });

// The same with a dictionary that does not have `color` and `CustomerID`, and has one attribute that nothing uses.
export const declared = () => {
  const dictionary = `
[customerId]
description = "Number of the customer"
owner = "Care team"

[orderId]
deprecated = "customerId"

[shelf]
sensitive = true

[loyaltyCard]
description = "Number of the loyalty card"
`;
  return project("declared", { "flows/main.yaml": flow("Main", [set("customerId"), set("orderId"), set("shelf")]), "flows/queue.yaml": flow("Queue", [get("CustomerID"), get("orderId"), get("color")]), "attributes.toml": dictionary });
};

// Two flows that set and get the same attribute, and no path from one to the other.
export const apart = () => project("apart", { "flows/main.yaml": flow("Main", [set("orderId")]), "flows/returns.yaml": flow("Returns", [get("orderId")]) });

// A call that may lead to either of two flows.
export const namesakes = () =>
  project("namesakes", {
    "main.yaml": flow("Main", [call("Greeting"), set("language")]),
    "care/greeting.yaml": flow("Greeting", [get("language")]),
    "sales/greeting.yaml": flow("Greeting", [get("language")]),
  });

export const hostile = ["</script><script>alert(1)</script>", "<!--<script>", '"><img src=x onerror=alert(1)>', "\\N \"'`|", "{a} %% ]-->", "one\ntwo\u202e"];

export const evil = () =>
  project("evil", {
    "'</script>\"#1 %41.yaml": flow('</script>"Main"', hostile.map(set)),
    "javascript:alert(1).yaml": flow("Queue", hostile.map((name) => get(name.replace("a", "A").replace("one", "One")))),
  });

// 2,000 attributes in 250 flows, ten of them broken; `language` is set in one and read in 50.
export const big = () => {
  const files = {};
  for (let number = 0; number < 250; number++) {
    const names = Array.from({ length: 8 }, (_, at) => `attribute${number * 8 + at}`);
    const others = names.map((_, at) => `attribute${((number * 8 + at) * 7 + 3) % 2000}`);
    const wrong = number % 25 === 0 ? [get(`Attribute${number * 8}`)] : [];
    const shared = number === 1 ? [set("language")] : number % 5 === 0 ? [get("language")] : [];
    files[`flows/${number}.yaml`] = flow(`Flow ${number}`, [...names.map(set), ...others.map(get), ...wrong, ...shared]);
  }
  return project("big", files);
};

// Each map is made once.
const maps = new Map();

export function map(folder, ...options) {
  const key = [folder, ...options].join(" ");
  if (!maps.has(key)) maps.set(key, execFileSync(binary, ["map", ...options], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 }));
  return maps.get(key);
}
