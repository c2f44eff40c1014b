//! The fields of a configuration, with their forms and descriptions. Parsing, error messages and the JSON Schema all
//! derive from it.

use std::sync::LazyLock;

use super::{
    form::{Field, ValueForm, words},
    prices,
    settings::SETTINGS,
};
use crate::{
    eci::{LIMITS, LimitKind},
    finding::Severity,
    rules::On,
};

fn field(name: &'static str, summary: &'static str, form: ValueForm) -> Field {
    Field {
        name,
        summary,
        form,
        is_required: false,
    }
}

fn required(name: &'static str, summary: &'static str, form: ValueForm) -> Field {
    Field {
        is_required: true,
        ..field(name, summary, form)
    }
}

fn texts() -> ValueForm {
    ValueForm::List(Box::new(ValueForm::Text))
}

pub(super) fn file() -> &'static ValueForm {
    static FILE: LazyLock<ValueForm> = LazyLock::new(|| {
        let mut fields = vec![field(
            "required-version",
            "The versions of spark-eci-lint that this file requires, such as `>=0.1, <2`.",
            ValueForm::Text,
        )];
        fields.extend(layer(true));
        let mut of_override = vec![required(
            "paths",
            "The files, as patterns of `.gitignore`, relative to this file's folder.",
            texts(),
        )];
        of_override.extend(layer(false));
        fields.extend([
            field(
                "include",
                "The only files to check, as patterns of `.gitignore`, relative to this file's folder.",
                texts(),
            ),
            field(
                "exclude",
                "Files to skip, as patterns of `.gitignore`, relative to this file's folder.",
                texts(),
            ),
            field(
                "locked",
                "Settings and rules that configurations in the folders below cannot change: names of settings, `include`, `exclude`, `charts`, `custom-rules`, `prices`, `extend`, ids or names of rules, id prefixes, groups, or `rules` for all rules.",
                texts(),
            ),
            field(
                "overrides",
                "Settings that differ for some files. Later overrides win.",
                ValueForm::List(Box::new(ValueForm::Mapping(of_override))),
            ),
            field(
                "charts",
                "How Helm charts are installed. Each entry is one installation; a chart may have several.",
                ValueForm::List(Box::new(ValueForm::Mapping(chart()))),
            ),
            field(
                "custom-rules",
                "Rules of your own.",
                custom_rules(),
            ),
            field(
                "custom-rule-files",
                "Files with more custom rules, relative to this file's folder: mappings with a list `custom-rules`.",
                texts(),
            ),
            field(
                "prices",
                "Contract prices that replace the list prices.",
                ValueForm::Mapping(prices::fields()),
            ),
            field(
                "extend",
                "Additions and changes of ECI since the built-in tables were made.",
                ValueForm::Mapping(extend()),
            ),
        ]);
        ValueForm::Mapping(fields)
    });
    &FILE
}

/// The fields of the top level and of overrides; `with_run` adds the settings of the whole run.
fn layer(with_run: bool) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for setting in SETTINGS
        .iter()
        .filter(|setting| with_run || !setting.is_of_run)
    {
        let form = (setting.form)();
        let Some((group, name)) = setting.name.split_once('.') else {
            fields.push(field(setting.name, setting.summary, form));
            continue;
        };
        let ValueForm::OneOf(words) = &form else {
            unreachable!("settings of a group are words");
        };
        match fields.iter_mut().find(|field| field.name == group) {
            Some(Field {
                form: ValueForm::WordOrMapping(_, inner),
                ..
            }) => inner.push(field(name, setting.summary, form)),
            _ => fields.push(field(
                group,
                "One value for all roles, or one for each.",
                ValueForm::WordOrMapping(words.clone(), vec![field(name, setting.summary, form)]),
            )),
        }
    }
    fields.push(field(
        "rules",
        "Rules by id, id prefix, name or group: a severity, `off`, or a mapping with `severity`, `ignorable` and the rule's own options. The most specific key wins.",
        ValueForm::Rules,
    ));
    fields
}

pub(super) fn rule_file() -> &'static ValueForm {
    static FILE: LazyLock<ValueForm> = LazyLock::new(|| {
        ValueForm::Mapping(vec![required(
            "custom-rules",
            "Rules of your own.",
            custom_rules(),
        )])
    });
    &FILE
}

