//! Prints the output of kustomizations, for comparison with kustomize: `.ci/try-kustomize` runs it.
//!
//! `cargo run --example build-kustomization FOLDER…`, or `-` for folders from standard input, one per line.

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
};

use spark_eci_lint::{
    inputs::{Boundary, Limits, ProblemKind, Reader},
    kustomize::build,
};

struct Disk;

impl Reader for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

fn print(folder: &Path) -> io::Result<()> {
    let folder = folder.canonicalize()?;
    let top = folder.ancestors().nth(2).unwrap_or(&folder);
    let boundary = Boundary::new(top.to_owned());
    let outcome = build(&folder, &Disk, &boundary, Limits::default());
    let (said, text) = match outcome.map(|outcome| outcome.built) {
        None => ("none".to_owned(), String::new()),
        Some(Ok(built)) => ("built".to_owned(), built.text),
        Some(Err(problem)) => {
            let kind = match problem.kind {
                ProblemKind::Refused => "refused",
                ProblemKind::NotBuilt => "not built",
            };
            (format!("{kind}: {}", problem.message), String::new())
        }
    };
    writeln!(io::stdout(), "=== {} {said}\n{text}", folder.display())?;
    Ok(())
}

fn main() -> io::Result<()> {
    for argument in std::env::args_os().skip(1) {
        if argument == "-" {
            for line in io::stdin().lock().lines() {
                print(&PathBuf::from(line?))?;
            }
        } else {
            print(Path::new(&argument))?;
        }
    }
    Ok(())
}
