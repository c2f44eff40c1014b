//! Prints the output of charts, for comparison with Helm: `.ci/try-helm` runs it.
//!
//! Each line of standard input has a chart's folder and values files, separated by tabs. For each, a line of JSON is
//! written: the output of the templates by name, with `null` for templates that were not rendered, and the problems.

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use spark_eci_lint::{
    helm::{self, Release, Values},
    inputs::{Boundary, Reader},
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

fn render(line: &str) -> io::Result<Value> {
    let mut parts = line.split('\t');
    let folder = Path::new(parts.next().unwrap_or_default()).canonicalize()?;
    let values = parts.map(|path| PathBuf::from(path).canonicalize().map(Values::File));
    let release = Release {
        values: values.collect::<io::Result<_>>()?,
        ..Release::default()
    };
    let boundary = Boundary::new(folder.parent().unwrap_or(&folder).to_owned());
    let Some(outcome) = helm::render(&folder, &[&release], None, &Disk, &boundary) else {
        return Ok(json!({ "templates": {}, "problems": ["there is no chart"] }));
    };
    let mut problems = Vec::new();
    let mut templates = Map::new();
    match outcome
        .renderings
        .map(|renderings| renderings.into_iter().next())
    {
        Err(problem) | Ok(Some(Err(problem))) => problems.push(problem.message),
        Ok(None) => {}
        Ok(Some(Ok(rendered))) => {
            for template in rendered {
                let text = match template.result {
                    Ok(written) => Value::from(written.text),
                    Err(problem) => {
                        problems.push(format!("{}: {}", template.name, problem.message));
                        Value::Null
                    }
                };
                templates.insert(template.name, text);
            }
        }
    }
    Ok(json!({ "templates": templates, "problems": problems }))
}

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        writeln!(io::stdout(), "{}", render(&line?)?)?;
    }
    Ok(())
}
