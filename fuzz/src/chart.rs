//! Any chart is rendered or rejected, twice with the same result, and each part of the output has a place.

use std::{
    fs, io,
    path::Path,
    sync::{LazyLock, Mutex},
};

use spark_eci_lint::{
    helm::{Release, Written, render},
    inputs::{Boundary, Reader},
    source::{Quality, Span},
};
use tempfile::TempDir;

struct Disk;

impl Reader for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

/// The files of a chart, in the order of their texts in an input.
const FILES: [&str; 4] = [
    "templates/app.yaml",
    "values.yaml",
    "templates/_helpers.tpl",
    "Chart.yaml",
];

/// An input consists of the texts of the files of a chart, separated by the byte `0x1f`.
pub fn chart(bytes: &[u8]) {
    static FOLDER: LazyLock<Mutex<TempDir>> =
        LazyLock::new(|| Mutex::new(TempDir::new().expect("a folder")));
    let folder = FOLDER.lock().expect("no panic");
    let folder = folder.path().canonicalize().expect("a folder");
    fs::create_dir_all(folder.join("templates")).expect("a folder");
    let mut parts = bytes.split(|byte| *byte == 0x1f);
    for file in FILES {
        let text = match parts.next() {
            Some(text) => text,
            None if file == "Chart.yaml" => b"apiVersion: v2\nname: a\nversion: 0.1.0\n",
            None => b"",
        };
        fs::write(folder.join(file), text).expect("a file");
    }
    let texts = || {
        let boundary = Boundary::new(folder.clone());
        let outcome = render(&folder, &[&Release::default()], None, &Disk, &boundary)?;
        let rendered = outcome.renderings.ok()?.pop()?.ok()?;
        let texts = rendered.into_iter().map(|template| match template.result {
            Ok(written) => {
                check(&written);
                written.text
            }
            Err(problem) => {
                let text = problem.file.text.as_str();
                assert!(text.get(problem.place.range()).is_some(), "a place");
                problem.message
            }
        });
        Some(texts.collect::<Vec<_>>())
    };
    assert_eq!(texts(), texts());
}

fn check(written: &Written) {
    let text = &written.text;
    for (at, letter) in text.char_indices().step_by(7) {
        let offset = |at: usize| u32::try_from(at).expect("small");
        let span = Span::new(offset(at), offset(at + letter.len_utf8()));
        for map in [&written.map, &written.templates, &written.values] {
            let place = map.place(span);
            let Some(file) = place.file else {
                continue;
            };
            let source = file.text.as_str().get(place.span.range());
            let source = source.expect("a part of the file");
            if place.quality == Quality::Exact {
                assert_eq!(source, &text[span.range()]);
            }
        }
    }
}
