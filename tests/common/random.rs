//! Random cases. `cargo test` tries the same ones each time, so that a failure is caused by the change under test;
//! `ARBTEST_BUDGET_MS` searches among fresh ones for that long (`.ci/search`), and `ARBTEST_SEED` repeats the one that
//! a search printed.

use arbtest::{
    arbitrary::{Result, Unstructured},
    arbtest,
};

/// The sizes in bytes from which cases are generated, the smallest first.
const SIZES: [usize; 6] = [64, 256, 1024, 2048, 4096, 8192];

/// Tests a property on cases made of random bytes. A case that runs out of bytes does not count; most must count.
#[expect(clippy::print_stderr, reason = "shown where a case fails")]
pub(crate) fn cases(number: usize, mut property: impl FnMut(&mut Unstructured<'_>) -> Result<()>) {
    let is_set = |name| std::env::var_os(name).is_some();
    if is_set("ARBTEST_BUDGET_MS") || is_set("ARBTEST_SEED") {
        arbtest(property).run();
        return;
    }
    let mut counted = 0;
    for case in 0..number {
        let bytes = bytes(case as u64, SIZES[case % SIZES.len()]);
        eprintln!("case {case}");
        counted += usize::from(property(&mut Unstructured::new(&bytes)).is_ok());
    }
    assert!(
        counted * 2 > number,
        "only {counted} of {number} cases count"
    );
}

/// Bytes of the generator `SplitMix64`, which are the same on all platforms.
fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed;
    let words = std::iter::repeat_with(|| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    });
    words
        .take(length.div_ceil(8))
        .flat_map(u64::to_le_bytes)
        .take(length)
        .collect()
}
