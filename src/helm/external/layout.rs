//! Copies a chart to a folder of its own, with its dependencies in `charts`.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::{Component, Path},
};

use crate::{
    helm::loading::{Content, Laid},
    inputs::{Files, Unread},
    source::FileId,
    walk::reason,
};

/// Writes the files of a chart to a new folder; `change` may replace the text of a file.
pub(super) fn write(
    laid: &[Laid],
    is_without_values: bool,
    folder: &Path,
    files: &mut Files<'_>,
    mut change: impl FnMut(FileId, &str) -> Option<String>,
) -> Result<(), String> {
    let failed = |error: io::Error| format!("the chart cannot be copied: {}", reason(&error));
    let mut written = BTreeSet::new();
    for file in laid {
        // `.helmignore` was applied when the chart was loaded. In a packed chart it would hide other files.
        let is_left_out =
            file.path == ".helmignore" || file.path == "values.yaml" && is_without_values;
        if is_left_out || !written.insert((&file.path, file.file)) {
            continue;
        }
        let path = Path::new(&file.path);
        if !path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return Err(format!(
                "the chart cannot be copied: `{}` is not a valid path",
                file.path
            ));
        }
        let path = folder.join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(failed)?;
        }
        let content = match &file.content {
            None => None,
            Some(Content::Packed(_, bytes)) => Some(bytes.clone()),
            Some(Content::Disk(path)) => Some(files.read(path).map_err(|unread| match unread {
                Unread::System(error) => failed(error),
                Unread::TooMuch => "the chart cannot be copied: it is too large".to_owned(),
            })?),
        };
        let text = files.get(file.file).text.as_str();
        let bytes: Cow<'_, [u8]> = match (content, change(file.file, text)) {
            (Some(bytes), _) => bytes.into(),
            (None, Some(changed)) => changed.into_bytes().into(),
            (None, None) => text.as_bytes().into(),
        };
        let mut new = File::create_new(path).map_err(failed)?;
        new.write_all(&bytes).map_err(failed)?;
    }
    Ok(())
}
