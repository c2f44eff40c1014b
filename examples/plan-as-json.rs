//! Reads a manifest from standard input and writes its pods, their instances and prices as JSON.

use std::io::{Error, Read, stdin, stdout};

use spark_eci_lint::{Linter, PlanFormat};

fn main() -> Result<(), Error> {
    let mut manifest = String::new();
    stdin().read_to_string(&mut manifest)?;
    let plan = Linter::default().plan("manifest.yaml", &manifest);
    plan.write(PlanFormat::Json, &mut stdout())
}
