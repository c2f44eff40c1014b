//! Writes files: as a whole or not at all, with what the file has of its owner and mode.

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

/// Writes a report or a baseline: a regular file as a whole or not at all, anything else as it is.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let found = fs::metadata(path);
    if is_stream(path) || found.as_ref().is_ok_and(|found| !found.is_file()) {
        // A pipe, a device or what standard output is cannot be put in place of another.
        let mut out = BufWriter::new(OpenOptions::new().append(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let Ok(found) = found else {
        // A link that leads nowhere yet leads somewhere as soon as it is written to.
        if path.is_symlink() {
            return Err(io::Error::other("it is a link that leads nowhere"));
        }
        return put(path, None, write, || Ok(()));
    };
    check_link(path, None)?;
    put(&fs::canonicalize(path)?, Some(&found), write, || Ok(()))
}

/// Creates the folder of an output file, and checks that the file can be written.
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

/// Refuses a new folder that a link leads out of the work tree.
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
        let why = format!("{} is no folder", there.display());
        return Err(io::Error::other(why));
    }
    check_link(there, None)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Puts a new text in the place of a file's, as a whole or not at all: through links, with the
/// permissions and the owner that the file has, and only if it still holds what was read.
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
        // Writing takes a while, in which somebody else may have saved the file.
        put(&target, Some(&found), write, || check_same(&target, read))
    };
    replace().map_err(|error| reason(&error))
}

/// Fails where a file no longer holds what was read.
fn check_same(path: &Path, read: &SourceText) -> io::Result<()> {
    let mut now = Vec::new();
    read_file(path, MANIFEST, &mut now)?;
    let is_same = SourceText::from_bytes(&now)
        .is_ok_and(|now| now.as_str() == read.as_str() && now.encoding() == read.encoding());
    if is_same {
        return Ok(());
    }
    let why = "it was changed by somebody else in the meantime";
    Err(io::Error::other(why))
}

/// Writes beside a file and puts the result in its place; `check` has the last word before that.
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
    // Some file systems say only now that they are full.
    file.as_file().sync_all()?;
    check()?;
    if keeps {
        file.persist(path)?;
        return Ok(());
    }
    // Other names of the file, or its owner, would be lost with another in its place.
    let mut written = File::open(file.path())?;
    let mut target = OpenOptions::new().write(true).truncate(true).open(path)?;
    io::copy(&mut written, &mut target)?;
    target.sync_all()
}

/// Gives a new file the mode, the owner and the extended attributes of an old one, to which lists of who may
/// access it belong; false where it cannot take its place.
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
            // A change of owner takes the bits of `setuid` away.
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

/// False where an attribute of the old file cannot be given to the new one, or the new one has another.
#[cfg(unix)]
fn keep_extended_attributes(new: &Path, old: &Path) -> bool {
    // Where a file system has none, there is nothing to keep.
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

/// A temporary file with the permissions that any other new file would have.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt};
        builder.permissions(Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// True for a name of what a process has open, such as `/dev/stdout`: to put a file in its place would take it
/// away from all others, or fail.
fn is_stream(path: &Path) -> bool {
    let Ok(mut path) = std::path::absolute(path) else {
        return false;
    };
    // More links than these no system follows.
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

/// The temporary file that is being written, which a signal takes away.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

struct Unfinished;

impl Unfinished {
    /// Makes a temporary file. The handler comes before it, and a signal meanwhile waits until its name is
    /// known.
    fn begin(folder: &Path) -> io::Result<(NamedTempFile, Self)> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            // Without a handler, a signal leaves a file behind, and nothing else is wrong.
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
