use std::{
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

use crate::{
    kustomize::KUSTOMIZATION_FILES,
    source::{SourceText, Span},
    yaml::{self, Node},
};

/// The files that a kustomization names, relative to its folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Files {
    pub(super) patches: Vec<String>,
    /// Files and folders. Remote ones are among them and do not exist on disk.
    pub(super) resources: Vec<String>,
    pub(super) is_component: bool,
}

/// The files that a kustomization names. Empty for anything else.
pub(super) fn files(bytes: &[u8]) -> Files {
    let Ok(source) = SourceText::from_bytes(bytes) else {
        return Files::default();
    };
    let Ok(end) = u32::try_from(source.as_str().len()) else {
        return Files::default();
    };
    let document = match yaml::parse(source.as_str(), Span::new(0, end)) {
        Ok(Some(document)) => document,
        Ok(None) => return Files::default(),
        Err(_) => return words(source.as_str()),
    };
    let root = document.root();
    // kustomize ignores the case of field names.
    let entries = root.entries();
    let field = |name: &str| {
        let mut found = entries.iter();
        let found = found.find(|entry| entry.key.eq_ignore_ascii_case(name));
        found.map(|entry| entry.value)
    };
    let items = |name: &str| {
        // kustomize refuses a name outside of a list, but only the build reports that.
        let single = field(name).filter(|node| node.as_str().is_some());
        let listed = field(name).into_iter().flat_map(Node::items);
        single.into_iter().chain(listed)
    };
    let path = |item: Node<'_>| {
        let entries = item.entries().into_iter();
        let mut paths = entries.filter(|entry| entry.key.eq_ignore_ascii_case("path"));
        Some(paths.next()?.value.as_str()?.to_owned())
    };
    let paths = |field: &str| items(field).filter_map(path);
    let patches = paths("patches")
        .chain(paths("patchesJson6902"))
        // An item of this list is a path or an inline patch.
        .chain(
            items("patchesStrategicMerge")
                .filter_map(Node::as_str)
                .filter(|item| !item.contains(['\n', ':']))
                .map(str::to_owned),
        );
    let resources = ["resources", "bases", "components"];
    let resources = resources.into_iter().flat_map(items);
    let kind = field("kind").and_then(Node::as_str);
    Files {
        is_component: kind == Some("Component"),
        patches: patches.collect(),
        resources: resources
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect(),
    }
}

/// The words of an invalid kustomization, any of which may be a path. It is reported if one of these files has an
/// application.
fn words(text: &str) -> Files {
    let words = text.split(|letter: char| letter.is_whitespace() || "[]{},'\"".contains(letter));
    let words = words.filter(|word| !word.is_empty() && !word.ends_with(':'));
    Files {
        resources: words.map(str::to_owned).collect(),
        ..Files::default()
    }
}

/// The files that a kustomization uses as resources. kustomize refuses files outside of its folder.
#[must_use]
pub fn named_resources(path: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let name = path.file_name().and_then(OsStr::to_str);
    if !name.is_some_and(|name| KUSTOMIZATION_FILES.contains(&name)) {
        return Vec::new();
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let resources = files(bytes).resources.into_iter();
    let below = resources.filter_map(|resource| {
        let parts = Path::new(&resource).components();
        let parts = parts.filter(|part| *part != Component::CurDir);
        let below: Option<PathBuf> = parts
            .map(|part| matches!(part, Component::Normal(_)).then(|| part.as_os_str()))
            .collect();
        below.map(|below| folder.join(below))
    });
    below.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_found_in_all_their_fields() {
        let kustomization = "
resources: [base.yaml, both.yaml]
patches:
- path: memory.yaml
  target: {kind: SparkApplication}
- patch: |-
    kind: SparkApplication
- path: both.yaml
patchesStrategicMerge:
- cores.yaml
- |-
  kind: SparkApplication
patchesJson6902: [{path: ops.yaml, target: {}}]
";
        assert_eq!(
            files(kustomization.as_bytes()),
            Files {
                patches: ["memory.yaml", "both.yaml", "ops.yaml", "cores.yaml"]
                    .map(str::to_owned)
                    .into(),
                resources: ["base.yaml", "both.yaml"].map(str::to_owned).into(),
                is_component: false,
            }
        );
        assert_eq!(files(b"patches: [a.yaml").resources, ["a.yaml"]);
    }
}
