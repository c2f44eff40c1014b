// Brings the parts together: what is typed is checked, and what was found is shown.
import { LONGEST, read, write } from "./address.js";
import { Checked } from "./checked.js";
import { element, prose } from "./dom.js";
import { Editor } from "./editor.js";
import { Engine, LIMIT, Stopped } from "./engine.js";
import { EXAMPLES } from "./examples.js";
import * as findings from "./findings.js";
import { build, sayAll } from "./layout.js";
import { table } from "./plan.js";
import { Sizing } from "./sizing.js";
import { preferred, speak, tag, texts } from "./texts.js";
// Written by the build.
import { NONCE, REGIONS, RULES } from "built";

// How long nothing must be typed before the text is checked.
const PAUSE = 150;

const engine = new Engine(globalThis.LINTER);
const sizing = new Sizing({ regions: REGIONS, ask: (request) => engine.ask(request, "size"), use: (text) => open(text, "") });
const parts = build({
  example: () => choose(parts.examples.value),
  language: () => translate(parts.languages.value),
  share,
  fixAll,
  sizing: sizing.node,
});

let timer;
// Counts the changes of the text and of the configuration: the answer to an older text is not shown.
let version = 0;
let checked = null;
// What the engine said about itself.
let about = null;
// What is shown instead of findings.
let failure = null;
// The fragment that says what stands in the editors; it goes when they say something else.
let fragment = "";

const manifest = new Editor(parts.manifest, { text: "", nonce: NONCE, changed });
const configuration = new Editor(parts.configuration, { text: "", nonce: NONCE, changed: configured });

const actions = {
  place: (at) => manifest.place(checked.at(at)),
  go: (from, to) => manifest.go(checked.at(from), checked.at(to)),
  apply(fix) {
    // The edits are for the text that was checked.
    if (!checked.isCurrent) return notify((words) => words.changedSince);
    manifest.edit(fix.edits.map(({ from, to, text }) => ({ from, to, insert: text })));
    notify((words) => words.fixed);
  },
};

function changed(changes) {
  checked?.change(changes);
  touched();
}

function configured() {
  touched();
}

function touched() {
  version += 1;
  // The address would lie, and what has been typed since was not meant for it.
  if (fragment && fragment === location.hash) history.replaceState(null, "", location.pathname + location.search);
  fragment = "";
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

async function check() {
  clearTimeout(timer);
  const [mine, text] = [version, manifest.text];
  try {
    const answer = await engine.ask({ do: "check", name: "spark.yaml", text, config: configuration.text, language: tag() }, "check");
    if (!answer || mine !== version) return;
    if (answer.error) throw new Error(answer.error);
    checked = new Checked(answer, text.length);
    failure = null;
  } catch (error) {
    if (mine !== version) return;
    checked = null;
    failure = error instanceof Stopped ? (words) => words.stopped(LIMIT / 1000) : (words) => words.failed(error.message);
  }
  show();
}

function show() {
  const words = texts();
  const found = checked?.answer.findings ?? [];
  const errors = checked?.answer.configErrors ?? [];
  manifest.mark(checked?.isCurrent ? findings.diagnostics(found, actions) : []);
  const hasFocus = parts.findings.contains(document.activeElement);
  parts.findings.replaceChildren(...(checked ? findings.list(found, actions) : []));
  // The button of a fix goes with its finding: whoever has used it by keyboard stays near it.
  if (hasFocus) document.getElementById("findings-title").focus();
  parts.fixAll.hidden = !found.some((finding) => finding.fix?.safe);
  set(parts.count, summary(words, found, errors));
  parts.count.classList.toggle("bad", Boolean(failure));
  set(parts.remarks, remarks(words).join(" "));
  parts.plan.replaceChildren(checked ? table(checked.answer.plan) : "");
  showConfigurationErrors(errors);
}

// Keys of a configuration whose patterns are matched with paths.
const OF_PATHS = /^(include|exclude|overrides)\s*:/m;

function remarks(words) {
  const notJudged = checked?.answer.notJudged ?? 0;
  return [
    notJudged > 0 && words.notJudged(notJudged),
    OF_PATHS.test(configuration.text) && words.noPaths,
  ].filter(Boolean);
}

function summary(words, found, errors) {
  if (failure) return failure(words);
  if (!checked) return words.working;
  if (errors.length > 0) return words.configurationErrors(errors.length);
  if (found.length === 0 && checked.answer.applications === 0) return words.noApplication;
  return findings.count(found);
}

function showConfigurationErrors(errors) {
  const most = configuration.text.length;
  const place = ({ from, to }) => [Math.min(from, most), Math.min(to, most)];
  configuration.mark(
    errors.map((error) => {
      const [from, to] = place(error);
      return { from, to, severity: "error", message: error.message, renderMessage: () => element("div", { lang: "en" }, prose(error.message)) };
    }),
  );
  set(parts.configurationCount, errors.length > 0 ? texts().configurationErrors(errors.length) : "");
  parts.configurationErrors.replaceChildren(
    ...errors.map((error) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", class: "place", onclick: () => configuration.go(...place(error)) },
          element("span", { class: "at" }, texts().line, " ", configuration.place(error.from)),
          " ",
          element("span", { lang: "en" }, prose(error.message)),
        ),
        error.help && element("p", { lang: "en", class: "help" }, prose(error.help)),
      ),
    ),
  );
}

