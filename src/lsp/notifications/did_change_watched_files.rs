use gen_lsp_types::Uri;
use serde_json::Value;

use crate::lsp::{state::State, workspace};

/// `workspace/didChangeWatchedFiles`.
pub(super) fn take(state: &mut State, params: &Value) {
    let changes = params.get("changes").and_then(Value::as_array);
    let uris = changes.into_iter().flatten();
    let uris = uris.filter_map(|change| change.get("uri")?.as_str());
    let paths: Vec<_> = uris
        .filter_map(|uri| workspace::path_of(&Uri(uri.to_owned())))
        .collect();
    let decisive = paths.iter().find(|path| state.workspace.has_decided(path));
    state.changed_on_disk(decisive.or(paths.first()).map(|path| &**path));
}
