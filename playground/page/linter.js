// Requests and answers through the memory of the module, as JSON. Runs in a worker and under Node.

// Half a surrogate pair, which a text of JavaScript may have, is no UTF-8. What replaces it is as long.
const wellFormed = (_, value) => (typeof value === "string" ? value.toWellFormed() : value);

export class Linter {
  #exports;

  constructor(instance) {
    this.#exports = instance.exports;
  }

  ask(request) {
    const { memory, allocate, free, run } = this.#exports;
    const bytes = new TextEncoder().encode(JSON.stringify(request, wellFormed));
    const input = allocate(bytes.length) >>> 0;
    new Uint8Array(memory.buffer, input, bytes.length).set(bytes);
    // `run` frees the request. The memory may have grown since, which makes older views of it invalid.
    const output = run(input, bytes.length) >>> 0;
    const length = new DataView(memory.buffer).getUint32(output, true);
    const answer = new TextDecoder().decode(new Uint8Array(memory.buffer, output + 4, length));
    free(output, 4 + length);
    return JSON.parse(answer);
  }
}
