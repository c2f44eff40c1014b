//! The program as it is called: each file in `tests/cmd/` is a dialogue with it.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes the answers anew; read the difference before
//! you keep it.

#[test]
fn dialogues() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        // A pipeline that runs these tests must not change what is tested.
        .env("GITHUB_ACTIONS", "")
        .env("GITHUB_WORKSPACE", "")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}
