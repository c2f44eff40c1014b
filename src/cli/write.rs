//! Writes files atomically, and keeps their owner and permissions.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Mutex, Once, PoisonError},
};

use tempfile::NamedTempFile;

use super::exit;
use crate::{
    source::{Encoding, SourceText},
    walk::{MANIFEST, check_link, read_file, reason},
};

/// Writes a report or a baseline: a regular file atomically, anything else directly.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let found = fs::metadata(path);
    if is_stream(path) || found.as_ref().is_ok_and(|found| !found.is_file()) {
        // A pipe, a device or standard output cannot be replaced by another file.
        let mut out = BufWriter::new(OpenOptions::new().append(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let Ok(found) = found else {
        // Writing to a dangling link would create its target.
        if path.is_symlink() {
            return Err(io::Error::other("it is a dangling link"));
        }
        return put(path, None, write, || Ok(()));
    };
    check_link(path, None)?;
    put(&fs::canonicalize(path)?, Some(&found), write, || Ok(()))
}

/// Creates the folder of an output file and checks that the file can be written.
pub(super) fn make_ready(path: &Path) -> io::Result<()> {
    if is_stream(path) {
        return Ok(());
    }
    let folder = folder_of(path);
    check_folder(folder)?;
    // `create_dir_all` asks the system to create even a folder that is there.
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
    }
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::other("it is a folder")),
        Ok(found) if !found.is_file() => Ok(()),
        Ok(found) if found.permissions().readonly() => Err(io::Error::other("it is read-only")),
        _ => new_file(folder).map(|_| ()),
    }
}

/// Refuses to create a folder behind a link that leads out of the work tree.
fn check_folder(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().map(|folder| {
        if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        }
    });
    let Some(there) = there.into_iter().find(|folder| folder.exists()) else {
        return Ok(());
    };
    if !there.is_dir() {
        let why = format!("the parent {} is not a folder", there.display());
        return Err(io::Error::other(why));
    }
    check_link(there, None)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Replaces the text of a file atomically. Links are followed, owner and permissions are kept, and nothing is written if the
/// file has changed since it was read.
pub(super) fn replace_file(path: &Path, read: &SourceText, text: &str) -> Result<(), String> {
    let target = fs::canonicalize(path).map_err(|error| reason(&error))?;
    let replace = || {
        let found = fs::metadata(&target)?;
        if found.permissions().readonly() {
            return Err(io::Error::other("it is read-only"));
        }
        check_same(&target, read)?;
        let mark: &[u8] = match read.encoding() {
            Encoding::Utf8Bom => "\u{feff}".as_bytes(),
            _ => b"",
        };
        let write = |out: &mut dyn Write| {
            out.write_all(mark)?;
            out.write_all(text.as_bytes())
        };
        // Check again right before the replacement: the file may have been saved meanwhile.
        put(&target, Some(&found), write, || check_same(&target, read))
    };
    replace().map_err(|error| reason(&error))
}

fn check_same(path: &Path, read: &SourceText) -> io::Result<()> {
    let mut now = Vec::new();
    read_file(path, MANIFEST, &mut now)?;
    let is_same = SourceText::from_bytes(&now)
        .is_ok_and(|now| now.as_str() == read.as_str() && now.encoding() == read.encoding());
    if is_same {
        return Ok(());
    }
    let why = "it was changed in the meantime";
    Err(io::Error::other(why))
}

/// Writes a temporary file in the same folder and renames it; `check` runs right before that.
fn put(
    path: &Path,
    old: Option<&Metadata>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    check: impl Fn() -> io::Result<()>,
) -> io::Result<()> {
    let folder = folder_of(path);
    let (mut file, _guard) = Unfinished::begin(folder)?;
    let mut out = BufWriter::new(&mut file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    let keeps = match old {
        Some(old) => keep_attributes(&file, path, old)?,
        None => true,
    };
    // Some file systems report only on sync that they are full.
    file.as_file().sync_all()?;
    check()?;
    if keeps {
        file.persist(path)?;
        return Ok(());
    }
    // A replacement would break hard links or change the owner, so overwrite the file in place.
    let mut written = File::open(file.path())?;
    let mut target = OpenOptions::new().write(true).truncate(true).open(path)?;
    io::copy(&mut written, &mut target)?;
    target.sync_all()
}

/// Copies mode, owner and extended attributes, including ACLs, to a new file. False if it cannot replace the old one.
fn keep_attributes(new: &NamedTempFile, path: &Path, old: &Metadata) -> io::Result<bool> {
    fs::set_permissions(new.path(), old.permissions())?;
    #[cfg(not(unix))]
    let _ = path;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        if old.nlink() > 1 {
            return Ok(false);
        }
        let made = new.as_file().metadata()?;
        if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
            let is_given = fchown(new.as_file(), Some(old.uid()), Some(old.gid())).is_ok();
            // Set the mode after the owner: a change of owner clears `setuid`.
            if !is_given || fs::set_permissions(new.path(), old.permissions()).is_err() {
                return Ok(false);
            }
        }
        if !keep_extended_attributes(new.path(), path) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// False if an attribute cannot be copied, or the new file has an additional one.
#[cfg(unix)]
fn keep_extended_attributes(new: &Path, old: &Path) -> bool {
    // An error means that the file system has no attributes.
    let names = |path: &Path| xattr::list(path).map_or(Vec::new(), Iterator::collect);
    let wanted: Vec<_> = names(old);
    let given = wanted.iter().all(|name| match xattr::get(old, name) {
        Ok(Some(value)) => {
            let has_it = xattr::get(new, name).is_ok_and(|own| own.as_ref() == Some(&value));
            has_it || xattr::set(new, name, &value).is_ok()
        }
        Ok(None) => true,
        Err(_) => false,
    });
    given && names(new).iter().all(|name| wanted.contains(name))
}

/// A temporary file with the default permissions of new files instead of 0600.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt};
        builder.permissions(Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// True for a path to an open stream, such as `/dev/stdout`: replacing it by a file would take it away from other processes,
/// or fail.
fn is_stream(path: &Path) -> bool {
    let Ok(mut path) = std::path::absolute(path) else {
        return false;
    };
    // Systems follow at most 40 links.
    for _ in 0..40 {
        let is_of_device = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd"]
            .iter()
            .any(|name| path.starts_with(name));
        if is_of_device || path.starts_with("/proc") {
            return true;
        }
        let Ok(next) = fs::read_link(&path) else {
            return false;
        };
        path = path.parent().unwrap_or(Path::new("/")).join(next);
    }
    false
}

/// The temporary file that is being written; a signal handler removes it.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

struct Unfinished;

impl Unfinished {
    /// Creates a temporary file. The handler is set before, and a signal meanwhile waits until the name is known.
    fn begin(folder: &Path) -> io::Result<(NamedTempFile, Self)> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            // Without a handler a signal only leaves a temporary file behind.
            let _ = ctrlc::set_handler(|| {
                let path = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(path) = &*path {
                    let _ = fs::remove_file(path);
                }
                std::process::exit(exit::INTERRUPTED);
            });
        });
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let file = new_file(folder)?;
        *unfinished = Some(file.path().to_owned());
        Ok((file, Self))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        *unfinished = None;
    }
}
