// Runs the module. The first message brings it, each further one a request.
import { Linter } from "./linter.js";

let linter;

self.addEventListener("message", async ({ data }) => {
  if (data.module) {
    linter = new Linter(await WebAssembly.instantiate(data.module, {}));
    self.postMessage({ ready: true });
  } else {
    self.postMessage({ answer: linter.ask(data.request) });
  }
});
