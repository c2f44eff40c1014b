// The two editors. Tab leaves them, as everywhere on a page; Ctrl-] and Ctrl-[ indent.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { difference } from "./difference.js";

// Colours are those of the page, so that light and dark are decided in one place.
const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--key)" },
  { tag: [tags.string, tags.attributeValue], color: "var(--string)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.typeName, tags.labelName, tags.meta], color: "var(--other)" },
  { tag: tags.invalid, color: "var(--error)" },
]);

export class Editor {
  #view;
  #words = new Compartment();

  // `changed` is told each change, as CodeMirror's ChangeSet.
  constructor(parent, { text, nonce, changed }) {
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightSpecialChars(),
          history(),
          foldGutter(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          search({ top: true }),
          yaml(),
          syntaxHighlighting(colours),
          lintGutter(),
          keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
          this.#words.of([]),
          EditorView.updateListener.of((update) => update.docChanged && changed(update.changes)),
        ],
      }),
    });
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  // `label` is read to those who do not see the heading; `phrases` are CodeMirror's words in another language.
  speak(label, phrases) {
    const words = [EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }), EditorState.phrases.of(phrases)];
    this.#view.dispatch({ effects: this.#words.reconfigure(words) });
  }

  replace(text) {
    this.edit([difference(this.text, text)]);
  }

  // Changes at places of the present text; one step of the history.
  edit(changes) {
    this.#view.dispatch({ changes, userEvent: "input.fix" });
  }

  // Underlines and marks. They move with the text that is typed before them.
  mark(diagnostics) {
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  go(from, to) {
    const most = this.#view.state.doc.length;
    this.#view.dispatch({
      selection: { anchor: Math.min(from, most), head: Math.min(to, most) },
      effects: EditorView.scrollIntoView(Math.min(from, most), { y: "center" }),
    });
    this.#view.focus();
  }

  // `12:7`
  place(at) {
    const line = this.#view.state.doc.lineAt(Math.min(at, this.#view.state.doc.length));
    return `${line.number}:${at - line.from + 1}`;
  }
}
