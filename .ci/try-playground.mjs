// Uses the playground in a browser: try-playground.mjs BROWSER FOLDER, with the built page in FOLDER/page. Run by
// try-playground, in the repository's folder. Pictures of the page go to FOLDER.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const FILES = ["index.html", "page.css", "module.js", "page.js"];
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

const server = createServer((request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  const file = path === "/" ? "index.html" : path.slice(1);
  if (!FILES.includes(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] }).end(readFileSync(join(folder, "page", file)));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const served = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

// Opens the page, and fails if it requests anything except its own four files and its worker, stores anything, or
// reports an unexpected error.
async function open(options, use, { address = served, expected = [], before = () => {} } = {}) {
  const context = await browser.newContext({ locale: "en-GB", viewport: DESKTOP, ...options });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(".finding")) return;
      globalThis.firstFinding = performance.now();
      observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  const problems = [];
  const own = [address.split("#")[0], ...FILES.map((file) => new URL(file, address).href)];
  page.on("request", (request) => {
    if (!own.includes(request.url()) && !request.url().startsWith("blob:")) problems.push(`loads ${request.url()}`);
    if (page.isLoaded && !request.url().startsWith("blob:")) problems.push(`loads ${request.url()} later`);
  });
  page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => problems.push(`dialog: ${dialog.message()}`));
  await before(page);
  await page.goto(address);
  page.isLoaded = true;
  const result = await use(page, context);
  const kept = await page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    document.cookie,
    ...(await indexedDB.databases()).map(({ name }) => name),
  ]);
  assert.deepEqual(kept, [""]);
  await context.close();
  assert.equal(problems.length, expected.length, problems.join("\n"));
  for (const [at, problem] of problems.entries()) assert.match(problem, expected[at]);
  return result;
}

const editor = (page) => page.getByRole("textbox", { name: "Manifest" });
const configuration = (page) => page.getByRole("textbox", { name: "Configuration" });
const count = (page) => page.locator(".count");
const finding = (page, rule) => page.locator(".finding").filter({ hasText: rule });
const notice = (page) => page.locator(".notice");

// The editor renders only a part of a long text; CodeMirror stores itself in its element.
function text(page) {
  return page.evaluate(() => document.querySelector("#manifest .cm-content").cmTile.view.state.doc.toString());
}

