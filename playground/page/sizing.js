// The form that asks which pod some cores and some memory make, which specs hold it, and what they cost.
import { element } from "./dom.js";
import { amount } from "./plan.js";
import { texts } from "./texts.js";

// As Spark spells languages in a manifest.
const LANGUAGES = ["Scala", "Java", "Python", "R"];
const AT_FIRST = { cores: "2", memory: "8g", language: "Scala", overhead: "", instances: "10", region: "" };

export class Sizing {
  #ask;
  #use;
  #regions;
  #form;
  #result = element("div", { class: "result" });
  #status = element("p", { role: "status", class: "status" });
  #newest = 0;

  // `ask` is for the engine, `use` takes a manifest into the editor.
  constructor({ regions, ask, use }) {
    this.#regions = regions;
    this.#ask = ask;
    this.#use = use;
    this.node = element("div", {});
    this.draw();
  }

  // Anew, in the page's language.
  draw() {
    const words = texts().sizing;
    const values = this.#form ? Object.fromEntries(new FormData(this.#form)) : AT_FIRST;
    const field = (key, node) => {
      node.id = `sizing-${key}`;
      node.name = key;
      return element("div", {}, element("label", { for: node.id }, words[key]), node);
    };
    const input = (key, attributes) => field(key, element("input", { value: values[key], autocomplete: "off", ...attributes }));
    const select = (key, options) =>
      field(key, element("select", {}, options.map(([value, text]) => element("option", { value, selected: value === values[key] }, text))));
    this.#form = element(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.#calculate();
        },
        onchange: () => this.#form.checkValidity() && this.#calculate(),
      },
      input("cores", { type: "number", min: 1, max: 1000, required: true }),
      input("memory", { required: true, spellcheck: "false" }),
      select("language", LANGUAGES.map((language) => [language, language])),
      input("overhead", { placeholder: words.overheadDefault, spellcheck: "false" }),
      input("instances", { type: "number", min: 1, max: 100000, required: true }),
      select("region", [["", words.anyRegion], ...this.#regions.map((region) => [region, region])]),
      element("button", { type: "submit", class: "primary" }, words.calculate),
    );
    this.node.replaceChildren(element("p", {}, words.about), this.#form, this.#status, this.#result);
    this.#status.textContent = "";
    this.#result.replaceChildren();
  }

  async #calculate() {
    const { cores, memory, language, overhead, instances, region } = Object.fromEntries(new FormData(this.#form));
    const asked = (this.#newest += 1);
    const request = { do: "size", cores: Number(cores), memory: memory.trim(), language, overhead: overhead.trim(), instances: Number(instances), region };
    let answer;
    try {
      answer = await this.#ask(request);
    } catch (error) {
      answer = { error: error.message };
    }
    // `null` where a newer request has taken its place.
    if (answer && asked === this.#newest) this.#show(answer);
  }

  #show(answer) {
    const words = texts().sizing;
    if (answer.error || !answer.pod) {
      this.#status.textContent = answer.error ?? words.noPod;
      this.#result.replaceChildren();
      return;
    }
    const { memoryMib, cpuMillis } = answer.pod;
    this.#status.textContent = words.pod(cpuMillis / 1000, memoryMib);
    this.#result.replaceChildren(
      answer.specs.length === 0
        ? element("p", {}, words.noSpec)
        : element(
            "table",
            {},
            element("caption", {}, words.caption(answer.pricesOf)),
            element(
              "thead",
              {},
              element(
                "tr",
                {},
                element("th", { scope: "col" }, words.spec),
                element("th", { scope: "col", class: "number" }, words.room),
                element("th", { scope: "col", class: "number" }, words.podHour(answer.currency)),
                element("th", { scope: "col", class: "number" }, words.allHour(answer.currency)),
              ),
            ),
            element(
              "tbody",
              {},
              answer.specs.map((spec) =>
                element(
                  "tr",
                  {},
                  element("th", { scope: "row" }, spec.spec),
                  element("td", { class: "number" }, `${spec.roomMib} MiB`),
                  element("td", { class: "number" }, amount(spec.podHour)),
                  element("td", { class: "number" }, amount(spec.allHour)),
                ),
              ),
            ),
          ),
      element("p", {}, element("button", { type: "button", onclick: () => this.#use(answer.text) }, words.use)),
    );
  }
}
