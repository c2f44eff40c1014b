//! What a configuration may say: its fields, their forms and a few words about each. Reading, messages
//! and the JSON schema all come from here.

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

/// The whole file.
pub(super) fn file() -> &'static ValueForm {
    static FILE: LazyLock<ValueForm> = LazyLock::new(|| {
        let mut fields = vec![field(
            "required-version",
            "The versions of spark-eci-lint that this file is written for, such as `>=0.1, <2`.",
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
                "Files that are not checked, as patterns of `.gitignore`, relative to this file's folder.",
                texts(),
            ),
            field(
                "locked",
                "Settings and rules that configurations in the folders below cannot change: names of settings, `include`, `exclude`, `charts`, `custom-rules`, `prices`, `extend`, ids or names of rules, beginnings of ids, groups, `rules` for all.",
                texts(),
            ),
            field(
                "overrides",
                "What is different for some files. Later ones win.",
                ValueForm::List(Box::new(ValueForm::Mapping(of_override))),
            ),
            field(
                "charts",
                "With which values Helm charts are installed. Each entry is one way; a chart may have several.",
                ValueForm::List(Box::new(ValueForm::Mapping(chart()))),
            ),
            field(
                "custom-rules",
                "Rules of your own.",
                custom_rules(),
            ),
            field(
                "custom-rule-files",
                "Files with more of them, relative to this file's folder: mappings with a list `custom-rules`.",
                texts(),
            ),
            field(
                "prices",
                "What a team pays by its contract instead of list prices.",
                ValueForm::Mapping(prices::fields()),
            ),
            field(
                "extend",
                "What ECI has added or changed since the built-in tables were made.",
                ValueForm::Mapping(extend()),
            ),
        ]);
        ValueForm::Mapping(fields)
    });
    &FILE
}

/// What the top of the file and its overrides have in common, and what holds for a run as a whole.
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
                "One word for all roles, or one for each.",
                ValueForm::WordOrMapping(words.clone(), vec![field(name, setting.summary, form)]),
            )),
        }
    }
    fields.push(field(
        "rules",
        "Rules by id or name, the beginning of ids, or a group: a severity, `off`, or a mapping with `severity`, `ignorable` and the rule's own options. The more exact one wins.",
        ValueForm::Rules,
    ));
    fields
}

/// A file that has only rules.
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
            "Small letters, digits and `-`, such as `executors-have-a-cap`.",
            ValueForm::Text,
        ),
        field(
            "severity",
            "How bad its findings are: `warning` unless set.",
            ValueForm::OneOf(words::<Severity>()),
        ),
        field(
            "on",
            "What it looks at: `pod` unless set.",
            ValueForm::OneOf(words::<On>()),
        ),
        field(
            "when",
            "Where the rule holds: a condition in CEL.",
            ValueForm::Text,
        ),
        required(
            "check",
            "What has to be true: a condition in CEL.",
            ValueForm::Text,
        ),
        required(
            "message",
            "What is said where it is not, with CEL in braces.",
            ValueForm::Text,
        ),
        field("help", "What to do then.", ValueForm::Text),
        field(
            "at",
            "What is marked then: a path in CEL, such as `pod.memory`.",
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
            "Rules that say the same better where both are about one value, by id or name.",
            texts(),
        ),
        field(
            "examples",
            "Manifests that `spark-eci-lint config test` tries it on.",
            ValueForm::Mapping(vec![
                field(
                    "bad",
                    "Those in which it has to find something.",
                    examples(),
                ),
                field("good", "Those in which it must not.", examples()),
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
            "Files of values, relative to this file's folder, as `helm install --values` takes them. Later ones win.",
            texts(),
        ),
        field(
            "set",
            "Single values by their keys, such as `driver.cores: 4`, as `helm install --set` takes them. They win over files.",
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
            "The version of Kubernetes, such as `1.31`.",
            ValueForm::Text,
        ),
        field(
            "api-versions",
            "APIs that the cluster has beside the usual ones, such as `example.com/v1`.",
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
    instance_type.push(field("gpus", "How many GPUs it has.", ValueForm::Number));
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
        field(
            "annotations",
            "Keys of annotations that ECI reads.",
            texts(),
        ),
        field(
            "regions",
            "Ids of regions in which ECI runs, such as `cn-hangzhou`.",
            texts(),
        ),
        field(
            "limits",
            "Limits of ECI that differ from `rules/catalog/limits.yaml`.",
            ValueForm::Mapping(limits.into()),
        ),
    ]
}
