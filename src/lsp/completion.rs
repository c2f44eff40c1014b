//! Completions: fields of an application, annotations of ECI, specs, and rules in suppressions.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionItemTextEdit, CompletionList,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind, Position, TextEdit,
};

use super::{
    context::{CursorContext, Side},
    documents::View,
    fields::{field_words, part_at},
    hover::{annotation_words, rule_words},
    neovim, snippet, spark_settings,
};
use crate::{
    eci::{self, Annotation, Status},
    judged::Environment,
    kube::schema::{Part, PartKind},
    lint,
    plan::PodPlan,
    source::{Span, line_start},
    spark::{ANNOTATION_PREFIXES, KINDS, Kind},
};

/// The characters after which editors request completions by themselves.
pub(super) const TRIGGERS: [&str; 7] = ["/", ".", "-", "[", ",", " ", "\""];

/// True for the mapping that holds a role's node selector and tolerations.
fn is_placement(path: &[&str]) -> bool {
    let mut roles = KINDS.iter().flat_map(|kind| kind.roles);
    roles.any(|role| {
        let fields: Vec<_> = role.paths.placement.split('.').collect();
        path.ends_with(&fields)
    })
}

pub(super) fn completion(view: View<'_>, position: Position) -> Option<CompletionList> {
    let offset = view.text.offset(position);
    let whole = view.text.content();
    let part = view.analysis.part_at(offset)?;
    let start = part.span.start;
    let context = CursorContext::at(part.text(), &part.whole(), offset - start)?;
    let completer = Completer {
        view,
        place: context.token.moved(start),
        line: line_of(whole, offset),
        context: &context,
        offset,
    };
    let mut items = completer.items();
    if view.client.is_neovim {
        neovim::keep_one_start(&mut items);
    }
    (!items.is_empty()).then_some(CompletionList {
        is_incomplete: completer.depends_on_what_is_typed(),
        item_defaults: None,
        apply_kind: None,
        items,
    })
}

fn line_of(text: &str, offset: u32) -> &str {
    let at = offset as usize;
    let start = line_start(text, at);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    &text[start..end]
}

struct Completer<'c> {
    view: View<'c>,
    context: &'c CursorContext,
    /// The text that the completion replaces.
    place: Span,
    /// The line of the cursor.
    line: &'c str,
    offset: u32,
}

