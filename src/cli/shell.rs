//! `spark-eci-lint completions`, and dynamic completions.

use clap_complete::{CompleteEnv, Shell as Known, generate};
use clap_complete_nushell::Nushell;

use super::{
    args::Shell,
    help,
    output::{exit_code, to_stdout},
};

/// Shells set it to ask for completions. Not clap's own `COMPLETE`, which may be set for another reason: a check that printed
/// a completion script would look like a clean result.
const VARIABLE: &str = "SPARK_ECI_LINT_COMPLETE";

/// Answers a shell that asks for completions and exits. Only completions of paths read from the disk: the names in a
/// folder.
pub(super) fn complete() {
    CompleteEnv::with_factory(|| help::command(false))
        .var(VARIABLE)
        .complete();
}

pub(super) fn completions(shell: Shell) -> u8 {
    let mut script = Vec::new();
    let mut command = help::command(false);
    let name = env!("CARGO_PKG_NAME");
    let (command, out) = (&mut command, &mut script);
    match shell {
        Shell::Bash => generate(Known::Bash, command, name, out),
        Shell::Elvish => generate(Known::Elvish, command, name, out),
        Shell::Fish => generate(Known::Fish, command, name, out),
        Shell::Nushell => generate(Nushell, command, name, out),
        Shell::Powershell => generate(Known::PowerShell, command, name, out),
        Shell::Zsh => generate(Known::Zsh, command, name, out),
    }
    exit_code(&to_stdout(|out| out.write_all(&script)))
}
