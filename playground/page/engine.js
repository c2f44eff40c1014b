// Asks the module, in a worker, so that the page answers while it works. What takes longer than the
// limit is stopped.

export const LIMIT = 2000;

export class Stopped extends Error {}

export class Engine {
  // The module as the worker gets it: packed at first, later as the first worker has compiled it.
  #module;
  #source;
  // Why there is no worker and never will be.
  #failure = null;
  #worker = null;
  // The request that the worker has: {request, resolve, reject, timer}.
  #running = null;
  #waiting = [];

  // The source of the worker comes as text: a worker cannot be loaded from a file.
  constructor(base64, source) {
    this.#source = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.#module = { packed: base64 };
    this.#start();
  }

  // The answer to a request. A request waits for those before it; of those that wait, a newer one with
  // the same `key` replaces the older, whose answer is then `null`.
  ask(request, key = null) {
    return new Promise((resolve, reject) => {
      const older = key === null ? -1 : this.#waiting.findIndex((waiting) => waiting.key === key);
      if (older >= 0) this.#waiting.splice(older, 1)[0].resolve(null);
      if (this.#failure) return reject(this.#failure);
      this.#waiting.push({ request, key, resolve, reject });
      this.#next();
    });
  }

  #start() {
    const worker = new Worker(this.#source);
    worker.addEventListener("message", ({ data }) => {
      if (data.module) {
        this.#module = { module: data.module };
        this.#worker = worker;
        this.#next();
      } else if (data.failure) {
        this.#failure = new Error(data.failure);
        for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
      } else {
        this.#finish((running) => running.resolve(data.answer));
      }
    });
    // A module that has failed may be in any state.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#restart(worker, new Error(event.message));
    });
    worker.postMessage(this.#module);
  }

  #next() {
    if (this.#running || !this.#worker || this.#waiting.length === 0) return;
    const worker = this.#worker;
    const running = this.#waiting.shift();
    running.timer = setTimeout(() => this.#restart(worker, new Stopped()), LIMIT);
    this.#running = running;
    worker.postMessage({ request: running.request });
  }

  #finish(settle) {
    const running = this.#running;
    this.#running = null;
    if (running) {
      clearTimeout(running.timer);
      settle(running);
    }
    this.#next();
  }

  #restart(worker, error) {
    worker.terminate();
    this.#worker = null;
    this.#start();
    this.#finish((running) => running.reject(error));
  }
}
