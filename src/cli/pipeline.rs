//! The CI pipeline that the program runs in, detected by environment variables.

use std::{
    borrow::Cow,
    env,
    hash::{BuildHasher, RandomState},
    path::PathBuf,
};

use url::Url;

use crate::report;

/// The root of the repository in GitHub, GitLab and Azure.
const WORKSPACES: [&str; 3] = [
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
];

pub(super) fn is_github_actions() -> bool {
    is_set("GITHUB_ACTIONS")
}

pub(super) fn is_azure_pipelines() -> bool {
    is_set("TF_BUILD")
}

pub(super) fn workspace() -> Option<PathBuf> {
    let mut named = WORKSPACES.iter().filter_map(env::var_os);
    named.find(|path| !path.is_empty()).map(PathBuf::from)
}

/// The path relative to the pipeline's workspace, or unchanged if it is outside.
pub(super) fn path_in_workspace(path: &str) -> String {
    let current = env::current_dir().unwrap_or_default();
    let root = workspace().unwrap_or_else(|| current.clone());
    report::path_below(path, &root, &current).unwrap_or_else(|| path.to_owned())
}

/// The URL prefix of files of the commit on GitHub or GitLab. `None` unless all its parts are valid: outside of a pipeline
/// anybody can set these variables.
pub(super) fn blob() -> Option<String> {
    let variable = |name: &str| env::var(name).ok();
    blob_of(variable)
}

fn blob_of(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let is_name = |name: &str| {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !name.is_empty() && name.bytes().all(is_plain) && !matches!(name, "." | "..")
    };
    let is_commit = |commit: &String| {
        matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    // Serialized from the parsed URL, so that it has no character with a meaning in Markdown.
    let address = |text: String| {
        let url = Url::parse(&text).ok()?;
        let is_page = matches!(url.scheme(), "https" | "http")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let mut parts = url.path().split('/').filter(|part| !part.is_empty());
        let is_plain = parts.all(is_name);
        (is_page && is_plain).then(|| url.as_str().trim_end_matches('/').to_owned())
    };
    if let Some(commit) = variable("GITHUB_SHA").filter(is_commit) {
        let server = address(variable("GITHUB_SERVER_URL")?)?;
        let repository = variable("GITHUB_REPOSITORY")?;
        let (owner, name) = repository.split_once('/')?;
        return (is_name(owner) && is_name(name))
            .then(|| format!("{server}/{owner}/{name}/blob/{commit}/"));
    }
    let commit = variable("CI_COMMIT_SHA").filter(is_commit)?;
    let project = address(variable("CI_PROJECT_URL")?)?;
    Some(format!("{project}/-/blob/{commit}/"))
}

fn is_set(name: &str) -> bool {
    env::var(name).is_ok_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Text for a log that must not be escaped. If a line might be a workflow command, the text is wrapped in `stop-commands`,
/// which `patch` and `git apply` skip around a diff.
///
/// Source: `docs.github.com/actions/reference/workflow-commands-for-github-actions`, `stop-commands`.
pub(super) fn without_commands(text: &str) -> Cow<'_, str> {
    let may_be_command = text.contains("::") || text.contains("##[");
    if !may_be_command || !is_github_actions() {
        return Cow::Borrowed(text);
    }
    // Random, so that the text cannot contain the token.
    let token = RandomState::new().hash_one(text);
    Cow::Owned(format!(
        "::stop-commands::{token:016x}\n{text}::{token:016x}::\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(variables: &[(&str, &str)]) -> Option<String> {
        blob_of(|name| {
            let mut variables = variables.iter();
            let found = variables.find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn files_have_addresses_on_github_and_gitlab() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "team/spark.jobs"),
            ("GITHUB_SHA", SHA),
        ];
        let expected = format!("https://github.com/team/spark.jobs/blob/{SHA}/");
        assert_eq!(blob(&github), Some(expected));
        let gitlab = [
            ("CI_PROJECT_URL", "https://gitlab.example:8443/a/b/c"),
            ("CI_COMMIT_SHA", SHA),
        ];
        let expected = format!("https://gitlab.example:8443/a/b/c/-/blob/{SHA}/");
        assert_eq!(blob(&gitlab), Some(expected));
    }

    #[test]
    fn what_is_no_address_of_a_file_is_no_link() {
        assert_eq!(blob(&[("GITHUB_SHA", SHA)]), None);
        for (server, repository, commit) in [
            ("javascript:alert(1)", "a/b", SHA),
            ("https://user:secret@github.com", "a/b", SHA),
            ("https://github.com/?x=", "a/b", SHA),
            ("https://github.com/a)b", "a/b", SHA),
            ("github.com", "a/b", SHA),
            ("https://github.com", "a/b/c", SHA),
            ("https://github.com", "../b", SHA),
            ("https://github.com", "a/b)[x](y", SHA),
            ("https://github.com", "a/b", "main"),
            (
                "https://github.com",
                "a/b",
                "0123456789abcdef0123456789abcdef0123456)",
            ),
        ] {
            let variables = [
                ("GITHUB_SERVER_URL", server),
                ("GITHUB_REPOSITORY", repository),
                ("GITHUB_SHA", commit),
            ];
            assert_eq!(blob(&variables), None, "{server} {repository} {commit}");
        }
    }
}