// Waits for a condition, because the page works in a worker.
async function until(what, holds, limit = 5000) {
  const start = Date.now();
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() - start > limit) assert.fail(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const says = (node, pattern, limit) =>
  until(`${pattern} in ${node}`, async () => pattern.test((await node.textContent()) ?? ""), limit);

// Pastes a text into an editor.
async function paste(page, node, text) {
  await node.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await node.evaluate((target, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

async function isAccessible(page, what) {
  // The page's policy allows no script except its own.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
  assert.deepEqual(found, [], what);
}

const example = (name) => readFileSync(`playground/page/examples/${name}.yaml`, "utf8");

// The first view, from a server and from a disk.
for (const address of [served, pathToFileURL(join(folder, "page/index.html")).href]) {
  await open({}, async (page) => {
    await says(count(page), /^3 findings: 1 warning, 2 infos$/);
    await says(finding(page, "ECI303"), /executor memory 4096 \+ 409 = 4505 MiB exceeds 2-4Gi/);
    const cells = await page.$$eval("#plan tbody tr", (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
    assert.deepEqual(cells, [
      ["jobs/orders-nightly", "driver", "1", "1", "1024 + 384 = 1408 MiB", "2-4Gi", "2688 MiB free", "0.441", "0.441"],
      ["jobs/orders-nightly", "executor", "20", "2", "4096 + 409 = 4505 MiB", "2-4Gi", "409 MiB short", "0.441", "8.821"],
    ]);
    assert.equal(await page.locator("#plan .total").textContent(), "CNY 9.26 an hour once all have started, list prices of 2024-11-27");
    await says(page.locator("footer"), /^Version \d+\.\d+\.\d+, list prices of 2024-11-27/);
    // No missing file was requested.
    assert.equal(await page.evaluate(() => location.hash), "");
  }, { address });
}

// Typing, and undo.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await finding(page, "ECI303").getByRole("button", { name: /executor memory 4096/ }).click();
  // The place is selected: typing replaces it.
  await page.keyboard.type("3712m");
  await until("no ECI303", async () => (await finding(page, "ECI303").count()) === 0);
  await says(count(page), /^2 findings: 2 infos$/);
  await says(page.locator("#plan tbody tr").nth(1), /3712 \+ 384 = 4096 MiB.*0 MiB free/);
  await page.keyboard.press("ControlOrMeta+z");
  await says(count(page), /^3 findings/);
  // Inline: an underline, a mark, and their tooltips.
  await page.locator(".cm-lintRange-warning").hover();
  await says(page.locator(".cm-tooltip"), /executor memory 4096 \+ 409/);
  assert.equal(await page.locator("#manifest .cm-lint-marker-warning").count(), 1);
});

// Fixes: one, from the list and from the text; then all safe ones.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await finding(page, "ECI303").getByRole("button", { name: "Fix (needs a decision): Use 2-8Gi instead" }).click();
  await until("no ECI303", async () => (await finding(page, "ECI303").count()) === 0);
  const fixed = example("overhead").replace(/2-4Gi\n$/, "2-8Gi\n");
  assert.equal(await text(page), fixed);
  await says(notice(page), /^Fixed/);
  await page.getByRole("combobox", { name: "Start from an example" }).selectOption("setup");
  await says(count(page), /^\d+ findings: 2 errors/);
  await page.locator(".cm-lintRange-error").first().hover();
  await page.getByRole("button", { name: /Action: Fix: Tolerate/ }).click();
  await until("no ECI103", async () => (await finding(page, "ECI103").count()) === 0);
  assert.match(await text(page), /value: alibabacloud\n/);
  await editor(page).focus();
  await page.keyboard.press("ControlOrMeta+z");
  await says(count(page), /^\d+ findings: 2 errors/);
  const all = page.getByRole("button", { name: "Apply all safe fixes" });
  await all.click();
  await until("no safe fix", () => all.isHidden());
  assert.match(await text(page), /value: alibabacloud\n/);
  assert.equal(await finding(page, "ECI103").count(), 0);
  await says(page.locator("[id=findings-title]:focus"), /Findings/);
});

// Each example shows what its name says, and the clean one has no findings.
await open({}, async (page) => {
  const expected = { overhead: "ECI303", setup: "ECI101", spot: "ECI411", gpu: "ECI207", settings: "ECI609", python: "ECI303", clean: null };
  const menu = page.getByRole("combobox", { name: "Start from an example" });
  const keys = await menu.locator("option").evaluateAll((options) => options.map(({ value }) => value).filter(Boolean));
  assert.deepEqual(keys.toSorted(), Object.keys(expected).toSorted());
  for (const [key, rule] of Object.entries(expected)) {
    await menu.selectOption(key);
    if (rule) await until(`${rule} in ${key}`, async () => (await finding(page, rule).count()) > 0);
    else await says(count(page), /^No findings$/);
    assert.equal(await text(page), example(key));
  }
});

// The configuration, and its mistakes.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await paste(page, configuration(page), "rules: {memory-overhead-exceeds-spec: off}\n");
  await says(count(page), /^2 findings/);
  await paste(page, configuration(page), "rulez: {}\n");
  await says(count(page), /^1 error in the configuration$/);
  await says(page.locator("#configuration"), /rulez/);
  await page.locator("#configuration .place").click();
  await page.keyboard.type("rules");
  await says(count(page), /^3 findings/);
});

