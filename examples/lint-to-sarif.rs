//! Reads a manifest from standard input and writes a SARIF report to standard output.

use std::io::{Error, Read, stdin, stdout};

use spark_eci_lint::{Format, Linter};

fn main() -> Result<(), Error> {
    let mut manifest = String::new();
    stdin().read_to_string(&mut manifest)?;
    let report = Linter::default().lint("manifest.yaml", &manifest);
    report.write(Format::Sarif, &mut stdout())
}
