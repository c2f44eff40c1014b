//! The linter as a WebAssembly module without imports: a JSON request in, a JSON answer out.
//!
//! The page writes a request into memory from [`allocate`], calls [`run`], reads the answer and gives its memory back by
//! [`free`].

mod answer;
mod offsets;
mod sizing;

pub use answer::answer;

/// Bytes of the length in front of an answer.
const PREFIX: usize = 4;

// The names are exported only to WebAssembly: elsewhere, `free` would take the place of the system's.

/// Memory of that many bytes, for a request. It belongs to the caller until it is given to [`run`].
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    into_raw(vec![0; length])
}

/// Takes memory back.
///
/// # Safety
/// The memory comes from [`allocate`] or [`run`], with that length, and is not used afterwards.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub unsafe extern "C" fn free(memory: *mut u8, length: usize) {
    // SAFETY: the caller says so.
    drop(unsafe { from_raw(memory, length) });
}

/// Answers a request, whose memory it takes back. The answer starts with its length: four bytes, the lowest first.
///
/// # Safety
/// The memory comes from [`allocate`], with that length, and is not used afterwards.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub unsafe extern "C" fn run(request: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: the caller says so.
    let request = unsafe { from_raw(request, length) };
    let answer = answer(&request);
    let mut bytes = Vec::with_capacity(PREFIX + answer.len());
    let length = u32::try_from(answer.len()).expect("an answer in memory of 32 bits");
    bytes.extend(length.to_le_bytes());
    bytes.extend(answer.into_bytes());
    into_raw(bytes)
}

fn into_raw(bytes: Vec<u8>) -> *mut u8 {
    Box::into_raw(bytes.into_boxed_slice()).cast()
}

/// # Safety
/// The memory comes from [`into_raw`], with that length, and is not used afterwards.
unsafe fn from_raw(memory: *mut u8, length: usize) -> Box<[u8]> {
    let slice = std::ptr::slice_from_raw_parts_mut(memory, length);
    // SAFETY: the caller says so.
    unsafe { Box::from_raw(slice) }
}
