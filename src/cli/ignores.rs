//! `--add-ignores`: writes comments that suppress findings.

use super::{
    exit,
    linter::Linter,
    output::{failed, note, plural},
    write::replace_file,
};
use crate::{
    finding::Severity,
    lint::{self, Run},
};

pub(super) fn add(linter: &Linter<'_>, run: &Run, lowest: Severity, reason: &str) -> u8 {
    let mut code = exit::CLEAN;
    let (mut comments, mut files) = (0, 0);
    for file in &run.files {
        let shown = &file.path;
        let Some(path) = &file.file else {
            code = failed(format_args!(
                "cannot write comments to {shown}: it is not a file"
            ));
            continue;
        };
        if linter.leaves_out(Some(path)) {
            note(format_args!("{shown} is excluded and was not changed"));
            continue;
        }
        let made = linter.with_options(file, |options| {
            lint::add_ignores(file, options, lowest, reason)
        });
        let written = made.and_then(|made| match made {
            None => Ok(0),
            Some((text, number)) => replace_file(path, &file.report.source, &text).map(|()| number),
        });
        match written {
            Ok(0) => {}
            Ok(number) => {
                comments += number;
                files += 1;
            }
            Err(why) => code = failed(format_args!("{shown} was not changed: {why}")),
        }
    }
    note(format_args!(
        "{comments} comment{} written to {files} file{}",
        plural(comments),
        plural(files)
    ));
    code
}
