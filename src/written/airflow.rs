//! The changes that Airflow's `SparkKubernetesOperator` makes to an application before creating it: the section
//! `kubernetes` overrides fields of both roles, and `container_resources` becomes fields of the operator.
//!
//! Source: `get_body`, `KubernetesSpec` and `SparkResources` in `operators/custom_object_launcher.py` of
//! apache/airflow's provider cncf.kubernetes, read 2026-11-25.

use crate::{
    source::{MappedText, OriginMap, Quality, Span},
    spark::{Application, Launcher, LostField, Operator, Role, Stop, application},
    yaml::{Document, Entry, Kind, Node, Scalar},
};

/// An application as Airflow creates it.
pub(super) struct Launched {
    pub(super) text: String,
    pub(super) map: OriginMap,
    pub(super) launcher: Launcher,
    is_wrapped: bool,
}

impl Launched {
    /// Returns the application in the parsed document of the new text.
    pub(super) fn application<'d>(&self, root: Node<'d>) -> Option<Application<'d>> {
        let object = if self.is_wrapped {
            root.get("spark")?
        } else {
            root
        };
        application(object, None)
    }
}

/// The fields of both roles that the section overrides, with their names in the section.
const OVERWRITTEN: [(&str, &str); 6] = [
    ("env", "env_vars"),
    ("envFrom", "env_from"),
    ("volumeMounts", "volume_mounts"),
    ("affinity", "affinity"),
    ("tolerations", "tolerations"),
    ("nodeSelector", "node_selector"),
];

/// The required keys of the section.
const NEEDED: [&str; 11] = [
    "env_vars",
    "env_from",
    "image_pull_secrets",
    "node_selector",
    "affinity",
    "tolerations",
    "config_map_mounts",
    "volume_mounts",
    "volumes",
    "from_env_config_map",
    "from_env_secret",
];

/// The application of a document as Airflow creates it. `None` if Airflow changes nothing, or if the document is not an
/// Airflow file.
pub(super) fn launch(
    source: &str,
    document: &Document<'_>,
    application: &Application<'_>,
) -> Option<Launched> {
    let root = document.root();
    let object = application.object;
    let wrapped = root.get("spark").filter(|spark| {
        spark.span() == object.span()
            && root.get("apiVersion").is_none()
            && root.get("kind").is_none()
    });
    let is_wrapped = wrapped.is_some();
    if !is_wrapped && object.span() != root.span() {
        return None;
    }
    let kind = application.kind.spec();
    if kind.operator != Operator::Kubeflow || !kind.has_role_fields || kind.spec_path.len() != 1 {
        return None;
    }
    let spec = application.spec.as_ref()?;
    let section = root
        .entry("kubernetes")
        .filter(|entry| is_wrapped && is_true(entry.value));
    let resources = spec
        .value
        .get("driver")
        .and_then(|driver| driver.entry("container_resources"))
        .filter(|resources| is_true(resources.value));
    if section.is_none() && resources.is_none() {
        return None;
    }
    let mut writer = Writer {
        source,
        text: MappedText::default(),
        launcher: Launcher {
            overwrites: section.is_some(),
            ..Launcher::default()
        },
        spec,
        section: section.as_ref(),
        has_resources: resources.is_some(),
    };
    writer.check();
    let spec_span = spec.value.span();
    writer.text.copy(source, Span::new(0, spec_span.start));
    writer.spec();
    writer
        .text
        .copy(source, Span::new(spec_span.end, offset(source.len())));
    writer.copies();
    let (text, map) = writer.text.finish();
    Some(Launched {
        text,
        map,
        launcher: writer.launcher,
        is_wrapped,
    })
}

struct Writer<'w, 'd> {
    source: &'w str,
    text: MappedText,
    launcher: Launcher,
    spec: &'w Entry<'d>,
    section: Option<&'w Entry<'d>>,
    has_resources: bool,
}

