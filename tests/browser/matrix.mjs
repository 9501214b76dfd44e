// The matrix.

import assert from "node:assert/strict";
import { test } from "node:test";

import { page } from "./browser.mjs";
import { namesakes, small } from "./projects.mjs";

test("the matrix, by keyboard alone", async () => {
  const shown = await page(small());
  await shown.locator("[role=tab][tabindex='0']").focus();
  await shown.keyboard.press("ArrowRight");
  await shown.keyboard.press("ArrowRight");
  assert.equal(await shown.locator("[role=tab][aria-selected=true]").textContent(), "Matrix");
  const rows = await shown.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(rows, [["customerId", "S", ""], ["CustomerID", "", "G"], ["color", "", "G"], ["shelf", "S", ""], ["orderId", "S", "G"]]);
  assert.equal(await shown.locator("td.broken").count(), 3);
  await shown.locator("tbody th a").nth(4).focus();
  await shown.keyboard.press("ArrowRight");
  await shown.keyboard.press("ArrowRight");
  const focused = () => shown.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(await focused(), 'inboundCall "Queue" gets orderId');
  await shown.keyboard.press("ArrowUp");
  await shown.keyboard.press("ArrowUp");
  assert.equal(await focused(), 'inboundCall "Queue" gets CustomerID, but no value arrives');
  await shown.keyboard.press("Enter");
  assert.match(await shown.detail(), /CustomerID/);
  assert.equal(await focused(), 'inboundCall "Queue" gets CustomerID, but no value arrives');
  await shown.done();
});

test("columns are grouped by folder; the type is an icon, and the path is on hover", async () => {
  const shown = await page(namesakes(), { hash: "#view=matrix" });
  assert.deepEqual(await shown.texts(".matrix .folder span"), ["./", "care/", "sales/"]);
  assert.deepEqual(await shown.texts(".matrix .turned"), ["Main", "Greeting", "Greeting"]);
  assert.equal(await shown.locator(".matrix thead .icon").first().getAttribute("aria-label"), "Archy YAML flow");
  assert.equal(await shown.locator(".matrix .turned a").nth(1).getAttribute("title"), 'inboundCall "Greeting"\ncare/greeting.yaml');
  await shown.done();
});
