// Uses the book in a browser: try-site.mjs BROWSER BOOK. Pictures of it go beside the folder BOOK. Run by try-site.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, book] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const problems = [];
page.on("pageerror", (error) => problems.push(error.message));
page.on("request", (request) => {
  if (!/^(file|data):/.test(request.url())) problems.push(`loads ${request.url()}`);
});

const open = (path) => page.goto(pathToFileURL(join(book, path)).href);

// The titles of what a search finds.
async function search(path, words) {
  await open(path);
  await page.keyboard.press("/");
  await page.locator("#mdbook-searchbar").fill(words);
  await page.locator("#mdbook-searchbar").press("End");
  await page.locator("#mdbook-searchresults li").first().waitFor({ timeout: 5000 });
  return page.locator("#mdbook-searchresults li > a").allInnerTexts();
}

// What a page promises: its facts as a table, no front matter, and the references of the rule.
async function rule(folder, file, references) {
  await open(join(folder, file));
  const id = file.slice(0, "ECI000".length);
  const text = await page.locator("main").innerText();
  assert.ok(text.startsWith(`${id} `), text.slice(0, 80));
  assert.doesNotMatch(text, /^(id|summary|since|references|translated-from):/m);
  await page.locator("main table").first().getByRole("link", { name: /Try it|在线试用/ }).waitFor();
  await page.getByRole("heading", { name: references }).waitFor();
}

await open("index.html");
await page.screenshot({ path: join(dirname(book), "book.png") });
await page.addScriptTag({ content: axe });
const { violations } = await page.evaluate(() => globalThis.axe.run("main", { runOnly: ["wcag2a", "wcag2aa"] }));
assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);

await rule("rules", "ECI303-memory-overhead-exceeds-spec.html", "References");
await page.screenshot({ path: join(dirname(book), "rule.png") });
for (const [words, expected] of [
  ["ECI303", /ECI303/],
  ["memoryOverhead", /ECI303|pod/i],
  ["OOMKilled", /./],
]) {
  const found = await search("index.html", words);
  assert.ok(found.some((title) => expected.test(title)), `${words} finds ${found.join(", ")}`);
}
await page.screenshot({ path: join(dirname(book), "search.png") });

const translated = join(book, "zh-CN/rules");
const first = existsSync(translated) && readdirSync(translated).find((file) => /^ECI\d{3}-/.test(file));
if (first) {
  await rule("zh-CN/rules", first, "参考资料");
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.screenshot({ path: join(dirname(book), "rule-zh-CN.png") });
  // A part of its own first sentence, which stands between other Chinese letters.
  const sentence = await page.locator("main h2 + p").first().innerText();
  const words = sentence.match(/\p{Script=Han}{4,}/u)[0].slice(1, 4);
  const found = await search(join("zh-CN/rules", first), words);
  assert.ok(found.some((title) => title.includes(first.slice(0, 6))), `${words} finds ${found.join(", ")}`);
  assert.ok((await page.locator("#mdbook-searchresults em").count()) > 0);
  await page.screenshot({ path: join(dirname(book), "search-zh-CN.png") });
}
assert.deepEqual(problems, []);
await browser.close();
console.log(`the book works in a browser${first ? ", in both languages" : ""}`);
