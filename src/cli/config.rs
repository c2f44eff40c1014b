//! `spark-eci-lint config`: what holds for a file, and a configuration to start from.

use std::{fs, io::Write, path::Path};

use super::{
    args::{ConfigCommand, ConfigShow},
    config_test,
    configured::for_path,
    exit,
    output::{exit_code, failed, note, to_stdout},
};
use crate::{
    config::{self, FILE_NAMES},
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
    let of_file = match for_path(arguments) {
        Ok(of_file) => of_file,
        Err(code) => return code,
    };
    let shown = &of_file.effective.shown;
    let width = |of: fn(&config::Shown) -> &str| {
        let widths = shown.iter().map(|setting| of(setting).chars().count());
        widths.max().unwrap_or_default()
    };
    let (name, value) = (
        width(|setting| &setting.name),
        width(|setting| &setting.value),
    );
    let written = to_stdout(|out| {
        match &of_file.config {
            Some(config) => writeln!(out, "# {config}")?,
            None => writeln!(out, "# no configuration")?,
        }
        if !of_file.is_covered {
            writeln!(out, "# {} is excluded by it", arguments.path.display())?;
        }
        for setting in shown {
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

fn init(folder: &Path) -> u8 {
    if let Some(there) = FILE_NAMES
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.exists())
    {
        return failed(format_args!(
            "{} exists: it stays as it is",
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
