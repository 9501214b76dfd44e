// A page of a map in a headless browser.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

import { map } from "./projects.mjs";

export let browser;

before(async () => {
  // In a single process, the browser would end with the first page.
  const args = chromium.args.filter((argument) => !/^--(single-process|no-zygote)$/.test(argument));
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
});

after(() => browser.close());

// Opens the map of a project: a page on which nothing may go wrong, and which may ask for nothing. `hash`: the end of the
// address. `words`: more words for the command line.
export async function page(folder, { hash = "", words = [], ...options } = {}) {
  const file = join(folder, "map.html");
  writeFileSync(file, map(folder, "--format", "html", ...words));
  const shown = await browser.newPage({ viewport: { width: 1300, height: 900 }, ...options });
  const address = pathToFileURL(file).href;
  const wrong = [];
  shown.on("console", (message) => wrong.push(message.text()));
  shown.on("pageerror", (error) => wrong.push(error.stack));
  shown.on("dialog", (dialog) => wrong.push(dialog.message()));
  shown.on("request", (request) => !request.url().startsWith(address) && !request.url().startsWith("data:") && wrong.push(request.url()));
  await shown.goto(address + hash);
  return Object.assign(shown, {
    view: (name) => shown.getByRole("tab", { name }).click(),
    texts: (selector) => shown.locator(selector).allTextContents(),
    // Without empty lines.
    detail: async () => (await shown.locator("#detail").innerText()).split("\n").map((line) => line.trim()).filter(Boolean).join("\n"),
    // The first cell of each row of the table that is shown.
    names: () => shown.locator("section:not([hidden]) tbody th > :first-child").allInnerTexts(),
    hash: () => shown.evaluate(() => decodeURIComponent(location.hash.replaceAll("+", " "))),
    done: async () => {
      assert.deepEqual(wrong, []);
      await shown.close();
    },
  });
}
