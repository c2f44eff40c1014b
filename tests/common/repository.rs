use std::process::{Command, Stdio};

use super::{Folder, skip};

/// A git repository.
pub(crate) struct Repository(pub(crate) Folder);

impl Repository {
    /// A repository with a commit, tagged `base`. `None` if git is not installed.
    pub(crate) fn new(files: &[(&str, &str)]) -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            skip("there is no git");
            return None;
        }
        let repository = Self(Folder::new());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        for (name, text) in files {
            repository.write(name, text);
        }
        repository.commit();
        repository.git(&["tag", "base"]);
        Some(repository)
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let status = Command::new("git")
            .current_dir(self.0.path())
            .args(identity)
            .args(arguments)
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("git").success(), "{arguments:?}");
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=a"]);
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.0.write(name, text);
    }
}
