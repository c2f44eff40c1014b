use super::{
    args::ConfigShow,
    exit,
    output::{failed, report_config_errors},
    values::check_selectors,
};
use crate::project::{ForFile, Project};

/// What holds for a file, or for the files in a folder.
///
/// # Errors
/// The exit code, where there is no such file and where the configuration is invalid.
pub(super) fn for_path(arguments: &ConfigShow) -> Result<ForFile, u8> {
    of_run_and_path(arguments).map(|(_, of_file)| of_file)
}

/// What holds for a run in the current folder, and for a file or the files in a folder.
///
/// # Errors
/// The exit code, where there is no such file and where a configuration is invalid.
pub(super) fn of_run_and_path(arguments: &ConfigShow) -> Result<(ForFile, ForFile), u8> {
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
    let checked = config_args
        .check()
        .and_then(|()| check_selectors(levels.selectors().chain(others.selectors()), &rules))
        .and_then(|()| levels.check(&rules));
    checked.map_err(failed)?;
    Ok((of_run, of_file))
}
