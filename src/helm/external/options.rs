//! The command line of Helm for a release.

use std::{ffi::OsString, fs, path::Path, rc::Rc};

use crate::{
    gotemplate::{Budget, Map, Templates, Text, Value},
    helm::{
        functions::HelmFunctions,
        release::Release,
        values::{
            Values,
            given::{Ungiven, open, written},
        },
    },
    inputs::Files,
};

/// The arguments of `helm` except for the chart. Values are copied to a folder.
pub(super) fn options(
    release: &Release,
    folder: &Path,
    files: &mut Files<'_>,
) -> Result<Vec<OsString>, String> {
    let mut options: Vec<OsString> = vec!["template".into()];
    options.push(format!("--namespace={}", release.namespace).into());
    options.extend(release.capabilities.options().map(OsString::from));
    for (number, values) in release.values.iter().enumerate() {
        let text = text(values, files)?;
        let file = folder.join(format!("values-{number}.yaml"));
        fs::write(&file, text).map_err(|error| format!("values cannot be copied: {error}"))?;
        let mut option = OsString::from("--values=");
        // Helm splits this option at commas; the path of a temporary folder contains none.
        option.push(&file);
        options.push(option);
    }
    for setting in &release.settings {
        options.push(format!("{}={}", setting.kind.flag(), setting.text).into());
    }
    Ok(options)
}

fn text(values: &Values, files: &mut Files<'_>) -> Result<String, String> {
    let said = |reason: Ungiven| match reason {
        Ungiven::Said(_, message) => message,
        Ungiven::Problem(problem) => problem.message,
    };
    match values {
        Values::File(path) | Values::Named(path) => {
            let is_named = matches!(values, Values::Named(_));
            let file = open(path, is_named, files).map_err(said)?;
            Ok(files.get(file).text.as_str().to_owned())
        }
        Values::Written(part) => json(written(part, files).map_err(said)?),
        Values::Unknown(_, reason) => Err(reason.clone()),
    }
}

fn json(map: Map) -> Result<String, String> {
    let name = "values";
    let mut templates = Templates::new(Rc::new(HelmFunctions));
    let failed = |problem: crate::gotemplate::Problem| problem.message;
    templates
        .add(name, &Text::plain("{{ toRawJson . }}"))
        .map_err(failed)?;
    let mut budget = Budget { steps: 5_000_000 };
    let text = templates
        .render(name, &Value::Map(map), &mut budget)
        .map_err(failed)?;
    Ok(text.as_str().to_owned())
}
