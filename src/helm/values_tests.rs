//! The data that templates see, compared with what `helm template` of version 4.1.4 printed for the same charts.
//!
//! Each file of `testdata/helm/values` is a chart, with the arguments of the command line and the output of each
//! template. If Helm refuses the chart, the reason is there instead.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    chart,
    functions::HelmFunctions,
    prepare::prepare,
    release::Release,
    templates::{Role, Template},
    values::{Setting, SettingKind, Values},
};
use crate::{
    gotemplate::{Budget, NO_VALUE, Templates},
    inputs::{Boundary, Files, Limits, Problem, Reader},
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

/// The parts of a case, each with its name.
fn parts(text: &str) -> Vec<(&str, &str)> {
    text.split("\n=== ")
        .skip(1)
        .map(|part| part.split_once('\n').unwrap_or((part, "")))
        .collect()
}

/// Writes the files of a case and returns its release.
fn write(folder: &Path, parts: &[(&str, &str)]) -> Release {
    let mut release = Release::default();
    let mut packed: Vec<(PathBuf, tar::Builder<Vec<u8>>)> = Vec::new();
    for (name, text) in parts {
        match *name {
            "expected" => {}
            "arguments" => {
                for line in text.lines() {
                    let (option, value) = line.split_once(' ').expect("a value");
                    let mut set = |kind| {
                        let text = value.to_owned();
                        release.settings.push(Setting { kind, text });
                    };
                    match option {
                        "--values" => release.values.push(Values::File(folder.join(value))),
                        "--set" => set(SettingKind::Typed),
                        "--set-string" => set(SettingKind::Text),
                        "--set-json" => set(SettingKind::Json),
                        "--set-literal" => set(SettingKind::Literal),
                        other => panic!("unknown option {other}"),
                    }
                }
            }
            name => {
                // Parts lack their final line break.
                let end = if text.is_empty() { "" } else { "\n" };
                let text = format!("{text}{end}");
                if let Some((archive, inside)) = name.split_once(".pack/") {
                    let archive = folder.join(format!("{archive}.tgz"));
                    if packed.last().is_none_or(|(path, _)| *path != archive) {
                        packed.push((archive, tar::Builder::new(Vec::new())));
                    }
                    let (_, builder) = packed.last_mut().expect("an archive");
                    let mut header = tar::Header::new_gnu();
                    header.set_size(text.len() as u64);
                    header.set_mode(0o644);
                    builder
                        .append_data(&mut header, inside, text.as_bytes())
                        .expect("an entry");
                    continue;
                }
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("a file");
            }
        }
    }
    for (path, builder) in packed {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let file = fs::File::create(path).expect("an archive");
        let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        io::Write::write_all(&mut encoder, &builder.into_inner().expect("an archive"))
            .expect("an archive");
        encoder.finish().expect("an archive");
    }
    release
}

fn prepared(folder: &Path, release: &Release) -> Result<Vec<Template>, Problem> {
    let boundary = Boundary::new(folder.to_owned());
    let mut files = Files::new(&Disk, &boundary, Limits::default());
    let chart_folder = folder.join("chart");
    let file = chart::file(&chart_folder, &mut files).expect("a chart");
    let (chart, _) = chart::load(&chart_folder, file, &mut files)?;
    // Preparing another release first must not change the result.
    let other = Release {
        settings: vec![Setting {
            kind: SettingKind::Typed,
            text: "other=1,global.other=1".to_owned(),
        }],
        ..Release::default()
    };
    let _ = prepare(&chart, &other, &mut files);
    prepare(&chart, release, &mut files)
}

fn output(templates: &[Template]) -> Result<String, String> {
    let mut set = Templates::new(Rc::new(HelmFunctions));
    for template in templates {
        let added = set.add(&template.name, &template.text);
        added.map_err(|problem| problem.message)?;
    }
    let mut budget = Budget { steps: 1_000_000 };
    let mut outputs = Vec::new();
    for template in templates {
        if template.role == Role::Manifest {
            let text = set.render(&template.name, &template.scope(), &mut budget);
            let text = text.map_err(|problem| problem.message)?;
            let text = text.as_str().replace(NO_VALUE, "");
            outputs.push(format!("{}: {}\n", template.name, text.trim()));
        }
    }
    outputs.sort();
    Ok(outputs.concat())
}

#[test]
fn templates_see_the_same_data_as_in_helm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/helm/values");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.sort();
    let mut wrong = String::new();
    for case in &cases {
        let text = fs::read_to_string(case).expect("UTF-8");
        let parts = parts(&text);
        let (_, expected) = parts.last().expect("an expectation");
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path().canonicalize().expect("a folder");
        let release = write(&folder, &parts);
        let found = match prepared(&folder, &release) {
            Ok(templates) => {
                output(&templates).unwrap_or_else(|reason| format!("refused Refused {reason}\n"))
            }
            Err(problem) => format!("refused {:?} {}\n", problem.kind, problem.message),
        };
        let is_right = match expected.strip_prefix("refused") {
            Some(_) => found.starts_with("refused Refused"),
            None => found.trim_end() == expected.trim_end(),
        };
        if !is_right {
            let name = case.file_name().expect("a name").display();
            let _ = write!(wrong, "{name}\n  helm: {expected}\n  here: {found}\n");
        }
    }
    assert!(cases.len() > 60, "only {} cases were found", cases.len());
    assert!(wrong.is_empty(), "{wrong}");
}
