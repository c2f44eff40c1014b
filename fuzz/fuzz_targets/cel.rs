#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spark_eci_lint_fuzz::cel(bytes));
