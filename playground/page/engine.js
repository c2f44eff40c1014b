// Asks the module, in a worker, so that the page answers while it works. What takes longer than the
// limit is stopped.

export const LIMIT = 2000;

export class Stopped extends Error {}

export class Engine {
  #module;
  #source;
  // Why there is no worker and never will be.
  #failure = null;
  #worker = null;
  // The request that the worker has: {request, resolve, reject, timer}.
  #running = null;
  #waiting = [];

  // What `start.js` has begun: a worker without a module, and the module that is compiled.
  constructor({ source, worker, module }) {
    this.#source = source;
    // The worker may fail before the module is there.
    worker.addEventListener("error", (event) => this.#worker ?? this.#fail(event.message || "the worker cannot start"));
    module.then(
      (compiled) => {
        this.#module = compiled;
        this.#start(worker);
      },
      (error) => this.#fail(String(error)),
    );
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

  #start(worker) {
    worker.addEventListener("message", ({ data }) => {
      if (data.failure) return this.#fail(data.failure);
      if (data.started) {
        this.#worker = worker;
        return this.#next();
      }
      this.#finish((running) => running.resolve(data.answer));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // Another worker would fail to start, too.
      if (this.#worker !== worker) return this.#fail(event.message);
      // A module that has failed may be in any state.
      this.#restart(worker, new Error(event.message));
    });
    worker.postMessage({ module: this.#module });
  }

  #fail(message) {
    this.#failure = new Error(message);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
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
    this.#start(new Worker(this.#source));
    this.#finish((running) => running.reject(error));
  }
}
