// The graph.

import assert from "node:assert/strict";
import { test } from "node:test";

import { page } from "./browser.mjs";
import { big, evil, namesakes, small } from "./projects.mjs";

const view = (shown) => shown.locator(".graph").evaluate((graph) => graph.viewBox.baseVal.width);

test("arrows lead over the names of attributes; what does not arrive is red", async () => {
  const shown = await page(small(), { hash: "#view=graph" });
  assert.deepEqual((await shown.texts(".names.broken a text")).sort(), ["color", "customerId → CustomerID"]);
  assert.deepEqual(await shown.texts(".names.plain a text"), ["orderId"]);
  assert.deepEqual(await shown.texts(".artefact .title"), ["Main", "Queue"]);
  assert.equal(await shown.locator(".graph .arrow.call").count(), 1);
  assert.equal(await shown.locator(".graph .arrow.broken").first().evaluate((path) => getComputedStyle(path).stroke), "rgb(179, 21, 27)");
  await shown.locator(".graph a", { hasText: "customerId → CustomerID" }).click();
  assert.match(await shown.detail(), /CustomerID\nread with other capitalisation/);
  await shown.done();
});

test("no name is wider than its box, and no box covers another one", async () => {
  for (const project of [small(), evil(), namesakes()]) {
    const shown = await page(project, { hash: "#view=graph" });
    const wrong = await shown.evaluate(() => {
      const boxes = [...document.querySelectorAll(".graph [data-box]")].map((box) => ({ frame: box.querySelector("rect").getBBox(), texts: [...box.querySelectorAll("text")].map((text) => text.getBBox()) }));
      const wide = boxes.filter(({ frame, texts }) => texts.some((text) => text.x < frame.x || text.x + text.width > frame.x + frame.width || text.y + text.height > frame.y + frame.height));
      const meet = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
      const covered = boxes.filter(({ frame }, at) => boxes.slice(at + 1).some((other) => meet(frame, other.frame)));
      return [boxes.length > 2, wide.length, covered.length];
    });
    assert.deepEqual(wrong, [true, 0, 0]);
    await shown.done();
  }
});

test("a call that may mean several flows leads over “one of 2”", async () => {
  const shown = await page(namesakes(), { hash: "#view=graph" });
  assert.deepEqual(await shown.texts(".choice text"), ['one of 2: flow "Greeting"']);
  assert.equal(await shown.locator(".graph .arrow.call").count(), 3);
  await shown.done();
});

test("zoom, pan, fit and neighbours", async () => {
  const shown = await page(small(), { hash: "#view=graph" });
  const whole = await view(shown);
  await shown.getByRole("button", { name: "Larger" }).click();
  assert.ok((await view(shown)) < whole);
  await shown.locator(".graph").focus();
  await shown.keyboard.press("-");
  await shown.keyboard.press("-");
  await shown.keyboard.press("ArrowLeft");
  assert.ok((await view(shown)) > whole);
  await shown.getByRole("button", { name: "Fit" }).click();
  assert.equal(await view(shown), whole);
  await shown.locator(".graph a", { hasText: "color" }).click();
  assert.equal(await shown.locator(".graph .artefact.dim").count(), 1);
  await shown.getByRole("button", { name: "Only neighbours" }).click();
  assert.deepEqual(await shown.texts(".artefact .title"), ["Queue"]);
  assert.equal(await shown.hash(), "#view=graph&near=yes&attribute=color");
  await shown.getByRole("button", { name: "Show everything" }).click();
  assert.deepEqual(await shown.texts(".artefact .title"), ["Main", "Queue"]);
  await shown.done();
});

test("with 250 flows, the graph starts from a chosen attribute or flow", async () => {
  const shown = await page(big(), { hash: "#view=graph" });
  assert.match(await shown.locator("#panel-graph").innerText(), /250 connected artefacts do not fit into one readable picture/);
  await shown.locator(".starts").getByRole("link", { name: "language", exact: true }).click();
  assert.deepEqual(await shown.texts(".artefact .title"), ["Flow 1"]);
  // All flows that only get it are one box.
  assert.equal(await shown.locator(".members a.artefact").count(), 10);
  await shown.locator(".members a", { hasText: "and 40 more" }).click();
  assert.equal(await shown.locator(".members a.artefact").count(), 50);
  await shown.getByRole("button", { name: "Show everything" }).click();
  await shown.getByLabel("Search").fill("flow 7");
  await shown.locator(".starts").getByRole("link", { name: "Flow 7", exact: true }).click();
  assert.equal(await shown.locator(".artefact.chosen .title").textContent(), "Flow 7");
  assert.ok((await shown.locator(".graph .arrow.plain").count()) >= 8);
  await shown.done();
});
