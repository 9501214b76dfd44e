// What applies to the whole page: hostile names, size, dark screens and paper.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { page } from "./browser.mjs";
import { big, evil, map, small, work } from "./projects.mjs";

test("names are texts, whatever they contain", async () => {
  const shown = await page(evil());
  for (const name of ["Matrix", "Graph", "Findings", "Artefacts", "Attributes"]) {
    await shown.view(name);
    await shown.locator("section:not([hidden]) :is(tbody, .graph) a").first().click();
    assert.equal(await shown.locator("body img, body b, main script").count(), 0);
    const schemes = await shown.locator("main a").evaluateAll((all) => all.map((link) => new URL(link.getAttribute("href"), location).protocol));
    assert.deepEqual([...new Set(schemes)], ["file:"]);
  }
  const names = await shown.names();
  assert.equal(names.length, 10);
  assert.ok(names.includes("</script><script>alert(1)</script>"));
  assert.ok(names.includes("one␊two\\u{202e}"));
  await shown.view("Artefacts");
  assert.ok((await shown.locator("a[href='./javascript%3Aalert(1).yaml']").count()) > 0);
  await shown.done();
});

test("2,000 attributes", async () => {
  const shown = await page(big());
  assert.equal((await shown.names()).length, 200);
  await shown.getByRole("button", { name: "Show 200 more" }).click();
  assert.equal((await shown.names()).length, 400);
  for (const name of ["Matrix", "Graph", "Artefacts", "Findings", "Attributes"]) await shown.view(name);
  const last = JSON.parse(map(join(work, "big"), "--format", "json")).attributes.at(-1).name;
  await shown.goto(`${shown.url().split("#")[0]}#attribute=${last}`);
  assert.ok((await shown.detail()).includes(last));
  await shown.done();
});

test("dark and on paper", async () => {
  const shown = await page(big(), { colorScheme: "dark" });
  const ground = () => shown.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(21, 24, 28)");
  await shown.emulateMedia({ media: "print" });
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await shown.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.ok((await shown.names()).length >= 2000);
  assert.ok(!(await shown.locator("#search").isVisible()));
  await shown.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal((await shown.names()).length, 200);
  await shown.done();
});

test("in Visual Studio Code, the page has the colours of its theme and its own code", async () => {
  const shown = await page(small(), { colorScheme: "light" });
  // As the editor does: a class for its theme, and a style for all pages.
  await shown.evaluate(() => document.head.insertAdjacentHTML("afterbegin", "<style>code { color: #00f; background: #00f; padding: 1px 3px; } body { padding: 0 20px; }</style>"));
  const style = (selector) => shown.locator(selector).first().evaluate((element) => ["backgroundColor", "color", "padding"].map((key) => getComputedStyle(element)[key]));
  assert.deepEqual(await style("tbody a.broken code"), ["rgba(0, 0, 0, 0)", "rgb(179, 21, 27)", "0px"]);
  for (const [theme, ground, text] of [["vscode-dark", "rgb(21, 24, 28)", "rgb(231, 234, 238)"], ["vscode-light", "rgb(255, 255, 255)", "rgb(27, 31, 36)"]]) {
    await shown.evaluate((name) => (document.body.className = name), theme);
    assert.deepEqual(await style("body"), [ground, text, "0px"]);
  }
  await shown.done();
});

test("the page shows which version created it and, on request, its project", async () => {
  const shown = await page(small());
  assert.equal(await shown.title(), "Map of attributes");
  assert.match(await shown.locator("footer").innerText(), /flowvet \d+\.\d+\.\d+/);
  await shown.done();
  const stamped = await page(small(), { words: ["--stamp"] });
  assert.equal(await stamped.locator("h1").innerText(), "small: map of attributes");
  await stamped.done();
});

// With `PICTURES`, the picture of the book is written.
test("the map of the sample project", async () => {
  const folder = join(work, "bookshop");
  cpSync("fixtures/broken", folder, { recursive: true });
  const shown = await page(folder, { hash: "#view=graph", viewport: { width: 1280, height: 780 } });
  assert.ok((await shown.locator(".graph .names.broken").count()) > 3);
  if (process.env.PICTURES) await shown.screenshot({ path: resolve("docs/how-to/map.png"), clip: { x: 0, y: 0, width: 1280, height: 740 } });
  await shown.done();
});
