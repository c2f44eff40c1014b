// The plan: pods, the instances that ECI gives for them, room, and prices.
import { element, languageOf, name, prose } from "./dom.js";
import { texts } from "./texts.js";

const NONE = "–";
// A manifest may hold more applications than anybody reads.
const SHOWN = 200;

export function table(plan) {
  const words = texts().plan;
  if (!plan || plan.pods.length === 0) return element("p", { class: "empty" }, words.none);
  const heads = [words.application, words.role, words.pods, words.cpu, words.memory, words.instance, words.room, words.hour(currency(plan)), words.allHour];
  const rows = plan.pods.slice(0, SHOWN);
  return element(
    "div",
    {},
    element(
      "div",
      // A table that is wider than the page is scrolled with the keyboard, too.
      { class: "scroll", role: "group", "aria-labelledby": "plan-title", tabindex: 0 },
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, heads.map((head, at) => element("th", { scope: "col", class: at >= 7 && "number" }, head)))),
        element("tbody", {}, rows.map((pod) => row(pod, heads))),
      ),
    ),
    rows.length < plan.pods.length && element("p", {}, words.more(plan.pods.length - rows.length)),
    element("p", { class: "total" }, total(plan)),
  );
}

function row(pod, heads) {
  const words = texts().plan;
  const { namespace, name: own } = pod.application;
  const cells = [
    [pod.role],
    [pods(pod.pods)],
    [cpu(pod.cpu)],
    [memory(pod.memory)],
    [instance(pod)],
    [room(pod)],
    price(pod),
    [pod.price ? amount(pod.price.first_hour) : pod.placement === "elsewhere" ? NONE : "?"],
  ];
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      name([namespace, own || words.noName].filter(Boolean).join("/")),
      pod.runs?.schedule && element("small", {}, name(pod.runs.schedule)),
    ),
    cells.map((cell, at) => element("td", { "data-label": heads[at + 1], class: at >= 6 && "number" }, element("span", {}, cell))),
  );
}

function pods(pods) {
  const words = texts().plan;
  if (!pods) return "?";
  if (pods.max === null) return words.orMore(pods.initial);
  return pods.max === pods.initial ? String(pods.initial) : words.atMost(pods.initial, pods.max);
}

function cpu(cpu) {
  if (!cpu || cpu.request_millis === null) return "?";
  const limit = cpu.limit_millis === null ? "" : ` (${texts().plan.limit} ${cpu.limit_millis / 1000})`;
  return `${cpu.request_millis / 1000}${limit}`;
}

// `4096 + 409 = 4505 MiB`
function memory(memory) {
  if (!memory) return "?";
  const parts = [memory.heap_mib, memory.overhead_mib, memory.off_heap_mib, memory.pyspark_mib, memory.other_containers_mib];
  const known = parts.filter(Boolean);
  const all = memory.request_mib + (memory.other_containers_mib ?? 0);
  const sum = known.reduce((one, other) => one + other, 0);
  return known.length > 1 && sum === all ? `${known.join(" + ")} = ${all} MiB` : `${all} MiB`;
}

function instance(pod) {
  const words = texts().plan;
  const parts = [];
  if (pod.placement === "elsewhere") parts.push(words.elsewhere);
  else {
    parts.push(pod.given ? name(pod.given.spec) : "?");
    if (pod.given?.rounded) parts.push(` (${words.rounded})`);
    if (pod.placement === "maybe") parts.push(` ${words.maybe}`);
  }
  if (pod.refused) parts.push(element("small", { class: "bad", lang: languageOf(pod.refused.message) }, prose(pod.refused.message)));
  return parts;
}

function room(pod) {
  const words = texts().plan;
  if (pod.placement === "elsewhere") return NONE;
  if (!pod.given || !pod.memory) return "?";
  const free = pod.given.memory_mib - pod.memory.request_mib - (pod.memory.other_containers_mib ?? 0);
  const cpu = (pod.cpu?.request_millis ?? 0) - pod.given.vcpu_millis;
  const short = [cpu > 0 && words.cpuShort(cpu / 1000), free < 0 && words.short(-free)].filter(Boolean);
  if (short.length > 0) return element("strong", { class: "bad" }, short.join(", "));
  return words.free(free);
}

function price(pod) {
  const words = texts().plan;
  if (pod.price) return [amount(pod.price.pod_hour)];
  if (pod.placement === "elsewhere") return [NONE];
  return ["?", pod.price_unknown && element("small", {}, words.unknown[pod.price_unknown] ?? pod.price_unknown)];
}

export function amount(amount) {
  return amount === null || amount === undefined ? "?" : amount.toFixed(3);
}

function currency(plan) {
  return plan.total?.currency ?? "";
}

function total(plan) {
  const words = texts().plan;
  if (!plan.total) return words.noPrices;
  const { currency, first_hour, most_hour, at_least, unknown_rows } = plan.total;
  const day = plan.pods.find((pod) => pod.price)?.price.as_of;
  const sum = first_hour === null ? words.atLeast(currency, at_least.toFixed(2)) : words.sum(currency, first_hour.toFixed(2));
  const most = first_hour !== null && most_hour !== null && most_hour - first_hour >= 0.005 && words.most(most_hour.toFixed(2));
  return [sum, most, unknown_rows > 0 && words.unknownRows(unknown_rows), day && words.pricesOf(day)].filter(Boolean).join(texts().comma);
}
