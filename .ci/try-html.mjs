// Opens the page of the plan in a browser: try-html.mjs PROGRAM BROWSER FOLDER. Run by try-html, in the
// repository's folder. Pictures of the page go to FOLDER.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, executablePath, folder] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

function plan(name, paths, cwd = ".") {
  const page = execFileSync(program, ["plan", "--quiet", "--format=html", ...paths], {
    cwd,
    maxBuffer: 2 ** 28,
  });
  const path = join(folder, name);
  writeFileSync(path, page);
  return pathToFileURL(path).href;
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

// Opens a page, and fails if it loads anything, or reports an unexpected error.
async function open(address, options, use, expected = []) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = [];
  page.on("request", (request) => {
    if (request.url() !== address) problems.push(`loads ${request.url()}`);
  });
  page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => problems.push(`dialog: ${dialog.message()}`));
  await page.goto(address);
  await use(page);
  await context.close();
  assert.equal(problems.length, expected.length, problems.join("\n"));
  for (const [at, problem] of problems.entries()) assert.match(problem, expected[at]);
}

const texts = (page, column, table = "pods") =>
  page.$$eval(
    `[aria-labelledby=${table}] tbody tr`,
    (rows, column) => rows.map((row) => row.cells[column].textContent.trim()),
    column,
  );
const numbers = (page, column) =>
  page.$$eval(
    "[aria-labelledby=pods] tbody tr",
    (rows, column) => rows.map((row) => Number(row.cells[column].dataset.value ?? NaN)),
    column,
  );
const head = (page, name) =>
  page.locator("[aria-labelledby=pods]").getByRole("columnheader", { name, exact: true });

async function isAccessible(page, what) {
  // The page's policy allows no script except its own.
  await page.evaluate(readFileSync(axe, "utf8"));
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
  assert.deepEqual(found, [], what);
}

const usual = plan("plan.html", ["testdata/plan", "testdata/quickstart"]);

await open(usual, { viewport: DESKTOP }, async (page) => {
  const files = await texts(page, 0);
  const roles = await texts(page, 1);
  assert.equal(files.length, 12);
  // By click: both directions, with unknown values last in each.
  const memory = head(page, "Memory");
  assert.equal(await memory.getAttribute("aria-sort"), "none");
  await memory.getByRole("button").click();
  const asked = await numbers(page, 5);
  assert.deepEqual(asked, asked.toSorted((one, other) => one - other));
  assert.ok(asked[0] < asked.at(-1));
  assert.equal(await memory.getAttribute("aria-sort"), "ascending");
  await memory.getByRole("button").click();
  assert.deepEqual(await numbers(page, 5), asked.toReversed());
  assert.equal(await memory.getAttribute("aria-sort"), "descending");
  assert.equal(await page.getByRole("status").textContent(), "Sorted by Memory, descending.");
  const price = head(page, "CNY/h per pod");
  for (const sign of [1, -1]) {
    await price.getByRole("button").click();
    const prices = await numbers(page, 10);
    const known = prices.filter((price) => !Number.isNaN(price));
    assert.ok(known.length < prices.length && known.length > 1);
    assert.deepEqual(prices.slice(0, known.length), known.toSorted((one, other) => sign * (one - other)));
  }
  // By keyboard: from one title to the next.
  await head(page, "Role").getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await texts(page, 1), roles.toSorted());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.equal(await head(page, "Runs on").getAttribute("aria-sort"), "ascending");
  assert.equal(await head(page, "Role").getAttribute("aria-sort"), "none");
  const places = await texts(page, 2);
  assert.equal(places[0], "ECI");
  assert.match(places.at(-1), /^possibly ECI/);
  await head(page, "Application").getByRole("button").click();
  assert.deepEqual((await texts(page, 0)).toSorted(), files.toSorted());
  // Applications by a part of their name.
  await page.getByRole("searchbox").fill("ORDERS-nightly");
  const shown = page.locator("[aria-labelledby=pods] tbody tr:visible");
  assert.equal(await shown.count(), 4);
  assert.equal(await page.getByRole("status").textContent(), "6 of 18 rows are shown.");
});