impl<'d> Writer<'_, 'd> {
    /// Reports what the provider cannot read.
    fn check(&mut self) {
        let roles = [Role::Driver, Role::Executor];
        self.check_dynamic_allocation();
        let missing_role = roles
            .into_iter()
            .find(|role| self.spec.value.get(role.name()).is_none());
        if let Some(role) = missing_role {
            self.may_stop(
                self.spec.key_span,
                format!("Airflow's task stops with `reattach_on_restart=False`: the spec has no `{role}`"),
                format!("write `{role}`"),
            );
        }
        if let Some(section) = self.section {
            let written = |key: &&str| {
                let entries = section.value.entries();
                entries.iter().any(|entry| entry.key == *key)
            };
            let missing: Vec<_> = NEEDED
                .iter()
                .filter(|key| !written(key))
                .map(|key| format!("`{key}`"))
                .collect();
            if !missing.is_empty() {
                self.stop(
                    section.key_span,
                    "Airflow's task stops: the section `kubernetes` has to have all of its keys"
                        .to_owned(),
                    format!(
                        "add {}, empty where they are not needed",
                        missing.join(", ")
                    ),
                );
            }
            let entries = self.spec.value.entries();
            if !entries.iter().any(|entry| entry.key == "labels") {
                self.may_stop(
                    section.key_span,
                    "Airflow's task stops with `reattach_on_restart=False`: with a section `kubernetes` it reads `labels` of the spec, and there are none"
                        .to_owned(),
                    "add `labels: {}` to the spec, with the labels of both roles".to_owned(),
                );
            }
        }
        if self.has_resources
            && let Some(executor) = self.spec.value.entry("executor")
            && executor.value.get("container_resources").is_none()
        {
            self.stop(
                executor.key_span,
                "Airflow's task stops: the driver has `container_resources`, and the executor has none".to_owned(),
                "write `container_resources` in both roles or in none".to_owned(),
            );
        }
    }

    fn stop(&mut self, span: Span, message: String, help: String) {
        self.launcher.stops.push(Stop {
            span,
            message,
            help,
            is_certain: true,
        });
    }

    /// Reports what stops only tasks with `reattach_on_restart=False`: for others, the provider adds what is missing.
    fn may_stop(&mut self, span: Span, message: String, help: String) {
        self.launcher.stops.push(Stop {
            span,
            message,
            help,
            is_certain: false,
        });
    }

    fn check_dynamic_allocation(&mut self) {
        let Some(entry) = self.spec.value.entry("dynamicAllocation") else {
            return;
        };
        let is_set = |field: &str| entry.value.get(field).is_some_and(is_true);
        let bounds = ["minExecutors", "maxExecutors"];
        if is_set("enabled") && !bounds.into_iter().all(is_set) {
            self.stop(
                entry.key_span,
                "Airflow's task stops: dynamic allocation needs both bounds, and 0 counts as missing".to_owned(),
                "write `minExecutors` and `maxExecutors` of 1 or more".to_owned(),
            );
        }
    }

    fn spec(&mut self) {
        let spec = self.spec.value;
        self.made("{", spec.span());
        for entry in spec.entries() {
            let role = [Role::Driver, Role::Executor]
                .into_iter()
                .find(|role| entry.key == role.name());
            let is_mapping = entry.value.kind() == Kind::Mapping;
            match role {
                Some(role) if is_mapping => {
                    self.key(&entry);
                    self.role(role, entry.value);
                }
                _ if entry.key == "volumes" && self.section.is_some() => continue,
                _ => {
                    self.key(&entry);
                    self.value(entry.value);
                }
            }
            self.made(", ", entry.key_span);
        }
        let volumes = self
            .section
            .and_then(|section| section.value.entry("volumes"));
        if let Some(volumes) = volumes {
            self.field("volumes", volumes.key_span);
            self.value(volumes.value);
        }
        self.made("}", spec.span());
    }

    fn role(&mut self, role: Role, fields: Node<'d>) {
        let span = fields.span();
        self.made("{", span);
        let entries = fields.entries();
        let resources = entries
            .iter()
            .find(|entry| entry.key == "container_resources")
            .filter(|_| self.has_resources);
        let made: Vec<Made> = resources
            .map(|resources| self.resources(resources))
            .unwrap_or_default();
        for entry in &entries {
            let overwritten = OVERWRITTEN
                .iter()
                .map(|(ours, theirs)| (*ours, *theirs))
                .chain([("labels", "labels")])
                .find(|(ours, _)| entry.key == *ours && self.section.is_some());
            if let Some((ours, theirs)) = overwritten {
                self.lose(role, entry, ours, theirs);
                continue;
            }
            let is_resources = resources.is_some() && entry.key == "container_resources";
            if is_resources || made.iter().any(|made| made.field == entry.key) {
                continue;
            }
            self.key(entry);
            self.value(entry.value);
            self.made(", ", entry.key_span);
        }
        for made in made {
            self.field(made.field, made.span);
            self.made(&made.value, made.span);
            self.made(", ", made.span);
        }
        if let Some(section) = self.section {
            for (ours, theirs) in OVERWRITTEN {
                if let Some(entry) = section.value.entry(theirs) {
                    self.field(ours, entry.key_span);
                    self.value(entry.value);
                    self.made(", ", entry.key_span);
                }
            }
            if let Some(labels) = self.spec.value.entry("labels") {
                self.field("labels", labels.key_span);
                self.value(labels.value);
            }
        }
        self.made("}", span);
    }

    /// Records a field that is overridden with another value.
    fn lose(&mut self, role: Role, entry: &Entry<'d>, ours: &'static str, theirs: &'static str) {
        let instead = if theirs == "labels" {
            self.spec.value.get("labels")
        } else {
            self.section.and_then(|section| section.value.get(theirs))
        };
        let is_same = instead.is_some_and(|instead| is_equal(instead, entry.value));
        if is_same || !is_true(entry.value) {
            return;
        }
        let keys = match entry.value.kind() {
            Kind::Mapping => entry
                .value
                .entries()
                .into_iter()
                .map(|pair| {
                    let value = pair.value.json_text().unwrap_or_default().to_owned();
                    format!("{}: {value}", pair.key)
                })
                .collect(),
            _ => entry
                .value
                .items()
                .filter_map(|item| Some(item.get("key")?.scalar_text()?.to_owned()))
                .collect(),
        };
        self.launcher.lost.push(LostField {
            role,
            name: ours,
            key_span: entry.key_span,
            keys,
            instead: if theirs == "labels" {
                "spec.labels"
            } else {
                theirs
            },
        });
    }

    /// Converts `container_resources`.
    fn resources(&mut self, resources: &Entry<'d>) -> Vec<Made> {
        let mut made = Vec::new();
        let part = |owner: &str, name: &str| {
            resources
                .value
                .get(owner)
                .and_then(|owner| owner.entry(name))
        };
        if let Some(request) = part("cpu", "request").filter(|request| is_true(request.value)) {
            let text = request.value.scalar_text().unwrap_or_default();
            match text.trim().parse::<f64>() {
                // Python truncates; a request of 0 counts as missing.
                Ok(cores) if cores.is_finite() && cores.abs() >= 1.0 => made.push(Made {
                    field: "cores",
                    value: format!("{:.0}", cores.trunc()),
                    span: request.value.span(),
                }),
                Ok(_) => {}
                Err(_) if crate::source::is_placeholder(text) => {
                    made.push(Made::unknown("cores", text, request.value.span()));
                }
                Err(_) => self.stop(
                    request.value.span(),
                    format!("Airflow's task stops: `cpu.request: {text}` is not a number"),
                    "write whole cores, such as `2`: fractions are cut off".to_owned(),
                ),
            }
        }
        if let Some(limit) = part("cpu", "limit").filter(|limit| is_true(limit.value)) {
            let text = limit.value.json_text().unwrap_or_default();
            made.push(Made {
                field: "coreLimit",
                value: quoted(text),
                span: limit.value.span(),
            });
        }
        if let Some(limit) = part("memory", "limit").filter(|limit| is_true(limit.value)) {
            let span = limit.value.span();
            match limit.value.kind() {
                Kind::Scalar(Scalar::Str(text)) if crate::source::is_placeholder(text) => {
                    made.push(Made::unknown("memory", text, span));
                }
                Kind::Scalar(Scalar::Str(text)) => match heap(text) {
                    Some(mebibytes) => made.push(Made {
                        field: "memory",
                        value: format!("{mebibytes}m"),
                        span,
                    }),
                    None => self.stop(
                        span,
                        format!("Airflow's task stops: it cannot read `memory.limit: {text}`"),
                        "write a number with `G`, `Gi` or a small `m`, such as `4Gi` or `4096m`"
                            .to_owned(),
                    ),
                },
                _ => made.push(Made {
                    field: "memory",
                    value: limit.value.json_text().unwrap_or_default().to_owned(),
                    span,
                }),
            }
        }
        let gpu = |name: &str| part("gpu", name).filter(|entry| is_true(entry.value));
        if let (Some(name), Some(quantity)) = (gpu("name"), gpu("quantity")) {
            let (name_text, quantity_text) = (
                name.value.scalar_text().unwrap_or_default(),
                quantity.value.scalar_text().unwrap_or_default(),
            );
            made.push(Made {
                field: "gpu",
                value: format!(
                    "{{name: {}, quantity: {}}}",
                    quoted(name_text),
                    quoted_number(quantity_text)
                ),
                span: name.value.span(),
            });
        }
        made
    }

    /// Appends the overridden fields after the end of the document, where the parser does not read them, so that they
    /// have places in this text.
    fn copies(&mut self) {
        let source = self.source;
        let places = self
            .launcher
            .lost
            .iter_mut()
            .map(|lost| &mut lost.key_span)
            .chain(self.launcher.stops.iter_mut().map(|stop| &mut stop.span));
        let mut is_first = true;
        for place in places {
            if std::mem::take(&mut is_first) {
                self.text.write("\n...\n", *place, Quality::Near);
            }
            let start = self.text.length();
            self.text.copy(source, *place);
            self.text.write("\n", *place, Quality::Near);
            *place = Span::new(start, start + (place.end - place.start));
        }
    }

    fn made(&mut self, text: &str, by: Span) {
        self.text.write(text, by, Quality::Made);
    }

    fn field(&mut self, name: &str, by: Span) {
        self.made(name, by);
        self.made(": ", by);
    }

    fn key(&mut self, entry: &Entry<'d>) {
        let span = entry.key_span;
        if is_simple(&self.source[span.range()]) {
            self.text.copy(self.source, span);
        } else {
            self.made(&quoted(&entry.key), span);
        }
        self.made(": ", span);
    }

    fn value(&mut self, node: Node<'d>) {
        let span = node.span();
        match node.kind() {
            Kind::Mapping => {
                self.made("{", span);
                for entry in node.entries() {
                    self.key(&entry);
                    self.value(entry.value);
                    self.made(", ", entry.key_span);
                }
                self.made("}", span);
            }
            Kind::Sequence => {
                self.made("[", span);
                for item in node.items() {
                    self.value(item);
                    self.made(", ", item.span());
                }
                self.made("]", span);
            }
            Kind::Scalar(scalar) => {
                let written = &self.source[span.range()];
                if is_simple(written) {
                    self.text.copy(self.source, span);
                    return;
                }
                let text = match scalar {
                    Scalar::Null => "null".to_owned(),
                    Scalar::Str(text) => quoted(text),
                    _ => node.json_text().unwrap_or_default().to_owned(),
                };
                self.made(&text, span);
            }
        }
    }
}

