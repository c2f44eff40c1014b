//! The notifications, one file each.

mod cancel;
mod did_change;
mod did_change_configuration;
mod did_change_watched_files;
mod did_change_workspace_folders;
mod did_close;
mod did_open;
mod did_save;
mod initialized;

use gen_lsp_types::LspNotificationMethod as Method;
use lsp_server::{Notification, ResponseError};

use super::{protocol::cancelled, state::State};

/// Handles a notification.
///
/// # Errors
/// Invalid parameters, and documents that are not open.
pub(super) fn take(state: &mut State, notification: Notification) -> Result<(), ResponseError> {
    if let Some(id) = cancelled(&notification) {
        cancel::take(state, &id);
        return Ok(());
    }
    let params = notification.params;
    match Method::from(notification.method.as_str()) {
        Method::Initialized => initialized::take(state),
        Method::TextDocumentDidOpen => did_open::take(state, params)?,
        Method::TextDocumentDidChange => did_change::take(state, params)?,
        Method::TextDocumentDidClose => did_close::take(state, params)?,
        Method::TextDocumentDidSave => did_save::take(state, params)?,
        Method::WorkspaceDidChangeConfiguration => did_change_configuration::take(state, &params),
        Method::WorkspaceDidChangeWatchedFiles => did_change_watched_files::take(state, &params),
        Method::WorkspaceDidChangeWorkspaceFolders => {
            did_change_workspace_folders::take(state, &params);
        }
        // Clients may send notifications that the server does not use.
        _ => {}
    }
    Ok(())
}
