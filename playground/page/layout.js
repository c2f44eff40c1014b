// The parts of the page. Those with words are told when the language changes.
import { element, link } from "./dom.js";
import { LANGUAGES, texts } from "./texts.js";

const REPOSITORY = "https://github.com/spark-eci-lint/spark-eci-lint";

// [node, words → its text]
const said = [];

// Gives a node a text that follows the language.
export function say(node, words) {
  said.push([node, words]);
  node.textContent = words(texts());
  return node;
}

export function sayAll() {
  for (const [node, words] of said) node.textContent = words(texts());
  document.documentElement.lang = texts().html;
}

function section(id, title, ...children) {
  const heading = say(element("h2", { id: `${id}-title`, tabindex: -1 }), title);
  return element("section", { id, "aria-labelledby": heading.id }, heading, ...children);
}

// Builds the page, and gives the parts that change.
export function build(actions) {
  const parts = {
    about: element("p", { class: "about" }),
    examples: element("select", { id: "examples", onchange: actions.example }),
    languages: element(
      "select",
      { id: "languages", onchange: actions.language },
      // Each language calls itself by its own name.
      Object.entries(LANGUAGES).map(([key, words]) => element("option", { value: key, lang: words.html }, words.name)),
    ),
    notice: element("p", { role: "status", class: "notice" }),
    count: element("p", { role: "status", class: "count" }),
    remarks: element("p", { class: "remarks" }),
    findings: element("ol", { class: "findings" }),
    fixAll: say(element("button", { type: "button", hidden: true, onclick: actions.fixAll }), (words) => words.fixAll),
    manifest: element("div", { class: "editor" }),
    configuration: element("div", { class: "editor small" }),
    configurationCount: element("p", { role: "status", class: "bad" }),
    configurationErrors: element("ul", { class: "related" }),
    plan: element("div", {}),
  };
  const skip = element("button", {
    type: "button",
    class: "skip",
    onclick: () => document.getElementById("findings-title").focus(),
  });
  document.body.append(
    say(skip, (words) => words.skip),
    element(
      "header",
      {},
      element(
        "div",
        {},
        element("h1", {}, "spark-eci-lint"),
        say(element("p", {}), (words) => words.tagline),
        say(element("p", { class: "local" }), (words) => words.local),
      ),
      element("div", { class: "choice" }, say(element("label", { for: "languages" }), (words) => words.language), parts.languages),
    ),
    element(
      "main",
      {},
      element(
        "div",
        { class: "tools" },
        element("div", { class: "choice" }, say(element("label", { for: "examples" }), (words) => words.example), parts.examples),
        say(element("button", { type: "button", onclick: actions.share, "aria-describedby": "share-help" }), (words) => words.share),
        say(element("p", { id: "share-help", class: "help" }), (words) => words.shareHelp),
      ),
      parts.notice,
      element(
        "div",
        { class: "columns" },
        section("manifest", (words) => words.manifest, parts.manifest, say(element("p", { class: "help" }), (words) => words.editorHelp)),
        section("findings", (words) => words.results, element("div", { class: "summary" }, parts.count, parts.fixAll), parts.remarks, parts.findings),
        section(
          "configuration",
          (words) => words.configuration,
          say(element("p", { class: "help" }), (words) => words.configurationHelp),
          parts.configuration,
          parts.configurationCount,
          parts.configurationErrors,
        ),
      ),
      section("plan", (words) => words.plan.title, say(element("p", { class: "help" }), (words) => words.plan.about), parts.plan),
      section("sizing", (words) => words.sizing.title, actions.sizing),
    ),
    element(
      "footer",
      {},
      parts.about,
      element(
        "p",
        {},
        link(`${REPOSITORY}#rules`, say(element("span", {}), (words) => words.rules)),
        " · ",
        link(REPOSITORY, say(element("span", {}), (words) => words.source)),
      ),
    ),
  );
  return parts;
}
