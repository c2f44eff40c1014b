use super::{
    args::ConfigPath,
    exit,
    output::{failed, report_config_errors},
    tip,
};
use crate::project::{ForFile, Project};

/// What holds for a file, or for the files in a folder.
///
/// # Errors
/// The exit code, where there is no such file and where the configuration is invalid.
pub(super) fn for_path(arguments: &ConfigPath) -> Result<ForFile, u8> {
    of_run_and_path(arguments).map(|(_, of_file)| of_file)
}

/// What holds for a run in the current folder, and for a file or the files in a folder.
///
/// # Errors
/// The exit code, where there is no such file and where a configuration is invalid.
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
    // What holds for a folder is what holds for a file in it.
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
