//! Builds a kustomization: resources, generators and components first, then transformers in kustomize's order.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    built::Built,
    emit,
    fields::{Fields, text},
    generators::generate,
    id::{Id, Resource},
    images::{self, Image},
    json_patch,
    kustomization::Kustomization,
    labels::{Create, FieldSpec, at_path, set_pairs},
    patches::{self, Item, Patch, Written, check_resource},
    paths::{self, Leads},
    read::{Lies, read},
    replacements,
    selector::Selector,
    value::{Content, Entry, FileId, Origin, Scalar, Value},
};
use crate::{
    inputs::{Boundary, Files, Limits, Problem, Reader},
    source::Span,
    yaml,
};

/// The result of a build, and the files it read.
pub struct Outcome {
    /// The output, or why it failed.
    pub built: Result<Built, Problem>,
    /// The files that were read, with all links resolved.
    pub files: Vec<PathBuf>,
}

/// Builds the kustomization of a folder, a path with all links resolved. `None` if there is none or it cannot be read.
#[must_use]
pub fn build(
    folder: &Path,
    reader: &dyn Reader,
    boundary: &Boundary,
    limits: Limits,
) -> Option<Outcome> {
    let mut builder = Builder {
        files: Files::new(reader, boundary, limits),
    };
    let kustomization = match Kustomization::read(&mut builder.files, folder, None) {
        Ok(None) => return None,
        Ok(Some(kustomization)) => kustomization,
        Err(problem) => {
            return Some(Outcome {
                built: Err(problem),
                files: builder.files.paths(),
            });
        }
    };
    let built = builder.finish(&kustomization);
    Some(Outcome {
        built,
        files: builder.files.paths(),
    })
}

/// The limit on nested folders.
const MAX_DEPTH: usize = 64;

struct Builder<'r> {
    files: Files<'r>,
}

/// The resources so far, and the additional places for labels, images and so on.
#[derive(Default)]
struct Accumulated {
    resources: Vec<Resource>,
    specs: Specs,
}

/// A file or a folder that a kustomization includes.
#[derive(Clone, Copy)]
struct Taking<'t> {
    kustomization: &'t Kustomization,
    name: &'t str,
    /// The place that names it.
    said: Origin,
}

/// The additions of `configurations`.
#[derive(Clone, Default)]
struct Specs {
    labels: Vec<FieldSpec>,
    common_labels: Vec<FieldSpec>,
    template_labels: Vec<FieldSpec>,
    common_annotations: Vec<FieldSpec>,
    images: Vec<FieldSpec>,
    namespace: Vec<FieldSpec>,
    name_prefix: Vec<FieldSpec>,
    name_suffix: Vec<FieldSpec>,
}

impl Specs {
    fn lists(&mut self) -> [(&'static str, &mut Vec<FieldSpec>); 8] {
        [
            ("labels", &mut self.labels),
            ("commonLabels", &mut self.common_labels),
            ("templateLabels", &mut self.template_labels),
            ("commonAnnotations", &mut self.common_annotations),
            ("images", &mut self.images),
            ("namespace", &mut self.namespace),
            ("namePrefix", &mut self.name_prefix),
            ("nameSuffix", &mut self.name_suffix),
        ]
    }

    /// Adds other specs. False if the two conflict about a path.
    fn add(&mut self, mut other: Self) -> bool {
        let mut fits = true;
        for ((_, own), (_, new)) in self.lists().into_iter().zip(other.lists()) {
            for spec in std::mem::take(new) {
                fits &= !own.iter().any(|own| own.conflicts_with(&spec));
                if !own.contains(&spec) {
                    own.push(spec);
                }
            }
        }
        fits
    }
}

impl Builder<'_> {
    fn finish(&mut self, kustomization: &Kustomization) -> Result<Built, Problem> {
        let mut accumulated = Accumulated::default();
        let mut above = vec![kustomization.folder.clone()];
        self.accumulate(kustomization, &mut accumulated, &mut above)?;
        let is_local = |resource: &Resource| {
            let annotations = resource.metadata("annotations").iter();
            let mut local = annotations
                .filter(|entry| entry.key == "config.kubernetes.io/local-config")
                .filter_map(|entry| entry.value.scalar());
            local.any(|value| value != "false")
        };
        let mut resources = accumulated.resources;
        for resource in &mut resources {
            check_resource(&self.files, &resource.value)?;
            resource.value.texts_of("annotations");
        }
        resources.retain(|resource| !is_local(resource));
        let root = Arc::clone(self.files.get(kustomization.file));
        Ok(emit::emit(&self.files, root, &resources))
    }