// A region that is read aloud says something only where it has changed.
function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let noticed = null;
function notify(words) {
  noticed = words;
  set(parts.notice, words ? words(texts()) : "");
}

async function fixAll() {
  const [mine, text] = [version, manifest.text];
  let answer;
  try {
    answer = await engine.ask({ do: "fix", name: "spark.yaml", text, config: configuration.text, language: tag(), unsafe: false });
  } catch (error) {
    return notify((words) => (error instanceof Stopped ? words.stopped(LIMIT / 1000) : words.failed(error.message)));
  }
  if (mine !== version) return notify((words) => words.changedSince);
  if (answer.error) return notify((words) => words.failed(answer.error));
  if (answer.text === null || answer.text === text) return notify((words) => words.nothingFixed);
  manifest.replace(answer.text);
  // This button goes, too.
  document.getElementById("findings-title").focus();
  notify((words) => words.fixed);
}

async function share() {
  const mine = version;
  const written = await write({ text: manifest.text, config: configuration.text, language: parts.languages.value });
  if (written.length > LONGEST) return notify((words) => words.tooLong);
  if (mine !== version) return notify((words) => words.changedSince);
  fragment = written;
  history.replaceState(null, "", written);
  try {
    await navigator.clipboard.writeText(location.href);
    notify((words) => words.copied);
  } catch {
    // The browser does not let the page write there, as on a disk.
    notify((words) => words.inAddress);
  }
}

function translate(language) {
  parts.languages.value = speak(language);
  sayAll();
  const words = texts();
  manifest.speak(words.manifest, words.phrases);
  configuration.speak(words.configuration, words.phrases);
  const chosen = parts.examples.value;
  parts.examples.replaceChildren(
    element("option", { value: "" }, words.chooseExample),
    ...Object.keys(EXAMPLES).map((key) => element("option", { value: key, selected: key === chosen }, words.examples[key])),
  );
  parts.about.textContent = about ? words.version(about.version, about.pricesOf) : "";
  if (noticed) set(parts.notice, noticed(words));
  sizing.draw();
  show();
  if (checked) check();
}

// Takes a text into the editors, as one step that can be undone, and checks it at once.
function open(text, config) {
  manifest.replace(text);
  configuration.replace(config);
  notify(null);
  checked = null;
  check();
}

function choose(key) {
  if (!Object.hasOwn(EXAMPLES, key)) return;
  const { text, config } = EXAMPLES[key];
  open(text, config ?? "");
}

// Does what the address says. Without anything there, the page starts with an example.
async function follow() {
  let state;
  try {
    state = await read(location.hash);
  } catch {
    if (!manifest.text) choose("overhead");
    return notify((words) => words.badLink);
  }
  if (state.text !== undefined) {
    open(state.text, state.config);
    if (state.language) translate(state.language);
  } else if (state.rule && Object.hasOwn(RULES, state.rule)) {
    open(RULES[state.rule].text, RULES[state.rule].config);
  } else {
    if (!manifest.text) choose("overhead");
    if (state.rule) notify((words) => words.noRule(state.rule));
    return;
  }
  fragment = location.hash;
}

globalThis.addEventListener("hashchange", () => location.hash !== fragment && follow());
async function start() {
  translate(preferred());
  await follow();
  // Asked last, as the findings are waited for.
  about = await engine.ask({ do: "about" });
  parts.about.textContent = texts().version(about.version, about.pricesOf);
}

// Why the engine does not answer is shown in place of findings.
start().catch(() => {});
