// What the address says behind its `#`, the only place where a manifest is ever kept, and only where
// somebody asks for a link. Browsers send it to no server.

// Longer links are cut by many programs that pass them on.
export const LONGEST = 100_000;
// What a link may hold when it is unpacked: a few bytes can be packed that unpack to gigabytes.
const MOST = 4 * 2 ** 20;

async function through(bytes, transform, most = Infinity) {
  const chunks = [];
  let length = 0;
  for await (const chunk of reading(new Blob([bytes]).stream().pipeThrough(transform))) {
    length += chunk.length;
    if (length > most) throw new RangeError("too long");
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

// Not each browser can iterate over a stream.
async function* reading(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function toBase64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

// `#v1=…` for a text, a configuration and a language.
export async function write({ text, config, language }) {
  const bytes = new TextEncoder().encode(JSON.stringify({ text, config, language }));
  return `#v1=${toBase64(await through(bytes, new CompressionStream("deflate-raw")))}`;
}

// `{text, config, language}` of such a fragment, `{rule}` of `#rule=ECI303`, `{}` of none; fails where it
// cannot be read.
export async function read(fragment) {
  const [, key, value] = /^#(\w+)=(.*)$/.exec(fragment) ?? [];
  if (key === "rule") return { rule: value.toUpperCase() };
  if (key !== "v1") {
    if (fragment.length > 1) throw new SyntaxError("unknown fragment");
    return {};
  }
  const bytes = await through(fromBase64(value), new DecompressionStream("deflate-raw"), MOST);
  const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  const string = (value) => (typeof value === "string" ? value : "");
  return { text: string(state.text), config: string(state.config), language: string(state.language) };
}
