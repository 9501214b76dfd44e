// The extension in Visual Studio Code, as a server that a browser shows. `FLOWVET` names the program, `VSCODE` the folder of
// the server. With `PICTURES`, the pictures of the page of the extension are written, too.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

const extension = resolve("editors/vscode");
const pictures = process.env.PICTURES && join(extension, "media");
const work = mkdtempSync(join(tmpdir(), "flowvet-vscode-"));
const PATIENCE = 60_000;

let server, browser, address;

before(async () => {
  const settings = {
    "flowvet.path": resolve(process.env.FLOWVET),
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.colorTheme": "Default Light Modern",
    "editor.minimap.enabled": false,
    "files.autoSave": "off",
    "extensions.autoUpdate": false,
  };
  mkdirSync(join(work, "data/Machine"), { recursive: true });
  writeFileSync(join(work, "data/Machine/settings.json"), JSON.stringify(settings));
  mkdirSync(join(work, "extensions"));
  symlinkSync(extension, join(work, "extensions/flowvet.flowvet"));
  const folders = ["--server-data-dir", work, "--extensions-dir", join(work, "extensions")];
  const options = ["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--accept-server-license-terms", "--telemetry-level", "off"];
  server = spawn(process.execPath, [join(process.env.VSCODE, "out/server-main.js"), ...options, ...folders], { cwd: work });
  address = await new Promise((found, failed) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const port = /listening on (\d+)/.exec(said)?.[1];
      if (port) found(`http://127.0.0.1:${port}`);
    });
    server.once("exit", () => failed(new Error(said)));
  });
  // In a single process, the browser would end with the first page.
  const args = chromium.args.filter((argument) => !/^--(single-process|no-zygote)$/.test(argument));
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
});

after(async () => {
  await browser?.close();
  if (server?.exitCode === null) {
    const exit = once(server, "exit");
    server.kill();
    await exit;
  }
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
});

/** Opens a folder with a file of it in front. */
async function open(folder, name) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  page.setDefaultTimeout(PATIENCE);
  const payload = JSON.stringify([["openFile", `vscode-remote://${new URL(address).host}${folder}/${name}`]]);
  await page.goto(`${address}/?${new URLSearchParams({ folder, payload })}`);
  await page.getByRole("button", { name: "Yes, I trust the authors" }).click();
  await page.locator(".tab.active", { hasText: name.split("/").at(-1) }).waitFor();
  await page.locator(".monaco-editor .view-line").first().click();
  return page;
}

async function command(page, title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(`>flowvet: ${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
}
/** Waits for a page inside of the window that shows the text. */
async function frameWith(page, text) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await page.waitForTimeout(200)) {
    const texts = await Promise.all(page.frames().slice(1).map((frame) => frame.evaluate(() => document.body?.textContent).catch(() => "")));
    if (texts.some((it) => it?.includes(text))) return;
  }
  assert.fail(`no page inside of the window shows ${text}`);
}

const status = (page) => page.locator("#flowvet\\.flowvet\\.flowvet\\.findings, [id='flowvet.flowvet.findings']");
const picture = (page, name) => pictures && page.screenshot({ path: join(pictures, name) });

test("a workspace of something else is left alone", async () => {
  const folder = join(work, "other");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "name": "other" }\n');
  writeFileSync(join(folder, "ci.yml"), "on: push\njobs: {}\n");
  const page = await open(folder, "ci.yml");
  await page.waitForTimeout(3000);
  assert.equal(await status(page).count(), 0);
  assert.equal(await page.locator(".notification-toast").count(), 0);
  await page.close();
});

test("a project shows its findings, its map and the pages of rules, and fixes a file", async () => {
  const project = join(work, "bookshop");
  cpSync("fixtures/broken", project, { recursive: true });
  const page = await open(project, "flows/queue.yaml");
  const item = status(page);
  await item.filter({ hasText: /^flowvet\s+\d+/ }).waitFor();
  const before = await item.innerText();
  await page.keyboard.press("F8"); // to the next finding
  await page.locator(".marker-widget", { hasText: "flowvet" }).waitFor();
  await picture(page, "findings.png");
  await page.keyboard.press("Escape");
  await item.click();
  await page.locator(".markers-panel-container .monaco-list-row").first().waitFor();

  await page.keyboard.press("Control+Digit1"); // to the editor
  await command(page, "Fix All in File");
  await page.locator(".tab.dirty").waitFor();
  await page.waitForFunction(([text]) => !document.body.innerText.includes(text), [before], { timeout: PATIENCE });

  await command(page, "Show Map");
  await page.locator(".tab.active", { hasText: "Map of bookshop" }).waitFor();
  await frameWith(page, "customerId");
  await page.keyboard.press("Control+KeyJ"); // without the list of problems
  await page.locator(".markers-panel-container").waitFor({ state: "hidden" });
  if (pictures) await page.waitForTimeout(10_000); // until the page is drawn
  await picture(page, "map.png");

  await page.locator(".tab", { hasText: "queue.yaml" }).click();
  await command(page, "Explain Rule");
  await page.locator(".quick-input-widget", { hasText: "all rules" }).waitFor();
  await page.locator(".quick-input-widget input.input").fill("name-case-mismatch");
  await page.keyboard.press("Enter");
  await page.locator(".tab.active", { hasText: "Preview name-case-mismatch" }).waitFor();
  await page.close();
});

test("a mistake in a payload is reported once", async () => {
  const project = join(work, "payload");
  mkdirSync(project);
  writeFileSync(join(project, "a.payload.json"), '{ "data": { "wave": 2 } }\n');
  const page = await open(project, "a.payload.json");
  await status(page).filter({ hasText: /^flowvet\s+\d+/ }).waitFor();
  await status(page).click();
  const rows = page.locator(".markers-panel-container .monaco-list-row", { hasText: "wave" });
  await rows.first().waitFor();
  await page.waitForTimeout(2000);
  assert.equal(await rows.count(), 1, (await rows.allInnerTexts()).join("\n"));
  await page.close();
});
