// Only runs the language server, which has all the logic.

import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";

import { find, problem } from "./program";
import { type Status, afterChange, show } from "./status";

/** The name of the extension, of its commands and of the program. */
const NAME = "spark-eci-lint";
const LANGUAGES = ["yaml", "json", "helm"];
const DOCUMENTS = LANGUAGES.flatMap((language) => [
  { scheme: "file", language },
  { scheme: "untitled", language },
  { scheme: "vscode-vfs", language },
]);
/** Settings that need a restart; the server asks for all others itself. */
const OF_PROCESS = ["enable", "path", "arguments"];

let client: LanguageClient | undefined;
/** Serializes starts and stops. */
let queue: Promise<void> = Promise.resolve();

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel(NAME, { log: true });
  const item = vscode.languages.createLanguageStatusItem(NAME, DOCUMENTS);
  item.name = NAME;
  const tell = (status: Status): void => show(item, NAME, status);
  const restart = (): Promise<void> => {
    queue = queue.then(async () => {
      await stop();
      await start(context, log, tell);
    });
    return queue;
  };
  context.subscriptions.push(
    log,
    item,
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

async function start(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  tell: (status: Status) => void,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration(NAME);
  if (!settings.get<boolean>("enable", true)) {
    log.info("not started: disabled in the settings");
    tell({ kind: "disabled" });
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
    tell({ kind: "stopped", why: why ?? "" });
    // Not awaited: the user may never answer the message.
    void complain(why ?? "", log);
    return;
  }
  log.info(`starting ${command}`);
  client = new LanguageClient(
    NAME,
    NAME,
    { command, args: ["lsp", ...settings.get<string[]>("arguments", [])] },
    {
      documentSelector: DOCUMENTS,
      initializationOptions: ofServer(settings),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: { configurationSection: NAME },
    },
  );
  const started = client;
  started.onDidChangeState(({ newState }) => {
    const status = started === client ? afterChange(newState) : undefined;
    if (status) {
      tell(status);
    }
  });
  try {
    await started.start();
    const version = started.initializeResult?.serverInfo?.version ?? "";
    tell({ kind: "running", version, program: command });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.error(why);
    tell({ kind: "stopped", why });
    void complain(`the server did not start: ${why}`, log);
  }
}

/** The settings that the server reads. */
function ofServer(settings: vscode.WorkspaceConfiguration): Record<string, unknown> {
  const names = ["configuration", "severity", "inlayHints", "codeLens"];
  return Object.fromEntries(names.map((name) => [name, settings.get(name)]));
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running && running.state !== State.Stopped) {
    // Stopping a server that has already ended fails, which does not matter.
    await running.stop().catch(() => undefined);
  }
  await running?.dispose().catch(() => undefined);
}

async function complain(why: string, log: vscode.LogOutputChannel): Promise<void> {
  const [settings, show] = ["Open settings", "Show the log"];
  const chosen = await vscode.window.showErrorMessage(`${NAME}: ${why}`, settings, show);
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