fn custom_rules() -> ValueForm {
    let examples = || ValueForm::List(Box::new(ValueForm::Manifest));
    ValueForm::List(Box::new(ValueForm::Mapping(vec![
        required(
            "id",
            "Capital letters and three digits, such as `ACME001`.",
            ValueForm::Text,
        ),
        required(
            "name",
            "Lowercase letters, digits and `-`, such as `executors-have-a-cap`.",
            ValueForm::Text,
        ),
        field(
            "severity",
            "The severity of its findings. Default: `warning`.",
            ValueForm::OneOf(words::<Severity>()),
        ),
        field(
            "on",
            "What it checks. Default: `pod`.",
            ValueForm::OneOf(words::<On>()),
        ),
        field(
            "when",
            "When the rule applies: a condition in CEL.",
            ValueForm::Text,
        ),
        required(
            "check",
            "What must be true: a condition in CEL.",
            ValueForm::Text,
        ),
        required(
            "message",
            "The message of a finding, with CEL expressions in braces.",
            ValueForm::Text,
        ),
        field("help", "How to fix a finding.", ValueForm::Text),
        field(
            "at",
            "What a finding marks: a path in CEL, such as `pod.memory`.",
            ValueForm::Text,
        ),
        field("url", "A page about the rule.", ValueForm::Text),
        field(
            "ignorable",
            "Whether its findings can be suppressed.",
            ValueForm::Bool,
        ),
        field(
            "yields-to",
            "Rules, by id or name, whose findings about the same value replace those of this rule.",
            texts(),
        ),
        field(
            "examples",
            "Manifests that `spark-eci-lint config test` tests the rule on.",
            ValueForm::Mapping(vec![
                field(
                    "bad",
                    "Manifests in which the rule must have a finding.",
                    examples(),
                ),
                field(
                    "good",
                    "Manifests in which it must not have one.",
                    examples(),
                ),
            ]),
        ),
    ])))
}

fn chart() -> Vec<Field> {
    vec![
        required(
            "path",
            "The chart's folder, relative to this file's folder.",
            ValueForm::Text,
        ),
        field(
            "values",
            "Values files, relative to this file's folder, as for `helm install --values`. Later files win.",
            texts(),
        ),
        field(
            "set",
            "Values by key, such as `driver.cores: 4`, as for `helm install --set`. They win over values files.",
            ValueForm::Scalars,
        ),
        field("release", "The name of the release.", ValueForm::Text),
        field(
            "namespace",
            "The namespace of the release.",
            ValueForm::Text,
        ),
        field(
            "kube-version",
            "The Kubernetes version, such as `1.31`.",
            ValueForm::Text,
        ),
        field(
            "api-versions",
            "API versions that the cluster has in addition to the usual ones, such as `example.com/v1`.",
            texts(),
        ),
    ]
}

fn size() -> Vec<Field> {
    vec![
        required("vcpu", "Its vCPU.", ValueForm::Number),
        required("memory-gib", "Its memory in GiB.", ValueForm::Number),
    ]
}

fn extend() -> Vec<Field> {
    let mut instance_type = vec![required(
        "name",
        "The type, such as `ecs.c10i.large`.",
        ValueForm::Text,
    )];
    instance_type.extend(size());
    instance_type.push(field("gpus", "The number of its GPUs.", ValueForm::Number));
    let limits = LIMITS.map(|(name, kind, summary)| {
        let form = match kind {
            LimitKind::Number => ValueForm::Number,
            LimitKind::Text => ValueForm::Text,
            LimitKind::Texts => texts(),
            LimitKind::Numbers => ValueForm::List(Box::new(ValueForm::Number)),
            LimitKind::Size => ValueForm::Mapping(size()),
        };
        field(name, summary, form)
    });
    vec![
        field(
            "specs",
            "Specs that every region has, such as `2-5Gi`.",
            texts(),
        ),
        field(
            "instance-types",
            "Instance types with their sizes.",
            ValueForm::List(Box::new(ValueForm::Mapping(instance_type))),
        ),
        field("annotations", "Annotation keys that ECI reads.", texts()),
        field(
            "regions",
            "Ids of regions with ECI, such as `cn-hangzhou`.",
            texts(),
        ),
        field(
            "limits",
            "Limits of ECI that differ from `rules/catalog/limits.yaml`.",
            ValueForm::Mapping(limits.into()),
        ),
    ]
}
