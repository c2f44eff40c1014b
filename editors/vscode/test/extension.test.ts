// The bundled extension in a stand-in for VS Code that does no more than remember.

import assert from "node:assert/strict";
import Module from "node:module";
import { test } from "node:test";

interface Commands {
  [name: string]: () => unknown;
}

class Emitter {
  fire = (): void => undefined;
  event = (): { dispose(): void } => ({ dispose: () => undefined });
  dispose(): void {}
}

/** A `vscode` in which everything that is not named here is a class that does nothing. */
function standIn(settings: Record<string, unknown>, said: string[], commands: Commands, item: Record<string, unknown>): unknown {
  const channel = new Proxy({}, { get: (_, name) => (...words: unknown[]) => said.push(`${String(name)}: ${words.join(" ")}`) });
  const nothing = { dispose: () => undefined };
  const named: Record<string, unknown> = {
    EventEmitter: Emitter,
    window: {
      createOutputChannel: () => channel,
      showErrorMessage: async (message: string) => void said.push(`shown: ${message}`),
    },
    languages: { createLanguageStatusItem: () => item },
    LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
    commands: {
      registerCommand: (name: string, act: () => unknown) => {
        commands[name] = act;
        return nothing;
      },
    },
    workspace: {
      workspaceFolders: undefined,
      getConfiguration: () => ({ get: (name: string, usual: unknown) => settings[name] ?? usual }),
      onDidChangeConfiguration: () => nothing,
      onDidGrantWorkspaceTrust: () => nothing,
    },
  };
  return new Proxy(named, { get: (known, name) => known[String(name)] ?? class {} });
}

async function activated(
  settings: Record<string, unknown>,
): Promise<{ said: string[]; commands: Commands; item: Record<string, unknown> }> {
  const said: string[] = [];
  const commands: Commands = {};
  const item: Record<string, unknown> = { dispose: () => undefined };
  const vscode = standIn(settings, said, commands, item);
  const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  loader._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
  try {
    const file = require.resolve("../extension.js");
    delete require.cache[file];
    const extension = require(file);
    await extension.activate({ subscriptions: [], extensionPath: "/nowhere" });
    await extension.deactivate();
  } finally {
    loader._load = load;
  }
  return { said, commands, item };
}

test("its commands are there, and a missing program is told with what to do", async () => {
  const { said, commands, item } = await activated({ path: "/no/such/program" });
  assert.deepEqual(Object.keys(commands).sort(), ["spark-eci-lint.fixAll", "spark-eci-lint.restart", "spark-eci-lint.showLog"]);
  const shown = said.filter((words) => words.startsWith("shown: "));
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? "", /^shown: spark-eci-lint: cannot find the program `\/no\/such\/program`.*spark-eci-lint\.path/);
  assert.equal(item["text"], "spark-eci-lint is not running");
  assert.match(String(item["detail"]), /cannot find the program/);
  assert.equal(item["severity"], 2);
});

test("it can be disabled", async () => {
  const { said, item } = await activated({ enable: false });
  assert.deepEqual(said, ["info: not started: disabled in the settings"]);
  assert.equal(item["text"], "spark-eci-lint is disabled");
});
