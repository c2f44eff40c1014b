// The language status of YAML and JSON: the running version, or why none is running.

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

export type Status =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly version: string; readonly program: string }
  | { readonly kind: "disabled" }
  | { readonly kind: "stopped"; readonly why: string };

/** Shows a status with a command to act on it. */
export function show(item: vscode.LanguageStatusItem, name: string, status: Status): void {
  item.busy = status.kind === "starting";
  item.severity = status.kind === "stopped" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  item.command = { command: `${name}.showLog`, title: "Show the log" };
  switch (status.kind) {
    case "starting":
      item.text = `${name} is starting`;
      item.detail = "";
      break;
    case "running":
      item.text = `${name} ${status.version}`.trimEnd();
      item.detail = status.program;
      break;
    case "disabled":
      item.text = `${name} is disabled`;
      item.detail = "in the settings";
      item.command = { command: "workbench.action.openSettings", title: "Open settings", arguments: [`${name}.enable`] };
      break;
    case "stopped":
      item.text = `${name} is not running`;
      item.detail = status.why;
      item.command = { command: `${name}.restart`, title: "Restart the server" };
      break;
  }
}

/** The status after the client changed its state by itself, for example because the server ended; `undefined` for no change. */
export function afterChange(state: State): Status | undefined {
  switch (state) {
    case State.Starting:
      return { kind: "starting" };
    case State.Stopped:
      return { kind: "stopped", why: "the server has ended" };
    default:
      return undefined;
  }
}