// A link: the same text for somebody else, in their own language; later edits are not in the URL.
const link = await open({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await says(count(page), /^3 findings/);
  await paste(page, editor(page), `${example("setup")}# 订单 😀\n`);
  await paste(page, configuration(page), "region: cn-hangzhou\n");
  await says(count(page), /2 errors/);
  await page.getByRole("button", { name: "Share" }).click();
  await says(notice(page), /^The link was copied/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  assert.match(link, /#v1=[\w-]+$/);
  await editor(page).focus();
  await page.keyboard.type(" ");
  await until("an address without it", async () => page.url() === served);
  return link;
});
await open({ locale: "zh-CN" }, async (page) => {
  // The language of the sender is in the link.
  await says(count(page), /2 errors/);
  assert.equal(await text(page), `${example("setup")}# 订单 😀\n`);
  assert.match(await configuration(page).textContent(), /region: cn-hangzhou/);
}, { address: link });
await open({}, async (page) => {
  await says(notice(page), /^The link is invalid/);
  await says(count(page), /^3 findings/);
}, { address: link.slice(0, -20) });

// Each rule id links to an example.
const rules = [...readFileSync("rules/README.md", "utf8").matchAll(/\]\(((ECI\d+)-[\w-]+\.md)\)/g)];
assert.ok(rules.length > 50);
await open({}, async (page) => {
  for (const [, path, rule] of rules) {
    await page.evaluate((rule) => (location.hash = `#rule=${rule}`), rule);
    const bad = readFileSync(`rules/${path}`, "utf8").split("\n### Bad\n")[1].split("```yaml\n")[1].split("\n```")[0];
    await until(`the example of ${rule}`, async () => (await text(page)) === `${bad}\n`);
    await until(`${rule} in its example`, async () => (await finding(page, rule).count()) > 0);
  }
  await page.evaluate(() => (location.hash = "#rule=ECI999"));
  await says(notice(page), /^There is no example for rule ECI999/);
}, { address: `${served}#rule=ECI303` });

// The sizing form shows the engine's result: 8192 MiB and a tenth of it, truncated.
await open({}, async (page) => {
  const sizing = page.locator("#sizing");
  const field = (name) => sizing.getByLabel(name, { exact: true });
  await field("Cores").fill("2");
  await field("Memory").fill("8g");
  await field("Executors").fill("10");
  await sizing.getByRole("button", { name: "Calculate" }).click();
  await says(sizing.getByRole("status"), /^Each pod requests 2 vCPU and 9011 MiB\.$/);
  const rows = () => sizing.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const first = await rows();
  assert.ok(first.length > 1 && first.length <= 6);
  const prices = first.map(([, , price]) => Number(price));
  assert.deepEqual(prices, prices.toSorted((one, other) => one - other));
  for (const [spec, room, pod, all] of first) {
    const [, gib] = /-(\d+)Gi$/.exec(spec);
    assert.equal(room, `${gib * 1024 - 9011} MiB`, spec);
    assert.ok(Math.abs(pod * 10 - all) < 0.006, spec);
  }
  // 2-16Gi: the prices of vCPU and GiB by the second, from rules/catalog/prices.yaml.
  const catalog = readFileSync("rules/catalog/prices.yaml", "utf8");
  const price = (key) => Number(new RegExp(`^ *${key}: ([\\d.]+)`, "m").exec(catalog)[1]);
  const hour = 3600 * (2 * price("vcpu-second") + 16 * price("gib-second"));
  const [, , shown] = first.find(([spec]) => spec === "2-16Gi");
  assert.equal(shown, hour.toFixed(3));
  // Python has an overhead of 0.4.
  await field("Language of the application").selectOption("Python");
  await says(sizing.getByRole("status"), /2 vCPU and 11468 MiB/);
  await field("Memory overhead").fill("1g");
  await sizing.getByRole("button", { name: "Calculate" }).click();
  await says(sizing.getByRole("status"), /2 vCPU and 9216 MiB/);
  await sizing.getByRole("button", { name: "Open as a manifest in the editor" }).click();
  await until("the manifest", async () => /memoryOverhead: "?1g/.test(await text(page)));
  await says(page.locator("#plan"), /8192 \+ 1024 = 9216 MiB/);
  await field("Memory").fill("eight");
  await sizing.getByRole("button", { name: "Calculate" }).click();
  await says(sizing.getByRole("status"), /eight/);
  assert.equal(await sizing.locator("tbody").count(), 0);
});

// Without a mouse: from the top into the editor, out of it, to a finding, to its place, and to its fix.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").textContent(), "Skip to the findings");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(":focus").textContent(), "Findings");
  await page.keyboard.press("Tab");
  assert.match(await page.locator(":focus").textContent(), /^ECI303/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Manifest");
  assert.equal(await page.evaluate(() => getSelection().toString()), "4g");
  // Tab leaves the editor, as everywhere on the page.
  const before = await text(page);
  await page.keyboard.press("Tab");
  assert.equal(await text(page), before);
  assert.match(await page.locator(":focus").textContent(), /^ECI303/);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Tab");
  assert.match(await page.locator(":focus").textContent(), /^Fix \(needs a decision\)/);
  const outline = await page.locator(":focus").evaluate((node) => getComputedStyle(node).outlineStyle);
  assert.equal(outline, "solid");
  await page.keyboard.press("Space");
  await until("no ECI303", async () => (await finding(page, "ECI303").count()) === 0);
  // After a fix by keyboard, the focus does not jump to the top of the page.
  assert.equal(await page.locator(":focus").textContent(), "Findings");
});

// Names are plain text.
const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&amp;`;
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await paste(page, editor(page), example("setup").replaceAll("clicks", JSON.stringify(evil)).replace("virtual-kubelet\n", `${JSON.stringify(evil)}\n`));
  await until("the name in the plan", async () => (await page.locator("#plan tbody th").first().textContent()).includes(evil));
  await until("the name in a finding", async () => (await page.locator(".findings").textContent()).includes("<img src=x"));
  await page.locator(".cm-lintRange").first().hover();
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  // If a script or a request got in, the page's policy would stop it.
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "document.body.dataset.ran = 'yes'";
    document.body.append(script);
    const fetched = await fetch("/index.html").then(() => "fetched", () => "refused");
    return [document.body.dataset.ran, fetched];
  });
  assert.deepEqual(ran, [undefined, "refused"]);
}, { expected: [/Executing inline script/, /Connecting to/, /Fetch API cannot load/] });

// A hostile text: the page stays responsive, and works again afterwards.
const nested = { flow: `a: ${"[".repeat(2 ** 20)}`, block: Array.from({ length: 1400 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"), wide: `a: [${"{b: c}, ".repeat(2 ** 17)}]` };
for (const [name, hostile] of Object.entries(nested)) {
  await open({}, async (page) => {
    await says(count(page), /^3 findings/);
    await page.evaluate(() => {
      globalThis.longest = 0;
      let last = performance.now();
      setInterval(() => {
        const now = performance.now();
        globalThis.longest = Math.max(globalThis.longest, now - last);
        last = now;
      }, 10);
    });
    await paste(page, editor(page), `kind: SparkApplication\napiVersion: sparkoperator.k8s.io/v1beta2\n${hostile}`);
    const before = await count(page).textContent();
    const said = await until("an answer", async () => {
      const now = await count(page).textContent();
      return now !== before && now;
    }, 15_000);
    assert.match(said, /^(Stopped after 2 seconds|\d+ finding)/);
    const longest = await page.evaluate(() => globalThis.longest);
    console.log(`1 MiB, ${name}: "${said.slice(0, 60)}", the page was busy for ${longest.toFixed(0)} ms at most`);
    await page.getByRole("combobox", { name: "Start from an example" }).selectOption("overhead");
    await says(count(page), /^3 findings: 1 warning/, 15_000);
  });
}

// A worker that takes long for some texts.
const slowly = (page) =>
  page.addInitScript(() => {
    globalThis.Blob = class extends Blob {
      constructor(parts, options) {
        const slow = `self.addEventListener("message", ({ data }) => {
          const text = data.request?.text ?? "";
          const end = Date.now() + (text.includes("# forever") ? Infinity : text.includes("# slow") ? 1000 : 0);
          while (Date.now() < end);
        });`;
        super(options?.type === "text/javascript" ? [slow, ...parts] : parts, options);
      }
    };
  });

// A check beyond the time limit is stopped, and the next one runs in a fresh worker.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await paste(page, editor(page), `${example("setup")}# forever\n`);
  const start = Date.now();
  await says(count(page), /^Stopped after 2 seconds because the text takes too long/);
  assert.ok(Date.now() - start < 4000);
  assert.equal(await page.locator(".finding").count(), 0);
  await page.locator("form .primary").click();
  await page.locator(".result tbody").waitFor();
  await paste(page, editor(page), example("clean"));
  await says(count(page), /^No findings$/);
}, { before: slowly });

