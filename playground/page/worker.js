// Runs the module. The first message brings it, each further one a request.
import { Linter } from "./linter.js";

let linter;

async function start(module) {
  try {
    linter = new Linter(await WebAssembly.instantiate(module, {}));
    self.postMessage({ started: true });
  } catch (error) {
    self.postMessage({ failure: String(error) });
  }
}

self.addEventListener("message", ({ data }) => {
  if (data.request) self.postMessage({ answer: linter.ask(data.request) });
  else start(data.module);
});
