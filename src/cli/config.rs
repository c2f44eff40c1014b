//! `spark-eci-lint config`.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use serde::Serialize;

use super::{
    args::{ConfigCommand, ConfigShow, ListFormat},
    config_test,
    configured::of_run_and_path,
    exit,
    output::{exit_code, failed, note, to_stdout},
};
use crate::{
    config::{self, FILE_NAMES},
    project::ForFile,
    walk::reason,
};

pub(super) fn run(command: &ConfigCommand) -> u8 {
    match command {
        ConfigCommand::Show(arguments) => show(arguments),
        ConfigCommand::Test(arguments) => config_test::run(arguments),
        ConfigCommand::Init { folder } => init(folder),
        ConfigCommand::Schema => {
            exit_code(&to_stdout(|out| out.write_all(config::schema().as_bytes())))
        }
    }
}

fn show(arguments: &ConfigShow) -> u8 {
    let (of_run, of_file) = match of_run_and_path(&arguments.of) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let of_run = &of_run.effective.shown;
    let shown = of_file.effective.shown.iter().map(|setting| {
        let is_same = |other: &&config::Shown| other.name == setting.name;
        let for_run = of_run.iter().find(is_same);
        for_run
            .filter(|_| config::is_of_run(&setting.name))
            .unwrap_or(setting)
    });
    let shown: Vec<_> = shown.collect();
    let width = |of: fn(&config::Shown) -> &str| {
        let widths = shown.iter().map(|setting| of(setting).chars().count());
        widths.max().unwrap_or_default()
    };
    let (name, value) = (
        width(|setting| &setting.name),
        width(|setting| &setting.value),
    );
    let written = to_stdout(|out| {
        if matches!(arguments.format, ListFormat::Json) {
            return json(&of_file, out);
        }
        match &of_file.config {
            Some(config) => writeln!(out, "# {config}")?,
            None => writeln!(out, "# no configuration")?,
        }
        if let Some(by) = &of_file.excluded_by {
            let path = arguments.of.path.display();
            writeln!(out, "# {path} is excluded by {by}")?;
        }
        for setting in &shown {
            writeln!(
                out,
                "{:<name$}  {:<value$}  # {}",
                setting.name, setting.value, setting.from
            )?;
        }
        Ok(())
    });
    exit_code(&written)
}

fn json(of_file: &ForFile, out: &mut dyn Write) -> io::Result<()> {
    let settings = of_file.effective.shown.iter().map(|setting| JsonSetting {
        name: &setting.name,
        value: &setting.value,
        from: &setting.from,
    });
    let shown = JsonConfig {
        config: of_file.config.as_deref(),
        covered: of_file.is_covered,
        settings: settings.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &shown)?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonConfig<'s> {
    /// `null` without a configuration.
    config: Option<&'s str>,
    /// False if the configuration excludes the file.
    covered: bool,
    settings: Vec<JsonSetting<'s>>,
}

#[derive(Serialize)]
struct JsonSetting<'s> {
    name: &'s str,
    /// In YAML syntax.
    value: &'s str,
    /// File and line, `default`, or `command line or environment`.
    from: &'s str,
}

fn init(folder: &Path) -> u8 {
    if let Some(there) = FILE_NAMES
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.exists())
    {
        return failed(format_args!(
            "{} already exists and was not changed",
            there.display()
        ));
    }
    let path = folder.join(FILE_NAMES[0]);
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(config::starter().as_bytes()));
    match written {
        Ok(()) => {
            note(format_args!("{} written", path.display()));
            exit::CLEAN
        }
        Err(error) => failed(format_args!(
            "cannot write {}: {}",
            path.display(),
            reason(&error)
        )),
    }
}