// The result for an older text is never shown next to a newer one.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await page.evaluate(() => {
    globalThis.said = [];
    const node = document.querySelector(".count");
    new MutationObserver(() => globalThis.said.push(node.textContent)).observe(node, { childList: true });
  });
  await paste(page, editor(page), `${example("setup")}# slow\n`);
  await page.waitForTimeout(500);
  await paste(page, editor(page), `${example("settings")}# slow\n`);
  await page.waitForTimeout(300);
  await paste(page, editor(page), example("clean"));
  await says(count(page), /^No findings$/);
  assert.deepEqual(await page.evaluate(() => globalThis.said), ["No findings"]);
}, { before: slowly });

// The appearance, in both languages and both colour schemes.
for (const [locale, name] of [["en-GB", "en"], ["zh-CN", "zh"]]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [width, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
      await open({ locale, viewport, colorScheme }, async (page) => {
        await page.locator(".finding").first().waitFor();
        await page.locator("#examples").selectOption(name === "en" ? "settings" : "setup");
        await until("errors", async () => (await page.locator(".finding.error").count()) > 0);
        await page.locator("form .primary").click();
        await page.locator(".result tbody").waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), name === "en" ? "en" : "zh-CN");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= viewport.width, `${name} ${width} is ${wide} wide`);
        const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/);
        assert.equal(Number(red) > 127, colorScheme === "light");
        await isAccessible(page, `${name}, ${colorScheme}, ${width}`);
        await page.locator(".cm-lintRange").first().hover();
        await page.locator(".cm-tooltip").first().waitFor();
        await isAccessible(page, `${name}, ${colorScheme}, ${width}, with a tooltip`);
        await page.mouse.move(1, 1);
        await page.screenshot({ path: join(folder, `page-${width}-${colorScheme}-${name}.png`), fullPage: true });
      });
    }
  }
}