    fn accumulate(
        &mut self,
        kustomization: &Kustomization,
        accumulated: &mut Accumulated,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), Problem> {
        let fields = kustomization.fields();
        let mut known = keys(&accumulated.resources);
        let mut names = fields.texts(&self.files, "resources")?;
        names.extend(fields.texts(&self.files, "bases")?);
        for name in names {
            let taking = Taking {
                kustomization,
                name: &name.text,
                said: name.origin,
            };
            self.resource(taking, accumulated, &mut known, above)?;
        }
        for name in fields.texts(&self.files, "configurations")? {
            let specs = self.configuration(kustomization, &name.text, name.origin)?;
            self.add_specs(accumulated, specs, name.origin)?;
        }
        for (field, kind) in [
            ("secretGenerator", "Secret"),
            ("configMapGenerator", "ConfigMap"),
        ] {
            for arguments in fields.list(&self.files, field)? {
                let folder = &kustomization.folder;
                let resources = &mut accumulated.resources;
                generate(&mut self.files, folder, kind, arguments, resources)?;
            }
        }
        for name in fields.texts(&self.files, "components")? {
            let taking = Taking {
                kustomization,
                name: &name.text,
                said: name.origin,
            };
            self.folder(taking, accumulated, None, above)?;
        }
        self.transform(kustomization, accumulated)
    }

    /// Includes a file or a folder.
    fn resource(
        &mut self,
        taking: Taking<'_>,
        accumulated: &mut Accumulated,
        known: &mut HashSet<[String; 5]>,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), Problem> {
        let Taking {
            kustomization,
            name,
            said,
        } = taking;
        let is_address = name.starts_with("http://") || name.starts_with("https://");
        let leads = if is_address {
            None
        } else {
            match paths::follow(&self.files, &kustomization.folder, name, said) {
                Ok(leads) => leads,
                Err(_) if paths::is_remote(name) => None,
                Err(problem) => return Err(problem),
            }
        };
        match leads {
            Some(Leads::File(path)) => {
                let file = paths::open_path(&mut self.files, &path, name, said)?;
                for resource in self.objects(file)? {
                    self.append(&mut accumulated.resources, known, resource, said)?;
                }
                Ok(())
            }
            _ if paths::is_remote(name) => {
                Err(self
                    .files
                    .not_built(said.file, said.span, paths::remote(name)))
            }
            Some(Leads::Folder(_)) => self.folder(taking, accumulated, Some(known), above),
            None => Err(self
                .files
                .refused(said.file, said.span, paths::missing(name))),
        }
    }

    /// Includes a folder. `known` are the resources so far; it is set for a component, which changes them.
    fn folder(
        &mut self,
        taking: Taking<'_>,
        accumulated: &mut Accumulated,
        known: Option<&mut HashSet<[String; 5]>>,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), Problem> {
        let Taking {
            kustomization,
            name,
            said,
        } = taking;
        let is_component = known.is_none();
        let refused =
            |files: &Files<'_>, message: String| files.refused(said.file, said.span, message);
        if paths::is_remote(name) {
            return Err(self
                .files
                .not_built(said.file, said.span, paths::remote(name)));
        }
        if Path::new(name).is_absolute() {
            let message = format!("the folder `{name}` is an absolute path");
            return Err(refused(&self.files, message));
        }
        let folder = match paths::follow(&self.files, &kustomization.folder, name, said)? {
            Some(Leads::Folder(folder)) => folder,
            Some(Leads::File(_)) => {
                return Err(refused(
                    &self.files,
                    format!("`{name}` is a file, not a folder"),
                ));
            }
            None => return Err(refused(&self.files, paths::missing(name))),
        };
        if above.iter().any(|above| above.starts_with(&folder)) {
            let message = format!("`{name}` includes this folder, or is a parent of it");
            return Err(refused(&self.files, message));
        }
        if above.len() > MAX_DEPTH {
            let message = format!("kustomizations nest deeper than {MAX_DEPTH} levels");
            return Err(self.files.not_built(said.file, said.span, message));
        }
        let read = Kustomization::read(&mut self.files, &folder, Some((said, name)))?;
        let Some(inner) = read else {
            return Ok(());
        };
        if inner.is_component != is_component {
            let message = if is_component {
                format!("`{name}` is listed as a component, but is not `kind: Component`")
            } else {
                format!("`{name}` is a component: list it in `components`")
            };
            return Err(refused(&self.files, message));
        }
        above.push(folder);
        let Some(known) = known else {
            // A component changes the existing resources.
            self.accumulate(&inner, accumulated, above)?;
            let all = std::mem::take(&mut accumulated.resources);
            let mut known = HashSet::new();
            for resource in all {
                self.append(&mut accumulated.resources, &mut known, resource, said)?;
            }
            above.pop();
            return Ok(());
        };
        {
            let mut own = Accumulated::default();
            self.accumulate(&inner, &mut own, above)?;
            self.add_specs(accumulated, own.specs, said)?;
            for resource in own.resources {
                self.append(&mut accumulated.resources, known, resource, said)?;
            }
        }
        above.pop();
        Ok(())
    }

