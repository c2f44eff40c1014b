//! The capabilities of the client.
//!
//! They are read field by field: a client that sends one invalid capability keeps all others.

use serde_json::Value;

use crate::{finding::Language, source::ColumnUnit};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a capability of its own"
)]
pub(super) struct Client {
    /// The unit of columns.
    pub(super) unit: ColumnUnit,
    /// Requests diagnostics itself.
    pub(super) pulls: bool,
    pub(super) refreshes_diagnostics: bool,
    pub(super) refreshes_inlay_hints: bool,
    pub(super) refreshes_code_lenses: bool,
    /// Can be asked to watch files.
    pub(super) watches: bool,
    /// Can be asked for its configuration.
    pub(super) configures: bool,
    /// Supports edits of a certain version of a document.
    pub(super) versions_edits: bool,
    /// Supports snippets in edits.
    pub(super) snippet_edits: bool,
    /// Supports snippets in completions, and inserts them as such.
    pub(super) snippets: bool,
    /// Is Neovim: see [`super::neovim`].
    pub(super) is_neovim: bool,
    /// Requests the edit of a code action when the user chooses the action.
    pub(super) resolves_edits: bool,
    /// Supports code actions that are more than a command.
    pub(super) literal_actions: bool,
    /// Supports symbols inside symbols.
    pub(super) nested_symbols: bool,
    /// Shows the related places of a diagnostic.
    pub(super) related: bool,
    /// Shows Markdown in hovers.
    pub(super) hover_markdown: bool,
    /// The language of messages.
    pub(super) language: Language,
}

impl Client {
    /// Reads `InitializeParams`.
    pub(super) fn from_params(params: &Value) -> Self {
        let find = |path: &str| params.pointer(&format!("/capabilities{path}"));
        let is = |path: &str| find(path).and_then(Value::as_bool) == Some(true);
        let has = |path: &str, wanted: &str| {
            let list = find(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|item| item == wanted))
        };
        let is_neovim =
            params.pointer("/clientInfo/name").and_then(Value::as_str) == Some("Neovim");
        let offers = |encoding| has("/general/positionEncodings", encoding);
        Self {
            // UTF-8 needs no counting; without an offer, the protocol prescribes UTF-16.
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
            snippets: is("/textDocument/completion/completionItem/snippetSupport") && !is_neovim,
            is_neovim,
            resolves_edits: has("/textDocument/codeAction/resolveSupport/properties", "edit")
                && is("/textDocument/codeAction/dataSupport"),
            literal_actions: find("/textDocument/codeAction/codeActionLiteralSupport").is_some(),
            nested_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            related: is("/textDocument/publishDiagnostics/relatedInformation")
                || is("/textDocument/diagnostic/relatedInformation"),
            hover_markdown: has("/textDocument/hover/contentFormat", "markdown"),
            language: Language::default(),
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
            Client::from_params(&params).unit
        };
        assert_eq!(unit(json!(["utf-16", "utf-8"])), ColumnUnit::Utf8);
        assert_eq!(unit(json!(["utf-32"])), ColumnUnit::CodePoint);
        assert_eq!(unit(json!(["utf-32", "utf-16"])), ColumnUnit::Utf16);
        assert_eq!(unit(json!([])), ColumnUnit::Utf16);
        assert_eq!(unit(json!("utf-8")), ColumnUnit::Utf16);
    }
}