// Switching the language does not change the text.
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("zh");
  await says(count(page), /^3 个问题：1 个警告，2 个提示$/);
  assert.equal(await text(page), example("overhead"));
  assert.equal(await page.getByRole("textbox", { name: "清单" }).count(), 1);
});

// Times, which depend on the machine.
const median = (times) => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];
const loads = [];
for (let at = 0; at < 5; at += 1) {
  await open({}, async (page) => {
    await page.locator(".finding").first().waitFor();
    loads.push(await page.evaluate(() => globalThis.firstFinding));
  });
}
console.log(`first finding ${median(loads).toFixed(0)} ms after the page was asked for (median of ${loads.length})`);
await open({}, async (page) => {
  await says(count(page), /^3 findings/);
  const long = Array.from({ length: 36 }, (_, at) => example("overhead").replaceAll("orders-nightly", `orders-${at}`)).join("---\n");
  await paste(page, editor(page), long);
  await says(count(page), /^108 findings/);
  const lines = long.split("\n").length;
  await finding(page, "ECI303").nth(17).locator(".place").first().click();
  await page.keyboard.press("End");
  const times = [];
  for (let at = 0; at < 40; at += 1) {
    times.push(
      await page.evaluate(() => {
        const start = performance.now();
        document.execCommand("insertText", false, "1");
        document.body.getBoundingClientRect();
        return performance.now() - start;
      }),
    );
    await page.waitForTimeout(20);
  }
  console.log(`a keystroke takes ${median(times).toFixed(1)} ms at ${lines} lines (median of ${times.length}, ${Math.max(...times).toFixed(1)} at most)`);
  const later = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const start = performance.now();
        document.execCommand("insertText", false, "1");
        const observer = new MutationObserver(() => resolve(performance.now() - start));
        observer.observe(document.querySelector("ol.findings"), { childList: true });
      }),
  );
  console.log(`its findings follow after ${later.toFixed(0)} ms`);
});

await browser.close();
server.close();
console.log(`the page works in Chromium; pictures are in ${folder}`);
