use super::{
    args::ConfigPath,
    exit,
    output::{failed, report_config_errors},
};
use crate::project::{ForFile, Project};

/// What holds for a file, or for the files in a folder.
///
/// # Errors
/// The exit code, where there is no such file and where the configuration is invalid.
pub(super) fn for_path(arguments: &ConfigPath) -> Result<ForFile, u8> {
    let config_args = &arguments.config_args;
    let project = Project::new(config_args.choice(), config_args.flags());
    let path = &arguments.path;
    if !path.exists() {
        return Err(failed(format_args!(
            "cannot read {}: no such file or folder",
            path.display()
        )));
    }
    // What holds for a folder is what holds for a file in it.
    let file = if path.is_dir() {
        path.join("-")
    } else {
        path.clone()
    };
    let of_file = project.of(Some(&file));
    if report_config_errors(&project) {
        return Err(exit::FAILURE);
    }
    Ok(of_file)
}
