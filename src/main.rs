//! The program. Its code is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    spark_eci_lint::cli::main()
}
