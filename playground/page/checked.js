// An answer about a text that may have changed since. Places are those of the present text.
import { ChangeSet } from "@codemirror/state";

export class Checked {
  #since;

  constructor(answer, length) {
    this.answer = answer;
    this.#since = ChangeSet.empty(length);
  }

  // Tells of a change.
  change(changes) {
    this.#since = this.#since.compose(changes);
  }

  get isCurrent() {
    return this.#since.empty;
  }

  at(place) {
    return this.#since.mapPos(place);
  }
}