    fn add_specs(
        &mut self,
        accumulated: &mut Accumulated,
        specs: Specs,
        said: Origin,
    ) -> Result<(), Problem> {
        if accumulated.specs.add(specs) {
            return Ok(());
        }
        let message = "two configurations conflict about one path".to_owned();
        Err(self.files.refused(said.file, said.span, message))
    }

    fn append(
        &mut self,
        resources: &mut Vec<Resource>,
        known: &mut HashSet<[String; 5]>,
        resource: Resource,
        said: Origin,
    ) -> Result<(), Problem> {
        let id = resource.current();
        if !known.insert(id.key()) {
            let message = format!("{} is defined twice", id.shown());
            return Err(self.files.refused(said.file, said.span, message));
        }
        resources.push(resource);
        Ok(())
    }

    /// The objects of a file; a list is split into its items.
    fn objects(&mut self, file: FileId) -> Result<Vec<Resource>, Problem> {
        let source = Arc::clone(self.files.get(file));
        let text = source.text.as_str();
        let mut values = std::collections::VecDeque::new();
        for chunk in yaml::split(text) {
            let value = read(&mut self.files, file, text, chunk.span, Lies::AsItIs)?;
            let value = value.filter(|value| !value.is_null());
            values.extend(value.map(Value::with_old_booleans_as_texts));
        }
        let mut found = Vec::new();
        while let Some(value) = values.pop_front() {
            if matches!(&value.content, Content::Map(entries) if entries.is_empty()) {
                continue;
            }
            check_resource(&self.files, &value)?;
            let is_list = Id::of(&value).kind.ends_with("List");
            let Some(items) = value.get("items").filter(|_| is_list) else {
                found.push(Resource::new(value));
                continue;
            };
            match &items.content {
                Content::List(items) => values.extend(items.iter().cloned()),
                _ if items.is_null() => {}
                _ => {
                    let message = "`items` must be a list".to_owned();
                    return Err(self.files.refused(file, items.origin.span, message));
                }
            }
        }
        Ok(found)
    }

