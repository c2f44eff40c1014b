"use strict";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const status = document.querySelector(".status");

function key(row, column, isNumber) {
  const cell = row.cells[column];
  if (!isNumber) return cell.textContent.trim();
  return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
}

// What is unknown comes last in both directions.
function compare(one, other, isNumber, sign) {
  if (one === null || other === null) return (one === null) - (other === null);
  return sign * (isNumber ? one - other : collator.compare(one, other));
}

function sort(table, head) {
  const direction = head.ariaSort === "ascending" ? "descending" : "ascending";
  const isNumber = head.dataset.sort === "number";
  const sign = direction === "ascending" ? 1 : -1;
  const [body] = table.tBodies;
  const rows = Array.from(body.rows, (row) => [key(row, head.cellIndex, isNumber), row]);
  rows.sort(([one], [other]) => compare(one, other, isNumber, sign));
  // Thousands of rows are moved in an instant where all are taken out at once, and in half a minute one by one.
  body.remove();
  body.replaceChildren();
  body.append(...rows.map(([, row]) => row));
  table.append(body);
  mark(table, head, direction);
  status.textContent = `Sorted by ${head.dataset.label}, ${direction}.`;
}

function mark(table, sorted, direction) {
  for (const head of table.tHead.querySelectorAll("[data-sort]")) {
    head.ariaSort = head === sorted ? direction : "none";
    const arrows = { none: "↕", ascending: "▲", descending: "▼" };
    head.querySelector("button span").textContent = arrows[head.ariaSort];
  }
}

for (const table of document.querySelectorAll("table")) {
  const heads = Array.from(table.tHead.querySelectorAll("[data-sort]"));
  for (const head of heads) {
    const button = document.createElement("button");
    const arrow = document.createElement("span");
    head.dataset.label = head.textContent;
    arrow.ariaHidden = "true";
    button.type = "button";
    button.append(head.textContent, " ", arrow);
    button.addEventListener("click", () => sort(table, head));
    head.replaceChildren(button);
  }
  const sorted = heads.find((head) => head.ariaSort);
  mark(table, sorted, sorted?.ariaSort);
}

const filter = document.querySelector("#filter");
if (filter) {
  filter.parentElement.hidden = false;
  const rows = Array.from(document.querySelectorAll("tbody tr"), (row) => [
    row.querySelector("th bdi").textContent.toLowerCase(),
    row,
  ]);
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const [name, row] of rows) {
      row.hidden = !name.includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    status.textContent = wanted ? `${shown} of ${rows.length} rows are shown.` : "";
  });
}
