import assert from "node:assert/strict";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { read, write } from "../page/address.js";

const packed = (text) => `#v1=${deflateRawSync(text).toString("base64url")}`;

test("what is written can be read", async () => {
  const states = [
    { text: "", config: "", language: "en" },
    { text: "名称: 订单 😀\n", config: "region: cn-hangzhou\n", language: "zh" },
    // Longer than what is turned into letters at once.
    { text: Array.from({ length: 30_000 }, (_, at) => String((at * 7919) % 10_007)).join("\n"), config: "", language: "en" },
  ];
  for (const state of states) {
    const fragment = await write(state);
    assert.match(fragment, /^#v1=[\w-]+$/);
    assert.deepEqual(await read(fragment), state);
  }
});

test("rules, and nothing", async () => {
  assert.deepEqual(await read("#rule=eci303"), { rule: "ECI303" });
  assert.deepEqual(await read(""), {});
  assert.deepEqual(await read("#"), {});
});

test("what is missing is empty, and what is no text is left out", async () => {
  assert.deepEqual(await read(packed('{"text": {"a": 1}}')), { text: "", config: "", language: "" });
});

test("links that were cut, or were never one, are refused", async () => {
  const fragment = await write({ text: "kind: SparkApplication\n".repeat(50), config: "", language: "en" });
  for (const wrong of [fragment.slice(0, -9), "#v1=", "#v1=%%%", "#v1=AAAA", "#other", packed("no JSON"), packed("null")]) {
    await assert.rejects(read(wrong), wrong);
  }
});

test("a link cannot unpack to more than the page can bear", async () => {
  const bomb = packed(`{"text": "${"a".repeat(2 ** 26)}"}`);
  assert.ok(bomb.length < 100_000);
  await assert.rejects(read(bomb), RangeError);
});
