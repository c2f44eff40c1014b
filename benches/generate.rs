//! Writes trees and files of manifests for measurements:
//! `cargo run --release --example generate -- haystack 100000 /tmp/haystack`.

#![expect(clippy::print_stderr, reason = "the example is a program")]

use std::{fs, io, path::Path};

#[path = "manifests/applications.rs"]
mod applications;
#[path = "manifests/ordinary.rs"]
mod ordinary;

const USAGE: &str = "usage: generate haystack|needles|stream|list NUMBER PATH
  haystack  a folder of so many manifests, of which every 100th is a Spark application
  needles   a folder of so many Spark applications, one in a file
  stream    a file of so many Spark applications, one in a document
  list      a file of so many Spark applications in one List";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [what, number, path] = words[..] else {
        fail(USAGE);
    };
    let Ok(number) = number.parse() else {
        fail(USAGE);
    };
    let path = Path::new(path);
    let written = match what {
        "haystack" => haystack(path, number),
        "needles" => (0..number).try_for_each(|number| needle(path, number)),
        "stream" => fs::write(path, applications::stream(number)),
        "list" => fs::write(path, applications::list(number)),
        _ => fail(USAGE),
    };
    if let Err(error) = written {
        fail(&error.to_string());
    }
}

fn haystack(folder: &Path, number: usize) -> io::Result<()> {
    for number in 0..number {
        if number % 100 == 50 {
            needle(folder, number)?;
            continue;
        }
        let (name, text) = ordinary::ordinary(number);
        let part = match number % 10 {
            0..5 => "base",
            5..7 => "overlays/staging",
            _ => "overlays/production",
        };
        let service = format!("team-{}/service-{}/{part}", number / 1000, number / 10);
        write(&folder.join(service), name, &text)?;
    }
    Ok(())
}

fn needle(folder: &Path, number: usize) -> io::Result<()> {
    let folder = folder.join(format!("team-{}/jobs-{}", number / 1000, number / 100));
    write(
        &folder,
        &format!("job-{number}.yaml"),
        &applications::application(number),
    )
}

fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), text)
}

fn fail(why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(2)
}
