// Runs the language server, and no more: all that there is to know is in the server.

import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";

import { find, problem } from "./program";

const NAME = "spark-eci-lint";
const TITLE = "Spark ECI Lint";
const LANGUAGES = ["yaml", "json", "helm"];
/** Settings that need another process; the server asks for all others itself. */
const OF_PROCESS = ["enable", "path", "arguments"];

let client: LanguageClient | undefined;
/** Starts and stops happen one after the other. */
let queue: Promise<void> = Promise.resolve();

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel(TITLE, { log: true });
  const restart = (): Promise<void> => {
    queue = queue.then(async () => {
      await stop();
      await start(context, log);
    });
    return queue;
  };
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand(`${NAME}.restart`, restart),
    vscode.commands.registerCommand(`${NAME}.showLog`, () => log.show()),
    vscode.commands.registerCommand(`${NAME}.fixAll`, fixAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (OF_PROCESS.some((name) => event.affectsConfiguration(`${NAME}.${name}`))) {
        void restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  return restart();
}

export function deactivate(): Promise<void> {
  queue = queue.then(stop);
  return queue;
}

async function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<void> {
  const settings = vscode.workspace.getConfiguration(NAME);
  if (!settings.get<boolean>("enable", true)) {
    log.info("not started: it is disabled in the settings");
    return;
  }
  const command = find({
    setting: settings.get<string>("path", ""),
    extension: context.extensionPath,
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    platform: process.platform,
    path: process.env["PATH"] ?? process.env["Path"] ?? "",
  });
  const why = await problem(command);
  if (why !== undefined || command === undefined) {
    log.error(why ?? "");
    // Nobody waits for what the user makes of it.
    void complain(why ?? "", log);
    return;
  }
  log.info(`starting ${command}`);
  client = new LanguageClient(
    NAME,
    TITLE,
    { command, args: ["lsp", ...settings.get<string[]>("arguments", [])] },
    {
      documentSelector: LANGUAGES.flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
        { scheme: "vscode-vfs", language },
      ]),
      initializationOptions: ofServer(settings),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: { configurationSection: NAME },
    },
  );
  try {
    await client.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.error(why);
    void complain(`the server did not start: ${why}`, log);
  }
}

/** What the server reads of the settings. */
function ofServer(settings: vscode.WorkspaceConfiguration): Record<string, unknown> {
  const names = ["configuration", "severity", "inlayHints", "codeLens"];
  return Object.fromEntries(names.map((name) => [name, settings.get(name)]));
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running && running.state !== State.Stopped) {
    // One that is gone already is stopped.
    await running.stop().catch(() => undefined);
  }
  await running?.dispose().catch(() => undefined);
}

async function complain(why: string, log: vscode.LogOutputChannel): Promise<void> {
  const [settings, show] = ["Open settings", "Show the log"];
  const chosen = await vscode.window.showErrorMessage(`${TITLE}: ${why}`, settings, show);
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", `${NAME}.path`);
  } else if (chosen === show) {
    log.show();
  }
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: `source.fixAll.${NAME}`,
    apply: "first",
  });
}
