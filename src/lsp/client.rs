//! What the client can do.
//!
//! Read from its JSON, field by field: a client that says something odd about one thing can still be
//! served in all others.

use serde_json::Value;

use crate::source::ColumnUnit;

/// What the client can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a capability of its own"
)]
pub(super) struct Client {
    /// How it wants columns to be counted.
    pub(super) unit: ColumnUnit,
    /// It asks for diagnostics itself.
    pub(super) pulls: bool,
    /// It can be told to ask for diagnostics anew.
    pub(super) refreshes_diagnostics: bool,
    /// It can be told to ask for inlay hints anew.
    pub(super) refreshes_inlay_hints: bool,
    /// It can be told to ask for code lenses anew.
    pub(super) refreshes_code_lenses: bool,
    /// It can be asked to watch files.
    pub(super) watches: bool,
    /// It can be asked for its configuration.
    pub(super) configures: bool,
    /// It takes edits of a certain version of a document.
    pub(super) versions_edits: bool,
    /// It takes edits with places to fill in.
    pub(super) snippet_edits: bool,
    /// It takes completions with places to fill in.
    pub(super) snippets: bool,
    /// It asks for the edit of a code action when that is chosen.
    pub(super) resolves_edits: bool,
    /// It takes actions that are more than a command.
    pub(super) literal_actions: bool,
    /// It shows symbols in symbols.
    pub(super) nested_symbols: bool,
    /// It shows where else a diagnostic points.
    pub(super) related: bool,
    /// It shows Markdown where the cursor is.
    pub(super) hover_markdown: bool,
}

impl Client {
    /// Reads `InitializeParams`.
    pub(super) fn of(params: &Value) -> Self {
        let find = |path: &str| params.pointer(&format!("/capabilities{path}"));
        let is = |path: &str| find(path).and_then(Value::as_bool) == Some(true);
        let has = |path: &str, wanted: &str| {
            let list = find(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|item| item == wanted))
        };
        let offers = |encoding| has("/general/positionEncodings", encoding);
        Self {
            // UTF-8 costs nothing to count; without a word, the protocol means UTF-16.
            unit: if offers("utf-8") {
                ColumnUnit::Utf8
            } else if offers("utf-16") || !offers("utf-32") {
                ColumnUnit::Utf16
            } else {
                ColumnUnit::CodePoint
            },
            pulls: find("/textDocument/diagnostic").is_some_and(Value::is_object),
            refreshes_diagnostics: is("/workspace/diagnostics/refreshSupport"),
            refreshes_inlay_hints: is("/workspace/inlayHint/refreshSupport"),
            refreshes_code_lenses: is("/workspace/codeLens/refreshSupport"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            configures: is("/workspace/configuration"),
            versions_edits: is("/workspace/workspaceEdit/documentChanges"),
            snippet_edits: is("/workspace/workspaceEdit/snippetEditSupport"),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            resolves_edits: has("/textDocument/codeAction/resolveSupport/properties", "edit")
                && is("/textDocument/codeAction/dataSupport"),
            literal_actions: find("/textDocument/codeAction/codeActionLiteralSupport").is_some(),
            nested_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            related: is("/textDocument/publishDiagnostics/relatedInformation")
                || is("/textDocument/diagnostic/relatedInformation"),
            hover_markdown: has("/textDocument/hover/contentFormat", "markdown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn encodings_are_taken_as_offered() {
        let unit = |offer: Value| {
            let params = json!({"capabilities": {"general": {"positionEncodings": offer}}});
            Client::of(&params).unit
        };
        assert_eq!(unit(json!(["utf-16", "utf-8"])), ColumnUnit::Utf8);
        assert_eq!(unit(json!(["utf-32"])), ColumnUnit::CodePoint);
        assert_eq!(unit(json!(["utf-32", "utf-16"])), ColumnUnit::Utf16);
        assert_eq!(unit(json!([])), ColumnUnit::Utf16);
        assert_eq!(unit(json!("utf-8")), ColumnUnit::Utf16);
    }
}
