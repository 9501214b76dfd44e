// The map in a real browser, and its drawings in the programs that read them. `FLOWVET` names the binary.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import chromium from "@sparticuz/chromium";
import * as viz from "@viz-js/viz";
import { chromium as playwright } from "playwright-core";

const binary = resolve(process.env.FLOWVET);
const work = mkdtempSync(join(tmpdir(), "flowvet-map-"));
let browser;

before(async () => {
  // In a single process, the browser would end with the first page.
  const args = chromium.args.filter((argument) => !/^--(single-process|no-zygote)$/.test(argument));
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
});

after(async () => {
  await browser.close();
  rmSync(work, { recursive: true });
});

// Projects

const action = (verb, name) => {
  const target = verb === "set" ? "value: {exp: Flow.x}" : "variable: Flow.x";
  return `          - ${verb}ParticipantData: {attributes: [{attribute: {name: {lit: ${JSON.stringify(name)}}, ${target}}}]}\n`;
};

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

const small = () =>
  project("small", {
    "flows/main.yaml": flow("Main", [action("set", "customerId"), action("set", "orderId"), action("set", "shelf"), call("Queue")]),
    "flows/queue.yaml": flow("Queue", [action("get", "CustomerID"), action("get", "orderId"), action("get", "color")]),
  });

const hostile = ["</script><script>alert(1)</script>", "<!--<script>", '"><img src=x onerror=alert(1)>', "\\N \"'`|", "{a} %% ]-->", "one\ntwo\u202e"];

const evil = () =>
  project("evil", {
    "'</script>\"#1 %41.yaml": flow('</script>"Main"', hostile.map((name) => action("set", name))),
    "javascript:alert(1).yaml": flow("Queue", hostile.map((name) => action("get", name.replace("a", "A").replace("one", "One")))),
  });

// 2,000 attributes in 250 flows.
const big = () => {
  const files = {};
  for (let number = 0; number < 250; number++) {
    const names = Array.from({ length: 8 }, (_, at) => `attribute${number * 8 + at}`);
    const others = names.map((_, at) => `attribute${((number * 8 + at) * 7 + 3) % 2000}`);
    const wrong = number % 25 === 0 ? [action("get", `Attribute${number * 8}`)] : [];
    files[`flows/${number}.yaml`] = flow(`Flow ${number}`, [...names.map((name) => action("set", name)), ...others.map((name) => action("get", name)), ...wrong]);
  }
  return project("big", files);
};

const map = (folder, format) => execFileSync(binary, ["map", "--format", format], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });

// A page on which nothing may go wrong, and which may ask for nothing.
async function page(folder, options = {}) {
  const file = join(folder, "map.html");
  writeFileSync(file, map(folder, "html"));
  const shown = await browser.newPage({ viewport: { width: 1300, height: 900 }, ...options });
  const wrong = [];
  shown.on("console", (message) => wrong.push(message.text()));
  shown.on("pageerror", (error) => wrong.push(error.stack));
  shown.on("dialog", (dialog) => wrong.push(dialog.message()));
  shown.on("request", (request) => !request.url().startsWith(pathToFileURL(file).href) && !request.url().startsWith("data:") && wrong.push(request.url()));
  await shown.goto(pathToFileURL(file).href);
  shown.done = async () => {
    assert.deepEqual(wrong, []);
    await shown.close();
  };
  return shown;
}

const texts = (shown, selector) => shown.locator(selector).allTextContents();
const names = (shown) => texts(shown, "#panel-attributes summary > :first-child");

// Tests

test("search and filters", async () => {
  const shown = await page(small());
  assert.deepEqual(await names(shown), ["color", "customerId", "CustomerID", "orderId", "shelf"]);
  await shown.keyboard.press("/");
  await shown.keyboard.type("CUSTOMER");
  assert.deepEqual(await names(shown), ["customerId", "CustomerID"]);
  assert.equal(await shown.locator("#count").textContent(), "2 of 5 attributes");
  await shown.keyboard.press("Escape");
  assert.equal((await names(shown)).length, 5);
  await shown.getByLabel("Search", { exact: true }).fill("name-case");
  assert.deepEqual(await names(shown), ["CustomerID"]);
  await shown.getByLabel("Search", { exact: true }).fill("");
  await shown.locator("#node").selectOption({ label: 'inboundCall "Queue" (flows/queue.yaml)' });
  assert.deepEqual(await names(shown), ["color", "CustomerID", "orderId"]);
  await shown.locator("#state").selectOption("broken");
  assert.deepEqual(await names(shown), ["color", "CustomerID"]);
  await shown.locator("#state").selectOption("read-never-written");
  assert.deepEqual(await names(shown), ["color"]);
  await shown.getByLabel("Search", { exact: true }).fill("nothing at all");
  assert.equal(await shown.locator("#panel-attributes").textContent(), "Nothing matches the filters.");
  await shown.done();
});

