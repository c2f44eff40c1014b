use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::Path,
};

/// Reads all of a source into a buffer that is used again and again.
///
/// # Errors
/// What the system says, and a text of 4 GiB or more: places are 32-bit offsets.
pub(super) fn read_into(mut source: impl Read, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    let limit = u64::from(u32::MAX);
    if source.by_ref().take(limit).read_to_end(buffer)? as u64 == limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "files of 4 GiB and more are not read",
        ));
    }
    Ok(())
}

/// Reads a file.
pub(super) fn read_file(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    read_into(File::open(path)?, buffer)
}

/// Reads what somebody names: a file, or what another program writes into a pipe, but no device, whose end
/// may never come.
pub(super) fn read_named(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    let file = File::open(path)?;
    if is_device(&file)? && !file.is_terminal() && path != Path::new("/dev/null") {
        return Err(io::Error::other("it is a device"));
    }
    read_into(file, buffer)
}

#[cfg(unix)]
fn is_device(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::FileTypeExt;
    let kind = file.metadata()?.file_type();
    Ok(kind.is_char_device() || kind.is_block_device())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape everywhere")]
fn is_device(_file: &File) -> io::Result<bool> {
    Ok(false)
}

/// The system's reason for a failure, without its number: `permission denied`.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
