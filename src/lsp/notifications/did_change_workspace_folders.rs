use gen_lsp_types::Uri;
use serde_json::Value;

use crate::lsp::{state::State, workspace};

/// `workspace/didChangeWorkspaceFolders`.
pub(super) fn take(state: &mut State, params: &Value) {
    let paths = |list: &str| {
        let folders = params.pointer(&format!("/event/{list}"));
        let folders = folders.and_then(Value::as_array).into_iter().flatten();
        folders
            .filter_map(|folder| folder.get("uri")?.as_str())
            .filter_map(|uri| workspace::path_of(&Uri(uri.to_owned())))
            .collect::<Vec<_>>()
    };
    let (added, removed) = (paths("added"), paths("removed"));
    let folders = &mut state.workspace.folders;
    folders.retain(|folder| !removed.contains(folder));
    folders.extend(added);
    state.reload();
}
