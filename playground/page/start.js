// Comes with the module, before the rest of the page: the module is compiled, and the worker starts, while the page is
// built.
import { MODULE, WORKER } from "built";

// The module comes as base64 of gzip in this script: a page that may not fetch anything, and that may be a file on a
// disk, has no other way to get it.
function bytes() {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(MODULE);
  const letters = atob(MODULE);
  const decoded = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) decoded[at] = letters.charCodeAt(at);
  return decoded;
}

// The source of the worker comes as text: a worker cannot be loaded from a file.
const source = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
const worker = new Worker(source);
// A browser that lacks any of this rejects the promise, and the page says so.
async function compile() {
  const stream = new Blob([bytes()]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "content-type": "application/wasm" } }));
}

globalThis.LINTER = { source, worker, module: compile() };
