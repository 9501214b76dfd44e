// The tables, the filters, the search and the details.

import assert from "node:assert/strict";
import { test } from "node:test";

import { page } from "./browser.mjs";
import { apart, declared, namesakes, small } from "./projects.mjs";

const rows = (shown) => shown.locator("section:not([hidden]) tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll("\n", " "))));

test("the table of attributes begins with what is broken", async () => {
  const shown = await page(small());
  assert.deepEqual(await rows(shown), [
    ["customerId", "read with other capitalisation", "Main", "–", ""],
    ["CustomerID", "read with other capitalisation", "–", "Queue", "1"],
    ["color", "read, never written", "–", "Queue", ""],
    ["shelf", "written, never read", "Main", "–", ""],
    ["orderId", "written and read", "Main", "Queue", ""],
  ]);
  await shown.done();
});

test("a column sorts the table, and sorts it the other way round", async () => {
  const shown = await page(small());
  const order = () => shown.locator("th[aria-sort]").evaluate((head) => [head.innerText.replace(/\W/g, ""), head.getAttribute("aria-sort")]);
  assert.deepEqual(await order(), ["State", "ascending"]);
  await shown.getByRole("button", { name: "Attribute" }).click();
  assert.deepEqual(await shown.names(), ["color", "customerId", "CustomerID", "orderId", "shelf"]);
  await shown.getByRole("button", { name: "Attribute" }).click();
  assert.equal((await shown.names())[0], "shelf");
  assert.deepEqual(await order(), ["Attribute", "descending"]);
  await shown.done();
});

test("the numbers at the top are links that filter", async () => {
  const shown = await page(small());
  assert.deepEqual(await shown.texts("#numbers a"), ["5 attributes", "3 broken", "1 written, never read", "1 written and read", "1 with findings"]);
  assert.deepEqual(await shown.texts("#obstacles a"), ["2 read with other capitalisation", "1 read, never written"]);
  await shown.getByRole("link", { name: "3 broken" }).click();
  assert.deepEqual(await shown.names(), ["customerId", "CustomerID", "color"]);
  await shown.getByRole("link", { name: "1 read, never written" }).click();
  assert.deepEqual(await shown.names(), ["color"]);
  await shown.getByRole("link", { name: "read, never written ×" }).click();
  assert.equal((await shown.names()).length, 5);
  await shown.done();
});

test("an attribute without a path to its reader has a number of its own", async () => {
  const shown = await page(apart());
  assert.deepEqual(await shown.texts("#numbers a"), ["1 attribute", "0 broken", "1 no known path to a reader"]);
  await shown.getByRole("link", { name: "1 no known path to a reader" }).click();
  assert.deepEqual(await rows(shown), [["orderId", "no known path to a reader", "Main", "Returns", ""]]);
  await shown.done();
});

test("the search goes over everything, by keyboard", async () => {
  const shown = await page(small());
  const counts = () => shown.texts("#tabs small");
  await shown.keyboard.press("/");
  await shown.keyboard.type("CUSTOMER");
  assert.deepEqual(await shown.names(), ["customerId", "CustomerID"]);
  assert.deepEqual(await counts(), ["2", "1", "1"]);
  await shown.keyboard.press("Escape");
  assert.deepEqual(await counts(), ["5", "2", "1"]);
  await shown.keyboard.type("queue.yaml");
  assert.match(await shown.locator(".empty").innerText(), /Nothing here matches\. Elsewhere: 1 artefact · 1 finding/);
  await shown.keyboard.press("Enter");
  assert.equal(await shown.locator("[role=tab][aria-selected=true]").textContent(), "Artefacts1");
  await shown.keyboard.press("Enter");
  assert.match(await shown.detail(), /^×\nQueue\ninboundCall/);
  await shown.keyboard.press("Escape");
  assert.ok(await shown.locator("#detail").isHidden());
  await shown.done();
});

test("the arrow keys go from row to row", async () => {
  const shown = await page(small());
  await shown.keyboard.press("/");
  await shown.keyboard.press("ArrowDown");
  await shown.keyboard.press("ArrowDown");
  await shown.keyboard.press("Enter");
  assert.match(await shown.detail(), /CustomerID\nread with other capitalisation/);
  assert.equal(await shown.evaluate(() => document.activeElement.textContent), "CustomerID");
  await shown.done();
});

test("the details of an attribute show where it is set and read, and lead there", async () => {
  const shown = await page(small());
  await shown.getByRole("link", { name: "CustomerID", exact: true }).click();
  const detail = await shown.detail();
  assert.match(detail, /Findings\nerror name-case-mismatch\n/);
  assert.match(detail, /Read by\nQueue\nno value arrives: task "Greet" › Get Participant Data flows\/queue.yaml:7 participant data into Flow\.x/);
  assert.match(detail, /Also spelled\ncustomerId/);
  const link = shown.locator("#detail a", { hasText: "flows/queue.yaml:7" }).first();
  assert.equal(await link.getAttribute("href"), "./flows/queue.yaml#L7");
  const prefix = shown.getByLabel("Links to files begin with");
  await prefix.fill("vscode://file/home/me/");
  assert.equal(await link.getAttribute("href"), "vscode://file/home/me/flows/queue.yaml:7");
  await prefix.fill(" java\tscript:alert(1)//");
  assert.equal(await link.getAttribute("href"), "./flows/queue.yaml#L7");
  assert.equal(await shown.locator("#prefix-help").innerText(), "Only https:, http:, file:, vscode: and relative addresses.");
  await shown.done();
});

test("the details of an artefact show what it sets and gets, and where it leads", async () => {
  const shown = await page(small());
  await shown.view("Artefacts");
  await shown.getByRole("link", { name: "Main", exact: true }).click();
  assert.match(await shown.detail(), /Sets 3\ncustomerId.*orderId.*shelf.*Leads to\nhands over to\nQueue\ntask "Greet"/s);
  await shown.locator("#detail").getByRole("link", { name: "Queue" }).click();
  assert.match(await shown.detail(), /Findings\n.*name-case-mismatch.*Gets 3.*CustomerID.*Reached from\nMain/s);
  await shown.getByRole("link", { name: "Only its attributes" }).click();
  assert.deepEqual(await shown.names(), ["CustomerID", "color", "orderId"]);
  await shown.done();
});

test("an artefact shows that others have its name, and a call shows how many it may mean", async () => {
  const shown = await page(namesakes());
  await shown.view("Artefacts");
  assert.deepEqual(await shown.names(), ["Greeting care/", "Greeting sales/", "Main"]);
  await shown.getByRole("link", { name: "Main", exact: true }).click();
  assert.match(await shown.detail(), /hands over to one of 2 with this name: flow "Greeting"\nGreeting care\/\nGreeting sales\//);
  await shown.locator("#detail").getByRole("link", { name: "Greeting" }).first().click();
  assert.match(await shown.detail(), /Greeting\ninboundCall, one of 2 with this name/);
  await shown.done();
});

test("the dictionary describes attributes, and a filter shows what is not in it", async () => {
  const shown = await page(declared());
  assert.match((await rows(shown)).join("\n"), /customerId Number of the customer,.*,Care team/);
  await shown.getByRole("link", { name: "2 not in the dictionary" }).click();
  assert.deepEqual(await shown.names(), ["CustomerID", "color"]);
  await shown.getByRole("link", { name: "1 only in the dictionary" }).click();
  assert.deepEqual(await rows(shown), [["loyaltyCard Number of the loyalty card", "only in the dictionary", "", "–", "–", ""]]);
  await shown.getByRole("link", { name: "6 attributes" }).click();
  await shown.getByRole("link", { name: "orderId", exact: true }).click();
  assert.match(await shown.detail(), /deprecated, use customerId/);
  await shown.getByRole("link", { name: "shelf", exact: true }).click();
  assert.match(await shown.detail(), /sensitive/);
  await shown.done();
});

test("an address leads to a view, its filters and what is chosen", async () => {
  const shown = await page(small(), { hash: "#view=artefacts&state=broken&artefact=flows/queue.yaml%23inboundCall+%22Queue%22" });
  assert.deepEqual(await shown.names(), ["Main", "Queue"]);
  assert.match(await shown.detail(), /Queue\ninboundCall/);
  await shown.view("Attributes");
  await shown.locator("#panel-attributes").getByRole("link", { name: "color", exact: true }).click();
  assert.equal(await shown.hash(), "#state=broken&attribute=color");
  await shown.goBack();
  assert.match(await shown.detail(), /Queue\ninboundCall/);
  await shown.done();
});

test("no word is cut, at any width", async () => {
  const cutWords = () => {
    const isCut = (node, start, end) => {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
    };
    const words = [];
    const walker = document.createTreeWalker(document.querySelector("section:not([hidden])"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentNode.closest("code")) for (const word of node.data.matchAll(/\w+/g)) if (isCut(node, word.index, word.index + word[0].length)) words.push(word[0]);
    return words;
  };
  const isWide = () => document.documentElement.scrollWidth > innerWidth;
  for (const width of [1300, 1000, 700, 400]) {
    const shown = await page(declared(), { viewport: { width, height: 800 } });
    for (const name of ["Attributes", "Artefacts", "Findings"]) {
      await shown.view(name);
      assert.deepEqual([width, name, await shown.evaluate(cutWords), await shown.evaluate(isWide)], [width, name, [], false]);
    }
    await shown.done();
  }
});

test("in a narrow window, each row is a card, and the columns still sort it", async () => {
  const shown = await page(small(), { viewport: { width: 400, height: 800 } });
  const [first, second] = await shown.locator("section:not([hidden]) tbody tr").first().locator("td").evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect()));
  assert.ok(second.top >= first.bottom);
  await shown.getByRole("button", { name: "Attribute" }).click();
  assert.equal((await shown.names())[0], "color");
  await shown.done();
});