    /// Additional places for labels, images and so on.
    fn configuration(
        &mut self,
        kustomization: &Kustomization,
        name: &str,
        said: Origin,
    ) -> Result<Specs, Problem> {
        let text = super::fields::Text {
            text: name.to_owned(),
            origin: said,
        };
        let file = paths::open(&mut self.files, &kustomization.folder, &text.text, said)?;
        let source = Arc::clone(self.files.get(file));
        let text = source.text.as_str();
        let part = yaml::split(text)
            .first()
            .map_or(Span::new(0, 0), |chunk| chunk.span);
        let value = read(&mut self.files, file, text, part, Lies::AsItIs)?;
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Ok(Specs::default());
        };
        let known = [
            "namePrefix",
            "nameSuffix",
            "namespace",
            "commonLabels",
            "labels",
            "templateLabels",
            "volumeClaimTemplateLabels",
            "commonAnnotations",
            "nameReference",
            "varReference",
            "images",
            "replicas",
        ];
        let fields = Fields::of(&self.files, &value, &known)?;
        if let Some(references) = fields.get("nameReference") {
            let message = "`nameReference` is not supported here".to_owned();
            return Err(self.files.not_built(file, references.origin.span, message));
        }
        let mut specs = Specs::default();
        for (field, list) in specs.lists() {
            for value in fields.list(&self.files, field)? {
                list.push(FieldSpec::read(&self.files, value)?);
            }
        }
        Ok(specs)
    }

    fn transform(
        &mut self,
        kustomization: &Kustomization,
        accumulated: &mut Accumulated,
    ) -> Result<(), Problem> {
        let fields = kustomization.fields();
        let folder = &kustomization.folder;
        let Accumulated { resources, specs } = accumulated;
        self.merge_patches(fields, folder, resources)?;
        // kustomize reads all patches before it applies the first one.
        let mut items = Vec::new();
        for value in fields.list(&self.files, "patches")? {
            items.push(Item::read(&mut self.files, folder, value)?);
        }
        for item in items {
            item.apply(&mut self.files, resources)?;
        }
        self.namespace(fields, resources, specs)?;
        self.rename(fields, resources, specs)?;
        self.labels(fields, resources, specs)?;
        self.annotations(fields, resources, specs)?;
        self.json_patches(fields, folder, resources)?;
        self.replicas(fields, resources)?;
        self.images(fields, resources, specs)?;
        self.replacements(fields, folder, resources)
    }

    fn merge_patches(
        &mut self,
        fields: Fields<'_>,
        folder: &Path,
        resources: &mut Vec<Resource>,
    ) -> Result<(), Problem> {
        let mut found = Vec::new();
        for value in fields.list(&self.files, "patchesStrategicMerge")? {
            let name = text(&self.files, value)?;
            // An item is either a patch itself or a path.
            let written = if name.text.contains(['\n', ':']) {
                Written::inline(&self.files, value)?
            } else {
                Written::in_file(&mut self.files, folder, &name)?
            };
            for patch in written.values(&mut self.files)? {
                check_resource(&self.files, &patch)?;
                found.push(patch.with_old_booleans_as_texts());
            }
        }
        for patch in found {
            patches::merge_by_name(&mut self.files, resources, &patch)?;
        }
        Ok(())
    }

    fn json_patches(
        &mut self,
        fields: Fields<'_>,
        folder: &Path,
        resources: &mut [Resource],
    ) -> Result<(), Problem> {
        for value in fields.list(&self.files, "patchesJson6902")? {
            let item = Fields::of(&self.files, value, &["path", "patch", "target", "options"])?;
            let Origin { file, span, .. } = value.origin;
            let target = item.get("target");
            let has_name = target.is_some_and(|target| {
                let name = Fields { value: target }.get("name");
                name.and_then(Value::scalar)
                    .is_some_and(|name| !name.is_empty())
            });
            let (Some(target), true) = (target, has_name) else {
                let message =
                    "an item of `patchesJson6902` needs the name of its target".to_owned();
                return Err(self.files.refused(file, span, message));
            };
            let target = Selector::read(&self.files, target)?;
            let written = match (item.text(&self.files, "path")?, item.get("patch")) {
                (Some(path), None) => Written::in_file(&mut self.files, folder, &path)?,
                (None, Some(patch)) => Written::inline(&self.files, patch)?,
                _ => {
                    let message = "a patch needs either `path` or `patch`".to_owned();
                    return Err(self.files.refused(file, span, message));
                }
            };
            let operations = Patch::read_operations(&mut self.files, &written)?;
            self.files.spend(resources.len(), file, span)?;
            for resource in resources.iter_mut() {
                if target.selects(resource)? {
                    json_patch::apply(&mut self.files, &mut resource.value, &operations)?;
                }
            }
        }
        Ok(())
    }

    fn namespace(
        &mut self,
        fields: Fields<'_>,
        resources: &mut [Resource],
        specs: &Specs,
    ) -> Result<(), Problem> {
        let namespace = fields.text(&self.files, "namespace")?;
        let Some(namespace) = namespace.filter(|namespace| !namespace.text.is_empty()) else {
            return Ok(());
        };
        let Origin { file, span, .. } = namespace.origin;
        let value = fields.get("namespace").cloned();
        let value = value.unwrap_or_else(|| Value::text("", namespace.origin));
        self.files.spend(4 * resources.len(), file, span)?;
        let mut counts: HashMap<[String; 5], usize> = HashMap::new();
        for resource in resources.iter() {
            *counts.entry(resource.current().key()).or_default() += 1;
        }
        for resource in resources {
            if let Some(count) = counts.get_mut(&resource.current().key()) {
                *count -= 1;
            }
            resource.remember();
            let id = resource.current();
            if !id.is_cluster_scoped()
                && let Some(metadata) = resource.value.map_of("metadata", namespace.origin)
            {
                metadata.set("namespace", namespace.origin.made(), value.clone());
            }
            if id.kind == "Namespace" && id.group.is_empty() {
                rename(
                    &mut resource.value,
                    |_| namespace.text.clone(),
                    namespace.origin,
                );
            }
            for spec in specs.namespace.iter().filter(|spec| spec.applies_to(&id)) {
                if spec.path == "metadata/namespace" || spec.path == "metadata/name" {
                    continue;
                }
                let mut set = |target: &mut Value| {
                    *target = value.clone();
                    Ok(())
                };
                let created = Create::Scalar;
                let origin = namespace.origin;
                at_path(
                    &self.files,
                    &mut resource.value,
                    spec,
                    created,
                    origin,
                    &mut set,
                )?;
            }
            let id = resource.current();
            let count = counts.entry(id.key()).or_default();
            *count += 1;
            if *count != 1 {
                let message = format!("in this namespace, {} is defined twice", id.shown());
                return Err(self.files.refused(file, span, message));
            }
        }
        Ok(())
    }

    fn rename(
        &mut self,
        fields: Fields<'_>,
        resources: &mut [Resource],
        specs: &Specs,
    ) -> Result<(), Problem> {
        let affixes = [
            ("namePrefix", true, &specs.name_prefix),
            ("nameSuffix", false, &specs.name_suffix),
        ];
        for (field, is_prefix, specs) in affixes {
            let affix = fields.text(&self.files, field)?;
            let Some(affix) = affix.filter(|affix| !affix.text.is_empty()) else {
                continue;
            };
            let Origin { file, span, .. } = affix.origin;
            self.files.spend(4 * resources.len(), file, span)?;
            let joined = |name: &str| {
                if is_prefix {
                    format!("{}{name}", affix.text)
                } else {
                    format!("{name}{}", affix.text)
                }
            };
            for resource in resources.iter_mut() {
                let id = resource.original();
                let is_skipped = match id.kind.as_str() {
                    "CustomResourceDefinition" | "Namespace" => true,
                    "APIService" => id.group == "apiregistration.k8s.io",
                    _ => false,
                };
                if is_skipped {
                    continue;
                }
                resource.remember();
                rename(&mut resource.value, joined, affix.origin);
                for spec in specs.iter().filter(|spec| spec.applies_to(&id)) {
                    if spec.path == "metadata/name" {
                        continue;
                    }
                    let mut set = |target: &mut Value| {
                        let joined = target.scalar().map(joined);
                        if let Some(joined) = joined {
                            *target = Value::text(joined, affix.origin.made());
                        }
                        Ok(())
                    };
                    let (value, origin) = (&mut resource.value, affix.origin);
                    at_path(&self.files, value, spec, Create::Nothing, origin, &mut set)?;
                }
            }
        }
        Ok(())
    }

    fn labels(
        &mut self,
        fields: Fields<'_>,
        resources: &mut [Resource],
        specs: &Specs,
    ) -> Result<(), Problem> {
        let metadata = FieldSpec::new("metadata/labels", true);
        for value in fields.list(&self.files, "labels")? {
            let known = [
                "pairs",
                "includeSelectors",
                "includeTemplates",
                "includeVolumeClaimTemplates",
                "fields",
            ];
            let label = Fields::of(&self.files, value, &known)?;
            let mut paths = Vec::new();
            for spec in label.list(&self.files, "fields")? {
                paths.push(FieldSpec::read(&self.files, spec)?);
            }
            paths.extend(specs.labels.iter().cloned());
            if label.flag(&self.files, "includeSelectors")? {
                paths.extend(specs.common_labels.iter().cloned());
            } else if label.flag(&self.files, "includeTemplates")? {
                paths.extend(specs.template_labels.iter().cloned());
            }
            paths.push(metadata.clone());
            let pairs = label.pairs(&self.files, "pairs")?;
            self.set_all(resources, &paths, pairs)?;
        }
        let mut paths = specs.common_labels.clone();
        paths.push(metadata);
        let pairs = fields.pairs(&self.files, "commonLabels")?;
        self.set_all(resources, &paths, pairs)
    }

    fn annotations(
        &mut self,
        fields: Fields<'_>,
        resources: &mut [Resource],
        specs: &Specs,
    ) -> Result<(), Problem> {
        let mut paths = specs.common_annotations.clone();
        paths.push(FieldSpec::new("metadata/annotations", true));
        let pairs = fields.pairs(&self.files, "commonAnnotations")?;
        self.set_all(resources, &paths, pairs)
    }

    fn set_all(
        &mut self,
        resources: &mut [Resource],
        paths: &[FieldSpec],
        pairs: &[Entry],
    ) -> Result<(), Problem> {
        for resource in resources {
            set_pairs(&mut self.files, resource, paths, pairs)?;
        }
        Ok(())
    }

    /// Checks that the replicas were set on some resource. Spark applications have no replicas.
    fn replicas(&mut self, fields: Fields<'_>, resources: &[Resource]) -> Result<(), Problem> {
        const KINDS: [&str; 4] = [
            "Deployment",
            "ReplicationController",
            "ReplicaSet",
            "StatefulSet",
        ];
        for value in fields.list(&self.files, "replicas")? {
            let replica = Fields::of(&self.files, value, &["name", "count"])?;
            let name = replica.text(&self.files, "name")?;
            let name = name.map(|name| name.text).unwrap_or_default();
            let is_meant = |id: Id| id.name == name && KINDS.contains(&id.kind.as_str());
            let mut ids = resources.iter().flat_map(Resource::ids);
            if !ids.any(is_meant) {
                let Origin { file, span, .. } = value.origin;
                let message = format!("no resource named `{name}` has replicas");
                return Err(self.files.refused(file, span, message));
            }
        }
        Ok(())
    }

    fn images(
        &mut self,
        fields: Fields<'_>,
        resources: &mut [Resource],
        specs: &Specs,
    ) -> Result<(), Problem> {
        let mut paths = images::default_specs();
        paths.extend(specs.images.iter().cloned());
        for field in ["images", "imageTags"] {
            for value in fields.list(&self.files, field)? {
                let image = Image::read(&self.files, value)?;
                for resource in resources.iter_mut() {
                    let Origin { file, span, .. } = value.origin;
                    self.files.spend(resource.value.size(), file, span)?;
                    image.apply(&self.files, &mut resource.value, &paths)?;
                }
            }
        }
        Ok(())
    }

    fn replacements(
        &mut self,
        fields: Fields<'_>,
        folder: &Path,
        resources: &mut [Resource],
    ) -> Result<(), Problem> {
        for value in fields.list(&self.files, "replacements")? {
            let path = Fields { value }.text(&self.files, "path")?;
            let Some(path) = path else {
                replacements::replace(&mut self.files, value, resources)?;
                continue;
            };
            let written = Written::in_file(&mut self.files, folder, &path)?;
            for value in written.values(&mut self.files)? {
                match &value.content {
                    Content::List(items) => {
                        for item in items {
                            replacements::replace(&mut self.files, item, resources)?;
                        }
                    }
                    _ => replacements::replace(&mut self.files, &value, resources)?,
                }
            }
        }
        Ok(())
    }
}

fn keys(resources: &[Resource]) -> HashSet<[String; 5]> {
    let keys = resources.iter().map(|resource| resource.current().key());
    keys.collect()
}

fn rename(value: &mut Value, new: impl Fn(&str) -> String, origin: Origin) {
    let Some(metadata) = value.get_mut("metadata") else {
        return;
    };
    let Some(name) = metadata.get_mut("name") else {
        return;
    };
    let new = new(name.scalar().unwrap_or_default());
    name.content = Content::Scalar(Scalar::text(new));
    name.origin = origin.made();
}