/// A field that is derived from another one.
struct Made {
    field: &'static str,
    value: String,
    span: Span,
}

impl Made {
    fn unknown(field: &'static str, text: &str, span: Span) -> Self {
        Self {
            field,
            value: quoted(text),
            span,
        }
    }
}

/// Converts a memory limit to MiB; `None` if the limit stops the task.
///
/// If the limit contains `G` anywhere, the provider strips `G`, `i` and spaces from its end, otherwise an `m`; the rest
/// must be a number. The operator adds an overhead, so the provider divides by 1.4.
fn heap(limit: &str) -> Option<u64> {
    let mebibytes = if limit.contains('G') {
        limit
            .trim_end_matches(['G', 'i', ' '])
            .trim()
            .parse::<f64>()
            .ok()?
            * 1024.0
    } else if limit.contains('m') {
        limit.trim_end_matches('m').trim().parse::<f64>().ok()?
    } else {
        return None;
    };
    let heap = (mebibytes / 1.4).trunc();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked before"
    )]
    let heap = (0.0..=1e15).contains(&heap).then_some(heap as u64);
    heap
}

/// True for a value that is true in Python.
fn is_true(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Mapping => !node.entries().is_empty(),
        Kind::Sequence => node.items().next().is_some(),
        Kind::Scalar(Scalar::Null | Scalar::Bool(false) | Scalar::Int(0)) => false,
        Kind::Scalar(Scalar::Float(number)) => number != 0.0,
        Kind::Scalar(Scalar::Str(text)) => !text.is_empty(),
        Kind::Scalar(_) => true,
    }
}

