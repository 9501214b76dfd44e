// The drawings, in the programs that read them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as viz from "@viz-js/viz";

import { browser } from "./browser.mjs";
import { evil, hostile, map, small } from "./projects.mjs";

test("Graphviz and Mermaid read the drawings", async () => {
  const graphviz = await viz.instance();
  const shown = await browser.newPage();
  await shown.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
  for (const folder of [small(), evil()]) {
    const svg = graphviz.renderString(map(folder, "--format", "dot"), { format: "svg" });
    assert.match(svg, folder.endsWith("small") ? /customerId ≠ CustomerID/ : /&lt;\/script&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    const drawn = await shown.evaluate(async (text) => {
      mermaid.initialize({ startOnLoad: false });
      const { svg: picture } = await mermaid.render("picture", text);
      document.body.innerHTML = picture;
      return document.body.textContent;
    }, map(folder, "--format", "mermaid"));
    for (const name of folder.endsWith("small") ? ["customerId ≠ CustomerID"] : [hostile[0], hostile[1]]) assert.ok(drawn.includes(name), drawn);
  }
  await shown.close();
});
