use gen_lsp_types::Uri;
use serde_json::{Value, json};

use crate::lsp::{
    capabilities::capabilities,
    client::Client,
    protocol::{Answer, done},
    settings::SECTION,
    state::{Phase, State},
    workspace,
};

/// `initialize`.
pub(super) fn answer(state: &mut State, params: &Value) -> Answer {
    let locale = params.get("locale").and_then(Value::as_str);
    state.client = Client {
        language: state.workspace.language(locale),
        ..Client::from_params(params)
    };
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    let uris: Vec<&str> = match folders {
        Some(folders) => folders
            .iter()
            .filter_map(|folder| folder.get("uri")?.as_str())
            .collect(),
        None => params
            .get("rootUri")
            .and_then(Value::as_str)
            .into_iter()
            .collect(),
    };
    let folders = uris.into_iter();
    state.workspace.folders = folders
        .filter_map(|uri| workspace::path_of(&Uri(uri.to_owned())))
        .collect();
    state.phase = Phase::Running;
    let options = params.get("initializationOptions");
    state.set(options.unwrap_or(&Value::Null));
    done(json!({
        "capabilities": capabilities(state.client),
        "serverInfo": {"name": SECTION, "version": env!("CARGO_PKG_VERSION")},
    }))
}
