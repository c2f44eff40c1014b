// Opens manifests in code-server like a user: picture-vscode.mjs TOOLS BROWSER MANIFESTS PICTURES. Run by
// picture-vscode. Fails if the pictures would not show what they should.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [tools, executablePath, manifests, pictures] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "picture-vscode-"));
const folder = join(home, "k8s");
cpSync(manifests, folder, { recursive: true });
const data = join(home, "data");
mkdirSync(join(data, "User"), { recursive: true });
const settings = {
  "breadcrumbs.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "editor.minimap.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};
writeFileSync(join(data, "User", "settings.json"), JSON.stringify(settings));
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const entry = join(tools, "node_modules/code-server/out/node/entry.js");
const folders = ["--user-data-dir", data, "--extensions-dir", join(home, "extensions")];
const environment = { ...process.env, HOME: home };
execFileSync(process.execPath, [entry, ...folders, "--install-extension", join(tools, "spark-eci-lint.vsix")], { env: environment, stdio: "ignore" });
const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
const server = spawn(process.execPath, [entry, ...folders, ...options, folder], { env: environment, stdio: "ignore" });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 640 }, deviceScaleFactor: 1 });
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(`http://127.0.0.1:${port}/?folder=${folder}`);
      break;
    } catch (error) {
      assert.ok(tries < 60, error);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  await page.waitForSelector(".monaco-workbench", { timeout: 120_000 });
  await page.waitForTimeout(3000);
  const run = async (command) => {
    await page.keyboard.press("F1");
    await page.waitForSelector(".quick-input-widget input");
    await page.keyboard.type(command, { delay: 10 });
    await page.waitForTimeout(800);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(500);
  };
  const go = async (place) => {
    await page.keyboard.press("Control+g");
    await page.waitForTimeout(300);
    await page.keyboard.type(place);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(300);
  };
  const picture = (name) => page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.locator(".explorer-folders-view").getByText("orders.yaml").dblclick();
  await page.waitForSelector(".monaco-editor .view-line");
  await run("View: Close Primary Side Bar");
  await page.waitForSelector(".squiggly-warning", { timeout: 60_000 });
  await page.waitForTimeout(3000);
  const shown = await page.textContent(".monaco-editor");
  for (const words of ["pod 4505 MiB", "an hour"]) {
    assert.ok(shown.replaceAll("\u00a0", " ").includes(words), `the editor does not show ${words}`);
  }
  // The finding, above its place.
  await go("27:14");
  await run("Show or Focus Hover");
  await page.waitForTimeout(1500);
  await picture("finding");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  // The fixes for it.
  await go("27:14");
  await page.keyboard.press("Control+.");
  await page.waitForSelector(".action-widget");
  await page.waitForTimeout(800);
  const actions = (await page.textContent(".action-widget")).replaceAll("\u00a0", " ");
  for (const words of ["Use `2-8Gi` instead", "Write `3712m`", "Ignore ECI303 on this line"]) {
    assert.ok(actions.includes(words), `no action ${words} in ${actions}`);
  }
  await picture("actions");
  await page.keyboard.press("Escape");
  // The version in the language status.
  await page.click('.statusbar-item[id*="languageStatus"], .statusbar-item[id="status.languageStatus"]');
  await page.waitForTimeout(1200);
  const status = await page.textContent("body");
  assert.match(status.replaceAll("\u00a0", " "), /spark-eci-lint \d+\.\d+\.\d+/);
  await page.screenshot({ path: join(tools, "status.png") });
  console.log(`pictures in ${pictures}, the status in ${tools}`);
} catch (error) {
  const [page] = browser.contexts().flatMap((context) => context.pages());
  await page?.screenshot({ path: join(tools, "failed.png") });
  throw error;
} finally {
  await browser.close();
  server.kill();
  rmSync(home, { recursive: true, force: true });
}
