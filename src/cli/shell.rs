//! `spark-eci-lint completions`, and the completions that ask the program.

use clap_complete::{CompleteEnv, Shell as Known, generate};
use clap_complete_nushell::Nushell;

use super::{
    args::Shell,
    help,
    output::{exit_code, to_stdout},
};

/// The variable with which shells ask what can stand at a place. Not clap's own `COMPLETE`, which may be set for
/// another reason: a check that answers with a script would look like one that found nothing.
const VARIABLE: &str = "SPARK_ECI_LINT_COMPLETE";

/// Answers a shell that asks, and ends the process then. Nothing is read but, where a path is completed, the names in
/// its folder.
pub(super) fn complete() {
    CompleteEnv::with_factory(|| help::command(false))
        .var(VARIABLE)
        .complete();
}

/// Prints the script for a shell.
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
