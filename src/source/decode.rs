use thiserror::Error;

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// UTF-16, little endian, after a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, after a byte order mark.
    Utf16Be,
    /// No known encoding: invalid bytes were replaced.
    Unknown,
}

/// Bytes that are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The bytes before `valid_up_to` are UTF-8; the next one is not.
    #[error("byte {} is not valid UTF-8", valid_up_to + 1)]
    Utf8 {
        /// How many bytes from the start of the file are valid.
        valid_up_to: usize,
    },
    /// A lone surrogate or an odd number of bytes after a UTF-16 byte order mark.
    #[error("the file starts with a UTF-16 byte order mark but is not valid UTF-16")]
    Utf16,
}

/// Decodes a file like YAML 1.1 readers: UTF-16 if it starts with a byte order mark of UTF-16, otherwise UTF-8.
///
/// The byte order mark is not part of the text.
///
/// # Errors
/// The bytes are not valid in that encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), DecodeError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Ok((utf16(rest, u16::from_le_bytes)?, Encoding::Utf16Le)),
        [0xfe, 0xff, rest @ ..] => Ok((utf16(rest, u16::from_be_bytes)?, Encoding::Utf16Be)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok((utf8(rest, 3)?, Encoding::Utf8Bom)),
        _ => Ok((utf8(bytes, 0)?, Encoding::Utf8)),
    }
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<String, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|error| DecodeError::Utf8 {
        valid_up_to: skipped + error.valid_up_to(),
    })?;
    Ok(text.to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(DecodeError::Utf16);
    }
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).map_err(|_| DecodeError::Utf16)
}
