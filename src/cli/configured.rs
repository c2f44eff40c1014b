use super::{
    args::ConfigPath,
    exit,
    output::{failed, report_config_errors},
    tip,
};
use crate::project::{ForFile, Project};

/// The settings of a file, or of the files in a folder.
///
/// # Errors
/// The exit code, for a missing file and an invalid configuration.
pub(super) fn for_path(arguments: &ConfigPath) -> Result<ForFile, u8> {
    of_run_and_path(arguments).map(|(_, of_file)| of_file)
}

/// The settings of a run in the current folder, and those of a file or the files in a folder.
///
/// # Errors
/// The exit code, for a missing file and an invalid configuration.
pub(super) fn of_run_and_path(arguments: &ConfigPath) -> Result<(ForFile, ForFile), u8> {
    let config_args = &arguments.config_args;
    let (levels, others) = (&arguments.levels, &arguments.others);
    let flags = others.add_to(config_args.flags().with_levels(levels.levels()));
    let project = Project::new(config_args.choice(), flags);
    let path = &arguments.path;
    if !path.exists() {
        return Err(failed(format_args!(
            "cannot read {}: no such file or folder",
            path.display()
        )));
    }
    // A folder has the settings of any file in it.
    let file = if path.is_dir() {
        path.join("-")
    } else {
        path.clone()
    };
    let (of_run, of_file) = (project.of(None), project.of(Some(&file)));
    if report_config_errors(&project) {
        return Err(exit::FAILURE);
    }
    let rules = project.rules();
    config_args.check().map_err(failed)?;
    let selectors = [("--rule <RULE=LEVEL>", levels.selectors().collect())];
    let selectors = selectors.into_iter().chain(others.selectors());
    if let Some(error) = tip::unknown_selector(selectors, &rules) {
        return Err(tip::print(&error));
    }
    levels.check(&rules).map_err(failed)?;
    Ok((of_run, of_file))
}