test("an attribute says where it stands, and leads there", async () => {
  const shown = await page(small());
  await shown.locator("summary", { hasText: /^CustomerID/ }).click();
  const details = shown.locator("details[open]");
  await details.locator("h2").first().waitFor();
  assert.match(await details.textContent(), /Read inin vain: inboundCall "Queue" › task "Greet" › Get Participant Data flows\/queue.yaml:7 participant-data/);
  assert.match(await details.textContent(), /Also spelledcustomerId/);
  assert.match(await details.textContent(), /Findingserror name-case-mismatch/);
  const link = details.locator("a", { hasText: "flows/queue.yaml:7" }).first();
  assert.equal(await link.getAttribute("href"), "./flows/queue.yaml#L7");
  await shown.getByLabel("Links to files begin with").fill("vscode://file/home/me/");
  await shown.getByLabel("Links to files begin with").press("Enter");
  await shown.locator("summary", { hasText: /^CustomerID/ }).click();
  assert.equal(await shown.locator("a", { hasText: "flows/queue.yaml:7" }).first().getAttribute("href"), "vscode://file/home/me/flows/queue.yaml:7");
  await shown.done();
});

test("a flow says what it sets and gets and where it leads", async () => {
  const shown = await page(small());
  await shown.getByRole("tab", { name: "Artefacts" }).click();
  await shown.locator("summary", { hasText: "Main" }).click();
  await shown.locator("details[open] h2").first().waitFor();
  const main = await shown.locator("#panel-artefacts details", { hasText: "Main" }).first().textContent();
  assert.match(main, /Sets.*customerId.*orderId.*shelf.*Leads tohands over to inboundCall "Queue" › task "Greet"/s);
  await shown.getByRole("link", { name: 'inboundCall "Queue"' }).click();
  await shown.locator("details[open]", { hasText: "Is led to by" }).waitFor();
  const queue = await shown.locator("details[open]").last().textContent();
  assert.match(queue, /Gets.*CustomerID.*Is led to by.*Main.*Findings.*name-case-mismatch/s);
  await shown.done();
});

test("the graph has a broken arrow, in red", async () => {
  const shown = await page(small());
  await shown.getByRole("tab", { name: "Graph" }).click();
  assert.deepEqual((await texts(shown, "svg .label.broken text")).sort(), ["color", "customerId ≠ CustomerID"]);
  assert.deepEqual(await texts(shown, "svg .label.plain text"), ["orderId"]);
  assert.equal(await shown.locator("svg path.call").count(), 1);
  const color = await shown.locator("svg path.broken").first().evaluate((path) => getComputedStyle(path).stroke);
  assert.equal(color, "rgb(179, 21, 27)");
  await shown.locator("svg a", { hasText: "customerId ≠ CustomerID" }).click();
  await shown.locator("details[open]").waitFor();
  assert.equal(await shown.locator("details[open] summary").textContent(), "CustomerID read with other capitalisation set in 0 · read in 1 · 1 finding");
  await shown.done();
});

test("the matrix, by keyboard alone", async () => {
  const shown = await page(small());
  await shown.locator("[role=tab][tabindex='0']").focus();
  await shown.keyboard.press("ArrowRight");
  assert.equal(await shown.locator("[role=tab][aria-selected=true]").textContent(), "Matrix");
  const rows = await shown.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(rows, [["color", "", "G"], ["customerId", "S", ""], ["CustomerID", "", "G"], ["orderId", "S", "G"], ["shelf", "S", ""]]);
  assert.equal(await shown.locator("td.broken").count(), 3);
  await shown.locator("tbody th a").nth(3).focus();
  await shown.keyboard.press("ArrowRight");
  await shown.keyboard.press("ArrowRight");
  const focused = () => shown.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(await focused(), 'inboundCall "Queue" gets orderId');
  await shown.keyboard.press("ArrowUp");
  assert.equal(await focused(), 'inboundCall "Queue" gets in vain CustomerID');
  await shown.keyboard.press("Enter");
  await shown.locator("details[open]").waitFor();
  assert.match(await shown.evaluate(() => document.activeElement.textContent), /^CustomerID/);
  await shown.done();
});

