//! Opens all inputs, so that one place decides what is accepted: regular files whose size is known in advance, and
//! whatever is given on the command line.

use std::{
    fs::{File, Metadata},
    io::{self, IsTerminal, Read},
    path::Path,
};

/// The size limit of a manifest: offsets are 32-bit.
pub const MANIFEST: u64 = u32::MAX as u64 - 1;
/// The size limit of a configuration, a kustomization or an ignore file.
pub const SETTINGS: u64 = 1 << 20;
/// How much a regular file may grow after its size was determined.
const GROWTH: u64 = 64 << 10;

/// Reads a regular file to a reusable buffer.
///
/// # Errors
/// The file cannot be read, is not a regular file, or exceeds the limit.
pub fn read_file(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    // Checked before opening, because opening a pipe blocks until something writes to it.
    let found = std::fs::metadata(path)?;
    if found.is_file() {
        return read_regular(&File::open(path)?, limit, buffer);
    }
    Err(io::Error::other(if found.is_dir() {
        "it is a folder"
    } else {
        "it is not a regular file"
    }))
}

#[cfg(feature = "lsp")]
/// Reads a regular file, or a link to one, that was found in a listing. Its type is not checked again before opening.
///
/// # Errors
/// The file cannot be read, is not a regular file any more, or exceeds the limit.
pub(super) fn read_listed(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    read_regular(&File::open(path)?, limit, buffer)
}

/// Reads what is given on the command line: a regular file or a pipe, but no device, because it may be endless.
///
/// # Errors
/// The file cannot be read, is a device, or exceeds the limit.
pub fn read_named(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_file() {
        return read_regular(&file, limit, buffer);
    }
    if is_device(&found) && !file.is_terminal() && path != Path::new("/dev/null") {
        return Err(io::Error::other("it is a device"));
    }
    read_stream(file, limit, buffer)
}

/// Reads a stream to its end.
///
/// # Errors
/// The stream cannot be read, or exceeds the limit.
pub(super) fn read_stream(source: impl Read, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    if source.take(limit + 1).read_to_end(buffer)? as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(())
}

fn read_regular(file: &File, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if found.len() > limit {
        return Err(too_large(limit));
    }
    fill(file, found.len(), limit.min(found.len() + GROWTH), buffer)?;
    // Files in procfs have a size of zero; some, such as the environment, contain secrets.
    if found.len() == 0 && !buffer.is_empty() {
        buffer.clear();
        return Err(io::Error::other(
            "it has content but a size of zero, like files in procfs",
        ));
    }
    Ok(())
}

/// Reads a file of known size to its end, into a buffer that is large enough.
fn fill(mut file: &File, size: u64, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    let length = |size: u64| usize::try_from(size).map_err(|_| too_large(limit));
    // One more byte of room lets the end be detected without growing the buffer.
    let mut room = length(size + 1)?;
    let mut filled = 0;
    loop {
        if filled == room {
            room = length((room as u64 + GROWTH).min(limit + 1))?;
        }
        if filled == room {
            return Err(too_large(limit));
        }
        if buffer.len() < room {
            buffer.resize(room, 0);
        }
        match file.read(&mut buffer[filled..room]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(())
}

fn too_large(limit: u64) -> io::Error {
    let message = match limit {
        MANIFEST => "files of 4 GiB and more are not read".to_owned(),
        SETTINGS => "a file of this kind may have at most 1 MiB".to_owned(),
        limit => format!("it is larger than {limit} bytes"),
    };
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(unix)]
fn is_device(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = found.file_type();
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

/// The system's error message without its number: `permission denied`.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_completely_into_a_used_buffer() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        let mut buffer = Vec::new();
        for length in [0, 1, 5000, 3, 64 << 10, 200_000, 0, 7] {
            let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            std::fs::write(&path, &bytes).expect("a file");
            read_file(&path, length as u64, &mut buffer).expect("read");
            assert!(buffer == bytes, "{length}");
            if length > 0 {
                let error = read_file(&path, length as u64 - 1, &mut buffer);
                let kind = error.map_err(|error| error.kind());
                assert_eq!(kind, Err(io::ErrorKind::FileTooLarge), "{length}");
            }
        }
    }

    /// A file may be written to between the check of its size and the reading.
    #[test]
    fn files_may_grow_by_a_little() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, vec![b'a'; 1000]).expect("a file");
        let file = File::open(&path).expect("a file");
        let mut buffer = Vec::new();
        fill(&file, 10, 1000, &mut buffer).expect("read");
        assert_eq!(buffer, vec![b'a'; 1000]);
        let file = File::open(&path).expect("a file");
        assert!(fill(&file, 10, 999, &mut buffer).is_err());
    }
}
