// Runs the module. The first message brings it, each further one a request.
import { Linter } from "./linter.js";

let linter;

// The module comes as base64 of gzip in a script of its own: a page that may not fetch anything, and that may
// be a file on a disk, has no other way to get it.
async function compile(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

async function start(data) {
  try {
    const module = data.module ?? (await compile(data.packed));
    linter = new Linter(await WebAssembly.instantiate(module, {}));
    // The next worker needs not compile it again.
    self.postMessage({ module });
  } catch (error) {
    self.postMessage({ failure: String(error) });
  }
}

self.addEventListener("message", ({ data }) => {
  if (data.request) self.postMessage({ answer: linter.ask(data.request) });
  else start(data);
});
