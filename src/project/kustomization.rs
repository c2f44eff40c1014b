use crate::{
    source::{SourceText, Span},
    yaml::{self, Node},
};

/// The names under which kustomize looks for its file.
pub const KUSTOMIZATION_FILES: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The files that a kustomization takes as patches, and not also as resources, relative to its
/// folder. Empty for what is no kustomization.
pub(super) fn patch_files(bytes: &[u8]) -> Vec<String> {
    let Ok(source) = SourceText::from_bytes(bytes) else {
        return Vec::new();
    };
    let Ok(end) = u32::try_from(source.as_str().len()) else {
        return Vec::new();
    };
    let Ok(Some(document)) = yaml::parse(source.as_str(), Span::new(0, end)) else {
        return Vec::new();
    };
    let root = document.root();
    let items = |field: &str| root.get(field).into_iter().flat_map(Node::items);
    let paths = |field: &str| items(field).filter_map(|item| item.get("path")?.as_str());
    let resources: Vec<&str> = items("resources").filter_map(Node::as_str).collect();
    paths("patches")
        .chain(paths("patchesJson6902"))
        // An item of this list is a path or a patch itself.
        .chain(
            items("patchesStrategicMerge")
                .filter_map(Node::as_str)
                .filter(|item| !item.contains(['\n', ':'])),
        )
        .filter(|path| !resources.contains(path))
        .map(str::to_owned)
        .collect()
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
            patch_files(kustomization.as_bytes()),
            ["memory.yaml", "ops.yaml", "cores.yaml"]
        );
        assert_eq!(patch_files(b"patches: ["), [""; 0]);
    }
}