// A repository with an uncommitted change.
const repository = mkdtempSync(join(tmpdir(), "plan-"));
for (const folder of ["plan", "quickstart"]) {
  cpSync(join("testdata", folder), join(repository, folder), { recursive: true });
}
const git = (...command) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...command], { cwd: repository });
git("init", "--quiet");
git("add", "--all");
git("commit", "--quiet", "--message=a");
const orders = join(repository, "quickstart", "orders.yaml");
writeFileSync(orders, readFileSync(orders, "utf8").replace("instances: 20", "instances: 30").replace("memory: 4g", "memory: 3g"));
rmSync(join(repository, "quickstart", "reports.yaml"));
const changed = plan("change.html", ["--diff-base=HEAD", "."], repository);
rmSync(repository, { recursive: true });

await open(changed, { viewport: DESKTOP }, async (page) => {
  assert.equal(await page.getByRole("heading", { name: "Change against HEAD" }).count(), 1);
  const difference = page.locator("[aria-labelledby=changes]").getByRole("columnheader", { name: "CNY/h difference", exact: true });
  await difference.getByRole("button").click();
  assert.deepEqual(await texts(page, 7, "changes"), ["−3.53", "−0.22", "+4.41"]);
});

for (const colorScheme of ["light", "dark"]) {
  const views = { desktop: [usual, DESKTOP], phone: [usual, PHONE], change: [changed, DESKTOP], "change-phone": [changed, PHONE] };
  for (const [name, [address, viewport]] of Object.entries(views)) {
    await open(address, { viewport, colorScheme }, async (page) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${name} is ${width} wide`);
      const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = back.match(/\d+/);
      assert.equal(Number(red) > 127, colorScheme === "light", back);
      await isAccessible(page, `${name}, ${colorScheme}`);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ ...viewport, height: Math.min(height, 4000) });
      await page.screenshot({ path: join(folder, `plan-${name}-${colorScheme}.png`) });
    });
  }
}

// Without scripts the page has no button or field that does nothing.
await open(usual, { viewport: DESKTOP, javaScriptEnabled: false }, async (page) => {
  assert.equal(await page.getByRole("button").count(), 0);
  assert.equal(await page.getByRole("searchbox").count(), 0);
  assert.equal(await page.locator("tbody tr").count(), 18);
});

// Names are plain text.
const manifest = readFileSync("testdata/quickstart/orders.yaml", "utf8");
const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&amp; onload="alert(3)`;
const hostile = join(folder, "hostile.yaml");
writeFileSync(hostile, manifest.replaceAll("orders-nightly", JSON.stringify(evil)));
const tries = async (page) => {
  const [name] = await texts(page, 0);
  assert.ok(name.startsWith(`jobs/${evil}`), name);
  assert.equal(await page.locator("script").count(), 1);
  assert.equal(await page.locator("img").count(), 0);
  // If a script got in, the page's policy would stop it.
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.body.dataset.ran = 'yes'";
    document.body.append(script);
    return document.body.dataset.ran;
  });
  assert.equal(ran, undefined);
};
await open(plan("hostile.html", [hostile]), { viewport: DESKTOP }, tries, [/Content Security Policy/]);

// A large repository.
const many = join(folder, "many.yaml");
const copies = Array.from({ length: 2500 }, (_, at) => manifest.replaceAll("orders-nightly", `orders-${at}`));
writeFileSync(many, copies.join("\n---\n"));
await open(plan("many.html", [many]), { viewport: DESKTOP }, async (page) => {
  assert.equal(await page.locator("[aria-labelledby=pods] tbody tr").count(), 5000);
  for (const direction of ["ascending", "descending"]) {
    const time = await page.evaluate(() => {
      const button = document.querySelector("[aria-labelledby=pods] thead th:nth-child(6) button");
      const start = performance.now();
      button.click();
      document.body.getBoundingClientRect();
      return performance.now() - start;
    });
    assert.equal(await head(page, "Memory").getAttribute("aria-sort"), direction);
    console.log(`5000 rows are sorted in ${time.toFixed(0)} ms, ${direction}`);
  }
});

await browser.close();
console.log(`the page works in Chromium; pictures are in ${folder}`);
