//! Finds the user's own Helm.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::walk::{reason, shown};

/// The user's own helm.
#[derive(Clone, Debug)]
pub struct Helm {
    pub(super) program: PathBuf,
    /// The remaining time for all runs.
    pub(super) left: Arc<Mutex<Duration>>,
}

/// The time limit for all charts together.
const MAX_TIME: Duration = Duration::from_mins(10);

impl Helm {
    /// Finds the program by its name in the folders of `path`, or by its path. Folders in `outside_of` (with all links
    /// resolved) are skipped: the author of a pull request chooses what they contain.
    ///
    /// # Errors
    /// No such program was found.
    pub fn find(named: &OsStr, path: &OsStr, outside_of: &[PathBuf]) -> Result<Self, String> {
        let is_name = Path::new(named).components().count() == 1
            && !named.to_string_lossy().contains(std::path::is_separator);
        let program = if is_name {
            in_folders(named, path, outside_of)?
        } else {
            at_path(Path::new(named))?
        };
        Ok(Self {
            program,
            left: Arc::new(Mutex::new(MAX_TIME)),
        })
    }
}

fn at_path(path: &Path) -> Result<PathBuf, String> {
    check(path).map_err(|reason| format!("{} {reason}", shown(path)))?;
    std::path::absolute(path).map_err(|error| format!("{}: {}", shown(path), reason(&error)))
}

fn in_folders(name: &OsStr, path: &OsStr, outside_of: &[PathBuf]) -> Result<PathBuf, String> {
    let file = format!("{}{}", name.to_string_lossy(), std::env::consts::EXE_SUFFIX);
    let mut skipped = None;
    for folder in std::env::split_paths(path).filter(|folder| folder.is_absolute()) {
        let program = folder.join(&file);
        if check(&program).is_err() {
            continue;
        }
        let is_inside = |path: &Path| {
            let resolved = fs::canonicalize(path);
            resolved.is_ok_and(|path| outside_of.iter().any(|inner| path.starts_with(inner)))
        };
        if is_inside(&program) || is_inside(&folder) {
            skipped = skipped.or(Some(program));
            continue;
        }
        return Ok(program);
    }
    let name = name.to_string_lossy();
    Err(match skipped {
        Some(program) => format!(
            "{} is in the current folder or repository, which is not searched: pass its path if you trust it",
            shown(&program)
        ),
        None => format!("no program `{name}` was found in the PATH"),
    })
}

/// Checks that a file is executable.
fn check(path: &Path) -> Result<(), String> {
    let data =
        fs::metadata(path).map_err(|error| format!("is not a program: {}", reason(&error)))?;
    if data.is_file() && is_executable(&data) {
        Ok(())
    } else {
        Err("is not a program".to_owned())
    }
}

#[cfg(unix)]
fn is_executable(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::{ffi::OsStr, fs, os::unix::fs::PermissionsExt, path::Path};

    use super::Helm;

    fn program(path: &Path) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "#!/bin/sh\n").expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    #[test]
    fn the_repository_and_relative_folders_are_not_searched() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = folder.path().canonicalize().expect("a folder");
        let (own, other) = (top.join("repository/bin/helm"), top.join("bin/helm"));
        program(&own);
        let inside = [top.join("repository")];
        let path = std::env::join_paths([
            Path::new("."),
            Path::new(""),
            &top.join("repository/bin"),
            &top.join("bin"),
        ])
        .expect("a PATH");
        let found = || Helm::find(OsStr::new("helm"), &path, &inside).map(|helm| helm.program);
        assert!(found().is_err_and(|reason| reason.contains("pass its path")));
        fs::create_dir_all(top.join("bin")).expect("a folder");
        std::os::unix::fs::symlink(&own, &other).expect("a link");
        assert!(found().is_err());
        fs::remove_file(&other).expect("a link");
        program(&other);
        assert_eq!(found(), Ok(other));
        let named = Helm::find(own.as_os_str(), &path, &inside);
        assert_eq!(named.map(|helm| helm.program), Ok(own));
    }

    #[test]
    fn files_that_are_not_programs_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("helm");
        for _ in 0..2 {
            assert!(Helm::find(file.as_os_str(), OsStr::new(""), &[]).is_err());
            fs::write(&file, "").expect("a file");
        }
        assert!(Helm::find(folder.path().as_os_str(), OsStr::new(""), &[]).is_err());
        assert!(Helm::find(OsStr::new("helm"), folder.path().as_os_str(), &[]).is_err());
    }
}
