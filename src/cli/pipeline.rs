//! The pipeline that the program runs in, as its environment tells.

use std::{
    borrow::Cow,
    env,
    hash::{BuildHasher, RandomState},
    path::PathBuf,
};

use url::Url;

use crate::report;

/// Where pipelines name the root of the repository: GitHub, GitLab, Azure.
const WORKSPACES: [&str; 3] = [
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
];

/// True in a job of GitHub Actions.
pub(super) fn is_github_actions() -> bool {
    is_set("GITHUB_ACTIONS")
}

/// True in a job of Azure Pipelines.
pub(super) fn is_azure_pipelines() -> bool {
    is_set("TF_BUILD")
}

/// The root of the repository, where a pipeline names it.
pub(super) fn workspace() -> Option<PathBuf> {
    let mut named = WORKSPACES.iter().filter_map(env::var_os);
    named.find(|path| !path.is_empty()).map(PathBuf::from)
}

/// A path from the root of the repository, where a pipeline names that and the path lies below it.
pub(super) fn path_in_workspace(path: &str) -> String {
    let current = env::current_dir().unwrap_or_default();
    let root = workspace().unwrap_or_else(|| current.clone());
    report::path_below(path, &root, &current).unwrap_or_else(|| path.to_owned())
}

/// The address below which GitHub or GitLab shows files of the commit; `None` unless all that it is made of has the
/// right form: elsewhere, anybody may have set these variables.
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
    // Written anew, so that it has no letter which has a meaning in Markdown.
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
