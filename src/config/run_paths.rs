//! The paths that a configuration may read and write. A pull request can change the configuration, so it may only name files
//! in its own folder or below, and only write files that look like reports.

use std::path::{Component, Path};

/// The names of report formats. The formats themselves belong to a later stage, which this one must not use.
pub const FORMATS: [&str; 11] = [
    "human",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "azure",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
];

/// The allowed extensions of report files: none that other programs run or read as their settings.
const ENDINGS: [&str; 6] = ["json", "log", "md", "sarif", "txt", "xml"];

pub(super) fn check_baseline(path: &str) -> Result<(), String> {
    check_inside(path)
}

/// Checks a list of `FORMAT` or `FORMAT=FILE`, separated by commas.
pub(super) fn check_formats(list: &str) -> Result<(), String> {
    list.split(',').try_for_each(check_format)
}

fn check_format(text: &str) -> Result<(), String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    if !FORMATS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let distance = |known: &&&str| strsim::damerau_levenshtein(known, &name.to_lowercase());
        let meant = FORMATS.iter().min_by_key(distance);
        let meant = meant.filter(|known| distance(known) <= 2);
        return Err(match meant {
            Some(meant) => format!("unknown format `{name}`; did you mean `{meant}`?"),
            None => format!(
                "unknown format `{name}`; possible values: {}",
                FORMATS.join(", ")
            ),
        });
    }
    let Some(file) = file else {
        return Ok(());
    };
    check_inside(file)?;
    let ending = Path::new(file)
        .extension()
        .and_then(|ending| ending.to_str());
    let is_report = |ending: &str| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    };
    if ending.is_some_and(is_report) {
        return Ok(());
    }
    Err(format!(
        "a configuration may only write files that end in .{}; name `{file}` on the command line",
        ENDINGS.join(", .")
    ))
}

/// Refuses a path outside of the configuration's folder. Links are checked when the file is opened.
fn check_inside(path: &str) -> Result<(), String> {
    if path.trim().is_empty() {
        return Err("missing file name".to_owned());
    }
    let mut parts = Path::new(path).components();
    let stays = parts
        .clone()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    // Windows paths are checked on all systems, so that a configuration behaves the same everywhere.
    if !stays || path.contains(['\\', ':']) {
        return Err(format!(
            "`{path}` leads out of the configuration's folder; name such a file on the command line"
        ));
    }
    if parts.any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Err(format!("`{path}` is in the `.git` folder"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_names_files_in_its_own_folder() {
        for path in ["known.json", "a/b.json", "./a.json", "..a/b.json"] {
            assert_eq!(check_baseline(path), Ok(()), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../a.json",
            "a/../../b",
            "a\\b.json",
            "C:a.json",
            ".git/a.json",
            "a/.GIT/b.json",
        ] {
            assert!(check_baseline(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_configuration_writes_reports_and_nothing_else() {
        for list in [
            "human",
            "human,sarif=out/a.sarif",
            "JSON=a.json",
            "markdown=a.md",
        ] {
            assert_eq!(check_formats(list), Ok(()), "{list}");
        }
        for (list, wanted) in [
            ("sarf", "did you mean `sarif`"),
            ("pdf2000", "possible values: human, concise"),
            ("human,json=", "missing file name"),
            ("json=run.sh", "only write files that end in"),
            ("json=Makefile", "only write files that end in"),
            ("json=../a.json", "leads out"),
            ("json=.git/a.json", "in the `.git` folder"),
        ] {
            let why = check_formats(list).expect_err(list);
            assert!(why.contains(wanted), "{list}: {why}");
        }
    }
}
