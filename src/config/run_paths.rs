//! Where a configuration may have a run read and write. Whoever sends a change may have written the configuration, so
//! it names only files in its own folder or below, and writes only what looks like a report.

use std::path::{Component, Path};

/// The formats of reports, by their names: what they are is known to later stages.
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

/// How the file of a report may end: nothing that something else runs or reads as its settings.
const ENDINGS: [&str; 6] = ["json", "log", "md", "sarif", "txt", "xml"];

/// Why a baseline cannot be at this path.
pub(super) fn check_baseline(path: &str) -> Result<(), String> {
    check_inside(path)
}

/// Why this is no list of reports: `FORMAT` or `FORMAT=FILE`, separated by commas.
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
            Some(meant) => format!("there is no format `{name}`; did you mean `{meant}`?"),
            None => format!("there is no format `{name}`, only {}", FORMATS.join(", ")),
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
        "a configuration writes only files that end in .{}; name `{file}` on the command line",
        ENDINGS.join(", .")
    ))
}

/// Why a path does not stay in the folder of the configuration. Links are looked at when it is opened.
fn check_inside(path: &str) -> Result<(), String> {
    if path.trim().is_empty() {
        return Err("the name of a file is missing".to_owned());
    }
    let mut parts = Path::new(path).components();
    let stays = parts
        .clone()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    // A path of Windows is none elsewhere, and the other way round.
    if !stays || path.contains(['\\', ':']) {
        return Err(format!(
            "`{path}` leads out of the folder of the configuration; name such a file on the command line"
        ));
    }
    if parts.any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Err(format!("`{path}` is a file of git"));
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
            ("pdf2000", "only human, concise"),
            ("human,json=", "the name of a file is missing"),
            ("json=run.sh", "only files that end in"),
            ("json=Makefile", "only files that end in"),
            ("json=../a.json", "leads out"),
            ("json=.git/a.json", "a file of git"),
        ] {
            let why = check_formats(list).expect_err(list);
            assert!(why.contains(wanted), "{list}: {why}");
        }
    }
}
