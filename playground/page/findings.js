// The findings: as a list, and as CodeMirror's diagnostics.
import { element, languageOf, link, name, prose } from "./dom.js";
import { texts } from "./texts.js";

const WEIGHT = { error: 0, warning: 1, info: 2 };
// More are of no use to anybody, and would make the page slow.
const SHOWN = 200;

// The worst first, then in the order of the text.
export function sorted(findings) {
  return findings.toSorted((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity] || one.from - other.from);
}

// `3 findings: 1 error, 2 warnings`
export function count(findings) {
  const words = texts();
  if (findings.length === 0) return words.noFindings;
  const parts = Object.keys(WEIGHT)
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => words.severities[severity](number));
  return `${words.findings(findings.length)}${words.colon}${parts.join(words.comma)}`;
}

// `actions`: {place(at) → "12:7", go(from, to), apply(fix)}.
export function list(findings, actions) {
  const items = sorted(findings).slice(0, SHOWN).map((finding) => item(finding, actions));
  const rest = findings.length - items.length;
  if (rest > 0) items.push(element("li", { class: "rest" }, texts().moreFindings(rest)));
  return items;
}

function item(finding, actions) {
  const words = texts();
  const goto = (range, ...children) =>
    element("button", { type: "button", class: "place", onclick: () => actions.go(range.from, range.to) }, ...children);
  const about = [finding.application, finding.role].filter(Boolean);
  return element(
    "li",
    { class: `finding ${finding.severity}` },
    element(
      "p",
      { class: "title" },
      element("span", { class: "severity" }, words.severity[finding.severity]),
      " ",
      link(finding.url, `${finding.rule} ${finding.name}`),
      about.length > 0 && element("span", { class: "about" }, name(about[0]), about[1] && `, ${about[1]}`),
    ),
    // Messages are the linter's, which speaks English.
    goto(
      finding,
      element("span", { class: "at" }, words.line, " ", actions.place(finding.from)),
      " ",
      element("span", { lang: languageOf(finding.message), class: "message" }, prose(finding.message)),
    ),
    finding.help && element("p", { lang: languageOf(finding.help), class: "help" }, prose(finding.help)),
    finding.related.length > 0 &&
      element(
        "ul",
        { class: "related", "aria-label": words.related },
        finding.related.map((related) =>
          element(
            "li",
            {},
            goto(
              related,
              element("span", { class: "at" }, words.line, " ", actions.place(related.from)),
              " ",
              element("span", { lang: languageOf(related.message) }, prose(related.message)),
            ),
          ),
        ),
      ),
    finding.fix && fixButton(finding.fix, actions),
  );
}

function fixWord(fix) {
  const words = texts();
  return `${fix.safe ? words.fix : words.unsafeFix}${words.colon}`;
}

function fixButton(fix, actions) {
  return element(
    "button",
    { type: "button", class: "fix", onclick: () => actions.apply(fix) },
    fixWord(fix),
    element("span", { lang: languageOf(fix.title) }, prose(fix.title)),
  );
}

export function diagnostics(findings, actions) {
  return findings.map((finding) => ({
    from: finding.from,
    to: finding.to,
    severity: finding.severity,
    source: finding.rule,
    message: finding.message,
    renderMessage: () =>
      element(
        "div",
        { lang: languageOf(finding.message) },
        prose(finding.message),
        finding.help && element("div", { class: "help" }, prose(finding.help)),
      ),
    actions: finding.fix ? [{ name: `${fixWord(finding.fix)}${finding.fix.title.replaceAll("`", "")}`, apply: () => actions.apply(finding.fix) }] : [],
  }));
}
