//! Names, tags and digests of images.
//!
//! Source: `api/filters/imagetag`, `api/internal/image`.

use regex::Regex;

use super::{
    fields::{Fields, wrong},
    id::Id,
    labels::{Create, FieldSpec, at_path},
    value::{Content, Origin, ScalarKind, Value},
};
use crate::inputs::{Files, Problem};

pub(super) struct Image {
    pattern: Option<Regex>,
    new_name: String,
    new_tag: String,
    digest: String,
    tag_suffix: String,
    origin: Origin,
}

/// Where kustomize looks for images, in addition to lists of containers.
pub(super) fn default_specs() -> Vec<FieldSpec> {
    let paths = [
        "spec/containers[]/image",
        "spec/initContainers[]/image",
        "spec/volumes[]/image/reference",
        "spec/template/spec/containers[]/image",
        "spec/template/spec/initContainers[]/image",
        "spec/template/spec/volumes[]/image/reference",
    ];
    paths.map(|path| FieldSpec::new(path, true)).into()
}

impl Image {
    pub(super) fn read(files: &Files<'_>, value: &Value) -> Result<Self, Problem> {
        let known = ["name", "newName", "newTag", "tagSuffix", "digest"];
        let fields = Fields::of(files, value, &known)?;
        let text = |field: &str| {
            let text = fields.text(files, field)?;
            Ok(text.map(|text| text.text).unwrap_or_default())
        };
        let name = text("name")?;
        let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
        let pattern = regex::RegexBuilder::new(&pattern)
            .size_limit(1 << 20)
            .build();
        Ok(Self {
            pattern: pattern.ok(),
            new_name: text("newName")?,
            new_tag: text("newTag")?,
            digest: text("digest")?,
            tag_suffix: text("tagSuffix")?,
            origin: value.origin,
        })
    }

    /// Changes the images of a resource.
    pub(super) fn apply(
        &self,
        files: &Files<'_>,
        value: &mut Value,
        specs: &[FieldSpec],
    ) -> Result<(), Problem> {
        let id = Id::of(value);
        if id.kind == "CustomResourceDefinition" {
            return Ok(());
        }
        self.in_containers(files, value)?;
        for spec in specs.iter().filter(|spec| spec.applies_to(&id)) {
            let mut set = |target: &mut Value| self.set(files, target);
            at_path(files, value, spec, Create::Nothing, self.origin, &mut set)?;
        }
        Ok(())
    }

    fn in_containers(&self, files: &Files<'_>, value: &mut Value) -> Result<(), Problem> {
        match &mut value.content {
            Content::Scalar(_) => {}
            Content::List(items) => {
                for item in items {
                    self.in_containers(files, item)?;
                }
            }
            Content::Map(entries) => {
                for entry in entries {
                    self.in_containers(files, &mut entry.value)?;
                    let is_list = ["containers", "initContainers"].contains(&entry.key.as_str());
                    let Content::List(items) = &mut entry.value.content else {
                        continue;
                    };
                    let items = items.iter_mut().filter(|_| is_list);
                    for image in items.filter_map(|item| item.get_mut("image")) {
                        self.set(files, image)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn set(&self, files: &Files<'_>, value: &mut Value) -> Result<(), Problem> {
        let Content::Scalar(scalar) = &mut value.content else {
            return Err(wrong(files, value, "the name of an image"));
        };
        let is_meant = |pattern: &Regex| pattern.is_match(&scalar.text);
        if !self.pattern.as_ref().is_some_and(is_meant) {
            return Ok(());
        }
        let new = self.renamed(&scalar.text);
        if new != scalar.text {
            scalar.text = new;
            scalar.kind = ScalarKind::Text;
            value.origin = self.origin.made();
        }
        Ok(())
    }

    fn renamed(&self, image: &str) -> String {
        let (mut name, mut tag, mut digest) = split(image);
        if !self.new_name.is_empty() {
            name.clone_from(&self.new_name);
        }
        if !self.new_tag.is_empty() {
            tag.clone_from(&self.new_tag);
            digest.clone_from(&self.digest);
        } else if !self.digest.is_empty() {
            tag.clear();
            digest.clone_from(&self.digest);
        } else if !self.tag_suffix.is_empty() {
            tag.push_str(&self.tag_suffix);
            digest.clear();
        }
        if !tag.is_empty() {
            name = format!("{name}:{tag}");
        }
        if !digest.is_empty() {
            name = format!("{name}@{digest}");
        }
        name
    }
}

/// Name, tag and digest of an image.
fn split(image: &str) -> (String, String, String) {
    // A colon before the first slash belongs to the registry's port.
    let start = image.find('/').unwrap_or(0);
    let owned =
        |name: &str, tag: &str, digest: &str| (name.to_owned(), tag.to_owned(), digest.to_owned());
    let at = image[start..].find('@').map(|at| at + start);
    let colon = image[start..].find(':').map(|colon| colon + start);
    match (at, colon) {
        (None, None) => owned(image, "", ""),
        (Some(at), Some(colon)) if colon < at => {
            owned(&image[..colon], &image[colon + 1..at], &image[at + 1..])
        }
        (Some(at), _) => owned(&image[..at], "", &image[at + 1..]),
        (None, Some(colon)) => owned(&image[..colon], &image[colon + 1..], ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_split_as_kustomize_does() {
        let parts = |image: &str| {
            let (name, tag, digest) = split(image);
            format!("{name} {tag} {digest}")
        };
        assert_eq!(parts("spark"), "spark  ");
        assert_eq!(parts("reg:5000/spark:3.5"), "reg:5000/spark 3.5 ");
        assert_eq!(parts("reg/spark:3.5@sha256:ab"), "reg/spark 3.5 sha256:ab");
        assert_eq!(parts("reg/spark@sha256:ab"), "reg/spark  sha256:ab");
    }
}