test("names are texts, whatever they hold", async () => {
  const shown = await page(evil());
  assert.equal((await names(shown)).length, 10);
  for (const view of ["Matrix", "Graph", "Artefacts", "Attributes"]) {
    await shown.getByRole("tab", { name: view }).click();
    if (view.startsWith("A")) for (const summary of await shown.locator(`section:visible summary`).all()) await summary.click();
    assert.equal(await shown.locator("body img, body b, main script").count(), 0);
  }
  assert.ok((await names(shown)).includes("</script><script>alert(1)</script>"));
  assert.ok((await names(shown)).includes("one␊two\\u{202e}"));
  const hrefs = await shown.locator("details a[href]").evaluateAll((all) => all.map((link) => link.protocol));
  assert.deepEqual([...new Set(hrefs)], ["file:"]);
  assert.equal(await shown.locator("a[href='./javascript%3Aalert(1).yaml#L7']").count() > 0, true);
  await shown.done();
});

test("2,000 attributes", async () => {
  const shown = await page(big());
  assert.equal((await names(shown)).length, 100);
  await shown.getByRole("button", { name: "Show 100 more" }).click();
  assert.equal((await names(shown)).length, 200);
  const times = {};
  for (const view of ["Matrix", "Graph", "Artefacts", "Attributes"]) {
    const start = Date.now();
    await shown.getByRole("tab", { name: view }).click();
    await shown.locator("section:visible").first().evaluate((section) => section.offsetHeight);
    times[view] = Date.now() - start;
  }
  console.log("milliseconds:", times);
  await shown.getByRole("tab", { name: "Graph" }).click();
  assert.equal(await shown.locator("svg .label.broken").count(), 10);
  assert.match(await shown.locator("#panel-graph").textContent(), /more artefacts left out: choose one, or filter/);
  await shown.locator("#node").selectOption({ label: 'inboundCall "Flow 7" (flows/7.yaml)' });
  assert.ok((await shown.locator("svg .chosen").count()) === 1 && (await shown.locator("svg path.plain").count()) >= 8);
  await shown.locator("#node").selectOption("");
  await shown.goto(`${shown.url().split("#")[0]}#a1999`);
  await shown.locator("details[open]").waitFor();
  assert.equal(await shown.locator("details[open] summary code").textContent(), JSON.parse(map(join(work, "big"), "json")).attributes[1999].name);
  await shown.done();
});

test("dark and on paper", async () => {
  const shown = await page(small(), { colorScheme: "dark" });
  const ground = () => shown.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(21, 24, 28)");
  await shown.emulateMedia({ media: "print" });
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await shown.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await shown.locator("details[open]").count(), 5);
  assert.ok(!(await shown.locator("#filters").isVisible()));
  await shown.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await shown.locator("details[open]").count(), 0);
  assert.ok((await shown.pdf()).length > 10_000);
  await shown.done();
});

test("Graphviz and Mermaid read the drawings", async () => {
  const graphviz = await viz.instance();
  const shown = await browser.newPage();
  await shown.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
  for (const folder of [small(), evil()]) {
    const svg = graphviz.renderString(map(folder, "dot"), { format: "svg" });
    assert.match(svg, folder.endsWith("small") ? /customerId ≠ CustomerID/ : /&lt;\/script&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    const drawn = await shown.evaluate(async (text) => {
      mermaid.initialize({ startOnLoad: false });
      const { svg: picture } = await mermaid.render("picture", text);
      document.body.innerHTML = picture;
      return document.body.textContent;
    }, map(folder, "mermaid"));
    for (const name of folder.endsWith("small") ? ["customerId ≠ CustomerID"] : [hostile[0], hostile[1]]) assert.ok(drawn.includes(name), drawn);
  }
  await shown.close();
});
