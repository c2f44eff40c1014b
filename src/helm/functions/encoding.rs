//! Encodings and checksums.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use data_encoding::BASE32;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::gotemplate::{
    Call, Function, Text, Value,
    arguments::{exactly, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "b64enc" => {
            |call, values| made(call, "b64enc", values, |text| BASE64_STANDARD.encode(text))
        }
        "b32enc" => |call, values| {
            made(call, "b32enc", values, |text| {
                BASE32.encode(text.as_bytes())
            })
        },
        "b64dec" => |call, values| made(call, "b64dec", values, base64_decoded),
        "b32dec" => |call, values| made(call, "b32dec", values, base32_decoded),
        "sha1sum" => |call, values| {
            made(call, "sha1sum", values, |text| {
                hexadecimal(&Sha1::digest(text))
            })
        },
        "sha256sum" => |call, values| {
            made(call, "sha256sum", values, |text| {
                hexadecimal(&Sha256::digest(text))
            })
        },
        "sha512sum" => |call, values| {
            made(call, "sha512sum", values, |text| {
                hexadecimal(&Sha512::digest(text))
            })
        },
        "adler32sum" => |call, values| {
            made(call, "adler32sum", values, |text| {
                adler32(text.as_bytes()).to_string()
            })
        },
        _ => return None,
    })
}

/// Applies a function from string to string.
pub(super) fn made(
    call: &mut Call<'_>,
    name: &str,
    values: &[Value],
    make: fn(&str) -> String,
) -> Result<Value, String> {
    let [value] = exactly(name, values)?;
    let whole: &Text = text(value)?;
    call.spend(whole.as_str().len() / 10 + 1)?;
    Ok(Value::Text(whole.made(&make(whole.as_str()))))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65521;
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % MODULUS;
        (low, (high + low) % MODULUS)
    });
    high << 16 | low
}

/// The decoded text, or Go's error message as the text.
fn base64_decoded(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\n' | '\r'))
        .collect();
    match BASE64_STANDARD.decode(&text) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(problem) => {
            let at = match problem {
                base64::DecodeError::InvalidLastSymbol { offset: at, .. }
                | base64::DecodeError::InvalidByte(at, _) => at,
                // Go reports the start of the last group of four letters.
                _ => text.len() / 4 * 4,
            };
            format!("illegal base64 data at input byte {at}")
        }
    }
}

fn base32_decoded(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\n' | '\r'))
        .collect();
    match BASE32.decode(text.as_bytes()) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(problem) => format!("illegal base32 data at input byte {}", problem.position),
    }
}
