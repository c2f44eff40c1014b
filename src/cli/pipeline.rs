//! The pipeline that the program runs in, as its environment tells.

use std::{
    borrow::Cow,
    env,
    hash::{BuildHasher, RandomState},
};

/// True in a job of GitHub Actions.
pub(super) fn is_github_actions() -> bool {
    is_set("GITHUB_ACTIONS")
}

/// True in a job of Azure Pipelines.
pub(super) fn is_azure_pipelines() -> bool {
    is_set("TF_BUILD")
}

fn is_set(name: &str) -> bool {
    env::var(name).is_ok_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Text that has to stay as it is, for a log: GitHub Actions is told to obey none of its lines, where one
/// might be a command. To `patch` and `git apply` what stands around a difference means nothing.
///
/// Source: `docs.github.com/actions/reference/workflow-commands-for-github-actions`, `stop-commands`.
pub(super) fn without_commands(text: &str) -> Cow<'_, str> {
    let may_be_command = text.contains("::") || text.contains("##[");
    if !may_be_command || !is_github_actions() {
        return Cow::Borrowed(text);
    }
    // Random, so that the text cannot end it.
    let token = RandomState::new().hash_one(text);
    Cow::Owned(format!(
        "::stop-commands::{token:016x}\n{text}::{token:016x}::\n"
    ))
}
