import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { LANGUAGES, preferred } from "../page/texts.js";

// `plan.free: function of 1`, for each text.
function shape(texts, path = "") {
  return Object.entries(texts)
    .flatMap(([key, value]) => {
      if (key === "phrases") return [];
      if (typeof value === "object") return shape(value, `${path}${key}.`);
      return [`${path}${key}: ${typeof value === "function" ? `function of ${value.length}` : typeof value}`];
    })
    .toSorted();
}

test("all languages have the same texts", () => {
  for (const [name, texts] of Object.entries(LANGUAGES)) assert.deepEqual(shape(texts), shape(LANGUAGES.en), name);
});

test("no text is empty, and none is English in another language", () => {
  const { en, ...others } = LANGUAGES;
  const same = (one, other, path) =>
    Object.entries(one).flatMap(([key, value]) => {
      if (key === "phrases") return [];
      if (typeof value === "object") return same(value, other[key], `${path}${key}.`);
      const [mine, theirs] = [value, other[key]].map((text) => (typeof text === "function" ? text("1", "2") : text));
      assert.ok(mine && theirs, path + key);
      return mine === theirs ? [path + key] : [];
    });
  // Words that stand in manifests.
  for (const texts of Object.values(others)) assert.deepEqual(same(en, texts, ""), ["plan.cpu"]);
});

test("each example has a name", () => {
  // Node cannot import the manifests, so the module is read as text.
  const module = readFileSync(new URL("../page/examples.js", import.meta.url), "utf8");
  const examples = [...module.matchAll(/^ {2}(\w+): \{ text/gm)].map(([, key]) => key);
  assert.deepEqual(examples.toSorted(), Object.keys(LANGUAGES.en.examples).toSorted());
});

test("the reader's first language that there is", () => {
  assert.equal(preferred(["fr", "zh-TW", "en"]), "zh");
  assert.equal(preferred(["en-GB", "zh"]), "en");
  assert.equal(preferred(["fr"]), "en");
  assert.equal(preferred([]), "en");
  assert.equal(preferred(["constructor"]), "en");
});