fn is_equal(one: Node<'_>, other: Node<'_>) -> bool {
    match (one.kind(), other.kind()) {
        (Kind::Scalar(one), Kind::Scalar(other)) => one == other,
        (Kind::Sequence, Kind::Sequence) => {
            one.items().count() == other.items().count()
                && one
                    .items()
                    .zip(other.items())
                    .all(|(one, other)| is_equal(one, other))
        }
        (Kind::Mapping, Kind::Mapping) => {
            let (ones, others) = (one.entries(), other.entries());
            ones.len() == others.len()
                && ones.iter().all(|entry| {
                    let same = others.iter().find(|other| other.key == entry.key);
                    same.is_some_and(|same| is_equal(entry.value, same.value))
                })
        }
        _ => false,
    }
}

/// True for a string that is also valid inside brackets.
fn is_simple(written: &str) -> bool {
    let is_plain = |text: &str| {
        !text.is_empty()
            && text.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '/')
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "_./-+=@".contains(letter))
    };
    let is_quoted = |quote: char| {
        let inner = written
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.contains([quote, '\n', '\r', '\\']))
    };
    is_plain(written) || is_quoted('"') || is_quoted('\'')
}

/// A string in JSON syntax, which YAML parses the same way.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn quoted_number(text: &str) -> String {
    match text.trim().parse::<f64>() {
        Ok(number) => format!("{:.0}", number.trunc()),
        Err(_) => quoted(text),
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_converted_like_the_provider() {
        for (limit, mebibytes) in [
            ("4Gi", Some(2925)),
            ("4G", Some(2925)),
            ("2Gi", Some(1462)),
            ("6Gi", Some(4388)),
            ("1.5Gi", Some(1097)),
            ("4096m", Some(2925)),
            ("4g", None),
            ("512Mi", None),
            ("4GiB", None),
            ("4096", None),
        ] {
            assert_eq!(heap(limit), mebibytes, "{limit}");
        }
    }
}
