//! `spark-eci-lint completions` and `spark-eci-lint man`: for shells and for `man`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{
    args::Arguments,
    output::{exit_code, to_stdout},
};

pub(super) fn completions(shell: Shell) -> u8 {
    let mut script = Vec::new();
    let name = env!("CARGO_PKG_NAME");
    clap_complete::generate(shell, &mut Arguments::command(), name, &mut script);
    exit_code(&to_stdout(|out| out.write_all(&script)))
}

pub(super) fn man() -> u8 {
    let page = clap_mangen::Man::new(Arguments::command());
    exit_code(&to_stdout(|out| page.render(out)))
}
