import assert from "node:assert/strict";
import test from "node:test";
import { ChangeSet } from "@codemirror/state";
import { Checked } from "../page/checked.js";
import { difference } from "../page/difference.js";

test("places move with the text", () => {
  const checked = new Checked({}, 10);
  assert.ok(checked.isCurrent);
  checked.change(ChangeSet.of({ from: 2, insert: "abc" }, 10));
  checked.change(ChangeSet.of({ from: 0, to: 1 }, 13));
  assert.deepEqual([1, 5, 10].map((place) => checked.at(place)), [0, 7, 12]);
  assert.ok(!checked.isCurrent);
});

test("only what differs is replaced", () => {
  const cases = [
    ["a: 1\nb: 2\n", "a: 1\nb: 3\n", { from: 8, to: 9, insert: "3" }],
    ["aa", "aaa", { from: 2, to: 2, insert: "a" }],
    ["aaa", "aa", { from: 2, to: 3, insert: "" }],
    ["same", "same", { from: 4, to: 4, insert: "" }],
    ["", "new", { from: 0, to: 0, insert: "new" }],
  ];
  for (const [old, text, change] of cases) {
    assert.deepEqual(difference(old, text), change);
    assert.equal(old.slice(0, change.from) + change.insert + old.slice(change.to), text);
  }
});
