// Elements. Texts become text nodes and never markup, as most of them come from manifests.

// `on…` adds a listener, `true` an empty attribute; `false` and `null` leave it out.
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

// What stands in backquotes is code; a short piece, such as `2-8Gi`, stays in one line.
export function prose(text) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? element("code", { class: part.length < 28 && "whole" }, part) : part));
}

// A name from a manifest: its direction stays its own, and a long one is cut.
export function name(text) {
  const letters = [...text.slice(0, 1000)];
  const shown = letters.length > 200 ? `${letters.slice(0, 200).join("")}…` : letters.join("");
  return element("bdi", {}, shown);
}

// A link to another page. It learns nothing of this one, whose address may hold a manifest.
export function link(address, ...children) {
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

// The language of a message: what has no translation is in English.
export function languageOf(message) {
  return /[\u4e00-\u9fff]/.test(message) ? "zh-CN" : "en";
}