impl Completer<'_> {
    /// True if the items depend on the typed word, so that the client must ask again when it changes.
    fn depends_on_what_is_typed(&self) -> bool {
        let path = self.context.path.last().map(String::as_str);
        matches!(self.context.side, Side::Key) && matches!(path, Some("annotations" | "sparkConf"))
    }

    fn items(&self) -> Vec<CompletionItem> {
        match &self.context.side {
            Side::Suppression => self.rules(),
            Side::Key => self.keys(),
            Side::Value { key } => self.values(key),
        }
    }

    fn environment(&self) -> &Environment {
        &self.view.analysis.for_file.effective.settings.environment
    }

    /// An item that replaces the typed word.
    fn item(&self, order: usize, label: &str, filter: &str, text: InsertText) -> CompletionItem {
        let (new_text, format) = match text {
            InsertText::Plain(text) => (text, InsertTextFormat::PlainText),
            InsertText::Snippet(text) => (text, InsertTextFormat::Snippet),
        };
        let kept = if self.view.client.is_neovim {
            neovim::kept(&self.context.typed, &[&new_text, filter])
        } else {
            0
        };
        let (filter, new_text) = (&filter[kept as usize..], &new_text[kept as usize..]);
        let place = Span::new(self.place.start + kept, self.place.end);
        CompletionItem {
            label: label.to_owned(),
            filter_text: Some(filter.to_owned()),
            sort_text: Some(format!("{order:04}")),
            insert_text_format: Some(format),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
                range: self.view.text.range(place),
                new_text: new_text.to_owned(),
            })),
            ..CompletionItem::default()
        }
    }

    fn rules(&self) -> Vec<CompletionItem> {
        let settings = &self.view.analysis.for_file.effective.settings;
        let rules = settings.rule_set.iter().enumerate();
        rules
            .map(|(order, rule)| CompletionItem {
                kind: Some(CompletionItemKind::Constant),
                detail: Some(rule.info().name.clone()),
                documentation: Some(markdown(rule_words(rule.info()))),
                ..self.item(
                    order,
                    &rule.id,
                    &format!("{} {}", rule.info().id, rule.info().name),
                    InsertText::Plain(rule.info().id.clone()),
                )
            })
            .collect()
    }

    fn keys(&self) -> Vec<CompletionItem> {
        let path: Vec<&str> = self.context.path.iter().map(String::as_str).collect();
        match path[..] {
            [.., "items", "metadata", "annotations"] | ["metadata", "annotations"] => {
                self.ignore_annotation().into_iter().collect()
            }
            [.., "annotations"] => self.annotations(""),
            [.., "sparkConf"] => {
                let typed = &self.context.typed;
                let mut prefixes = ANNOTATION_PREFIXES.iter();
                match prefixes.find(|prefix| typed.starts_with(**prefix)) {
                    Some(prefix) => self.annotations(prefix),
                    None => self.spark_settings(),
                }
            }
            [.., "nodeSelector"] => self.selector().into_iter().collect(),
            [.., "labels"] if !path.contains(&"metadata") || path.contains(&"template") => {
                self.label().into_iter().collect()
            }
            [.., "tolerations"] if self.is_whole_item() => {
                [vec![self.toleration()], self.fields(&path)].concat()
            }
            _ if is_placement(&path) => [self.role(), self.fields(&path)].concat(),
            _ => self.fields(&path),
        }
    }

    /// The missing fields of the mapping, required ones first.
    fn fields(&self, path: &[&str]) -> Vec<CompletionItem> {
        let kind = self.context.kind.map(Kind::spec);
        let part = kind.and_then(|kind| part_at(kind, path.iter().copied()));
        let Some(part) = part else {
            return Vec::new();
        };
        let fields = part.fields().filter(|(name, _)| !self.is_there(name));
        let is_needed = |name: &str| part.required().contains(&name);
        fields
            .map(|(name, field)| CompletionItem {
                kind: Some(CompletionItemKind::Field),
                detail: Some(field_words(part, name, field)),
                // After the completions for ECI.
                ..self.item(
                    if is_needed(name) { 100 } else { 200 },
                    name,
                    name,
                    self.field(name, field),
                )
            })
            .collect()
    }

    fn field(&self, name: &str, field: &Part) -> InsertText {
        match field.kind {
            _ if self.context.has_colon => InsertText::Plain(name.to_owned()),
            PartKind::Object | PartKind::Map | PartKind::List => {
                InsertText::Plain(format!("{name}:"))
            }
            _ => self.entry(name, "$1"),
        }
    }

    /// The values of a field that has only few.
    fn values_of_field(&self, key: &str) -> Vec<CompletionItem> {
        let kind = self.context.kind.map(Kind::spec);
        let path = self.context.path.iter().map(String::as_str).chain([key]);
        let Some(part) = kind.and_then(|kind| part_at(kind, path)) else {
            return Vec::new();
        };
        let values = match part.kind {
            PartKind::Boolean => vec!["true", "false"],
            _ => part.allowed.clone(),
        };
        let values = values.into_iter().filter(|value| !value.is_empty());
        let values = values.enumerate();
        values
            .map(|(order, value)| {
                let needs_quotes = part.kind == PartKind::String && value.parse::<i64>().is_ok();
                self.choice(order, value, needs_quotes)
            })
            .collect()
    }

    /// One of the values that a key can have.
    fn choice(&self, order: usize, value: &str, needs_quotes: bool) -> CompletionItem {
        let text = if needs_quotes && !self.context.is_quoted {
            format!("\"{value}\"")
        } else {
            value.to_owned()
        };
        CompletionItem {
            kind: Some(CompletionItemKind::EnumMember),
            ..self.item(order, value, value, InsertText::Plain(text))
        }
    }

    /// True at the start of a list item, but not within one that is a mapping already.
    fn is_whole_item(&self) -> bool {
        self.context.siblings.is_empty() && !self.line.contains('{')
    }

    fn is_there(&self, key: &str) -> bool {
        self.context.siblings.iter().any(|known| known == key)
    }

    /// The annotation that suppresses findings of an application.
    fn ignore_annotation(&self) -> Option<CompletionItem> {
        if self.is_there(lint::ANNOTATION) {
            return None;
        }
        let words = "Suppresses findings of this application: `ECI303: reason; ECI305: reason`.";
        Some(CompletionItem {
            kind: Some(CompletionItemKind::Property),
            detail: Some("suppresses findings of this application".to_owned()),
            documentation: Some(markdown(words.to_owned())),
            ..self.item(
                0,
                lint::ANNOTATION,
                lint::ANNOTATION,
                self.entry(lint::ANNOTATION, "\"$1\""),
            )
        })
    }

    /// The annotations of ECI that the pod does not have yet.
    fn annotations(&self, prefix: &str) -> Vec<CompletionItem> {
        let catalog = &self.environment().catalog;
        let known = catalog.annotations.iter().enumerate();
        let typed = &self.context.typed;
        let typed = typed.strip_prefix(prefix).unwrap_or(typed);
        known
            .filter(|(_, annotation)| {
                matches!(
                    annotation.status,
                    Status::Current | Status::Deprecated { .. }
                )
            })
            .filter(|(_, annotation)| !self.is_there(&format!("{prefix}{}", annotation.key)))
            .map(|(order, annotation)| {
                let key = format!("{prefix}{}", annotation.key);
                let is_old = annotation.status != Status::Current;
                CompletionItem {
                    kind: Some(CompletionItemKind::Property),
                    detail: Some(annotation.summary.clone()),
                    documentation: Some(markdown(annotation_words(annotation))),
                    tags: is_old.then(|| vec![CompletionItemTag::Deprecated]),
                    ..self.item(
                        order + usize::from(is_old) * 1000,
                        &key,
                        &format!("{prefix}{}", from(&annotation.key, typed)),
                        self.entry(&key, value_snippet(annotation)),
                    )
                }
            })
            .collect()
    }

    /// The Spark settings that are not set yet.
    fn spark_settings(&self) -> Vec<CompletionItem> {
        let offered = spark_settings::offered(&self.context.typed)
            .into_iter()
            .enumerate();
        offered
            .filter(|(_, known)| !self.is_there(known.name))
            .map(|(order, known)| CompletionItem {
                kind: Some(CompletionItemKind::Property),
                detail: Some(spark_settings::detail(&known)),
                ..self.item(
                    order,
                    known.name,
                    known.name,
                    // A prefix is not a complete key.
                    if known.is_prefix() {
                        InsertText::Plain(known.name.to_owned())
                    } else {
                        self.entry(known.name, "\"$1\"")
                    },
                )
            })
            .collect()
    }

    /// A key, with a placeholder for its value unless it has one already.
    fn entry(&self, key: &str, value: &str) -> InsertText {
        if self.context.has_colon {
            InsertText::Plain(key.to_owned())
        } else if self.view.client.snippets {
            InsertText::Snippet(format!("{}: {value}", snippet::escape(key)))
        } else {
            InsertText::Plain(format!("{key}: "))
        }
    }

    fn values(&self, key: &str) -> Vec<CompletionItem> {
        if key == lint::ANNOTATION {
            return self.rules();
        }
        let key = super::hover::annotation_key(key);
        if key == eci::USE_SPECS {
            return self.specs();
        }
        let catalog = &self.environment().catalog;
        let annotation = catalog.annotation(key);
        let choices = match annotation {
            Some(annotation) => annotation.value.choices(),
            None if self
                .context
                .path
                .last()
                .is_some_and(|key| key == "sparkConf") =>
            {
                spark_settings::choices(key)
            }
            None => return self.values_of_field(key),
        };
        let words = annotation.map(annotation_words);
        let choices = choices.into_iter().enumerate();
        choices
            .map(|(order, value)| {
                // The API server accepts only strings, and these need quotes to be strings.
                let needs_quotes = matches!(value, "true" | "false" | "0" | "1");
                CompletionItem {
                    documentation: words.clone().map(markdown),
                    ..self.choice(order, value, needs_quotes)
                }
            })
            .collect()
    }

    /// The specs large enough for this pod, cheapest first; all specs if its size is unknown.
    fn specs(&self) -> Vec<CompletionItem> {
        let pod = self.pod();
        let needs = pod.and_then(|pod| pod.needs).unwrap_or_default();
        let environment = self.environment();
        let currency = environment
            .prices()
            .map_or("", |prices| prices.currency.as_str());
        let choices = environment.choices(needs.0, needs.1, self.context.is_spot);
        let listed = |spec: &str| {
            let mut entries = self.line.split([',', '"', '\'', ' ']);
            entries.any(|entry| entry == spec) && self.context.typed != spec
        };
        let choices = choices.into_iter().enumerate();
        choices
            .filter_map(|(order, (spec, hour))| {
                let label = spec.to_string();
                if listed(&label) {
                    return None;
                }
                let room = pod.and_then(|pod| pod.needs).map(|(cpu, memory)| {
                    let percent = |part: u64, whole: u64| part * 100 / whole.max(1);
                    format!(
                        "CPU {} %, memory {} % used",
                        percent(cpu.0, spec.vcpu.0),
                        percent(memory.0, spec.memory.0)
                    )
                });
                Some(CompletionItem {
                    kind: Some(CompletionItemKind::Value),
                    detail: Some(format!("{currency} {hour:.3} an hour")),
                    documentation: room.map(markdown),
                    preselect: (order == 0).then_some(true),
                    ..self.item(order, &label, &label, InsertText::Plain(label.clone()))
                })
            })
            .collect()
    }

    /// The pod that the cursor's key configures.
    fn pod(&self) -> Option<&PodPlan> {
        let pods = self.view.analysis.pods();
        let by_setting = |role: &str| {
            let Side::Value { key } = &self.context.side else {
                return false;
            };
            key.starts_with(&format!("spark.kubernetes.{role}."))
        };
        let is_inside = |span: Span| span.start <= self.offset && self.offset <= span.end;
        pods.iter().find(|pod| {
            is_inside(pod.places.object)
                && (self.context.path.iter().any(|key| key == pod.role) || by_setting(pod.role))
        })
    }

    fn selector(&self) -> Option<CompletionItem> {
        let label = &self.environment().family().label;
        (!self.is_there(&label.key)).then(|| {
            let text = format!("{}: {}", label.key, yaml_text(&label.value));
            self.placement(
                &text,
                "selects ECI's virtual nodes",
                InsertText::Plain(text.clone()),
            )
        })
    }

    fn label(&self) -> Option<CompletionItem> {
        let catalog = &self.environment().catalog;
        let label = catalog.pod_labels.first()?;
        (!self.is_there(&label.key)).then(|| {
            let text = format!("{}: {}", label.key, yaml_text(&label.value));
            self.placement(
                &text,
                "sends the pod to ECI",
                InsertText::Plain(text.clone()),
            )
        })
    }

    fn toleration(&self) -> CompletionItem {
        let taint = &self.environment().family().taint;
        let dash = if self.context.is_item { "" } else { "- " };
        let text = format!("{dash}{{key: {}, operator: Exists}}", taint.key);
        let label = format!("{} (ECI)", taint.key);
        self.placement(
            &label,
            "tolerates ECI's virtual nodes",
            InsertText::Plain(text),
        )
    }

    /// The fields that send a role's pods to ECI.
    fn role(&self) -> Vec<CompletionItem> {
        let family = self.environment().family();
        let label = &family.label;
        let fields = [
            (
                "nodeSelector",
                format!(
                    "nodeSelector:\n  {}: {}",
                    label.key,
                    yaml_text(&label.value)
                ),
                "selects ECI's virtual nodes",
            ),
            (
                "tolerations",
                format!(
                    "tolerations:\n  - key: {}\n    operator: Exists",
                    family.taint.key
                ),
                "tolerates ECI's virtual nodes",
            ),
        ];
        let fields = fields
            .into_iter()
            .filter(|(key, _, _)| !self.is_there(key) && !self.context.has_colon);
        fields
            .map(|(key, text, detail)| {
                let text = self.indented(&text);
                let text = if self.view.client.snippets {
                    InsertText::Snippet(snippet::escape(&text))
                } else {
                    InsertText::Plain(text)
                };
                CompletionItem {
                    filter_text: Some(key.to_owned()),
                    kind: Some(CompletionItemKind::Snippet),
                    ..self.placement(&format!("{key} (ECI)"), detail, text)
                }
            })
            .collect()
    }

    /// Indents the lines after the first like the current line, as not every editor does it.
    fn indented(&self, text: &str) -> String {
        let blank = self.line.len() - self.line.trim_start_matches(' ').len();
        text.replace('\n', &format!("\n{}", " ".repeat(blank)))
    }

    fn placement(&self, label: &str, detail: &str, text: InsertText) -> CompletionItem {
        CompletionItem {
            kind: Some(CompletionItemKind::Value),
            detail: Some(detail.to_owned()),
            ..self.item(0, label, label, text)
        }
    }
}

enum InsertText {
    Plain(String),
    /// With placeholders.
    Snippet(String),
}

pub(super) fn markdown(value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    })
}

/// The end of a name that starts with the typed text. Some editors, such as Neovim, only offer items that start with it, and
/// nobody types the beginning of `k8s.aliyun.com/eci-vswitch` from memory.
fn from<'n>(name: &'n str, typed: &str) -> &'n str {
    name.find(typed).map_or(name, |at| &name[at..])
}

/// The placeholder for the value of an annotation.
fn value_snippet(annotation: &Annotation) -> &'static str {
    if annotation.key == eci::USE_SPECS {
        "$1"
    } else {
        // An annotation must be a string, even if it looks like a number.
        "\"$1\""
    }
}

fn yaml_text(text: &str) -> String {
    if text == "true" {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}
