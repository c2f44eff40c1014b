//! The valid values of ECI's annotations, the advice for invalid ones, and the pods that resource policies select.

mod common;

use spark_eci_lint::{
    eci::{Catalog, ResourcePolicy, Value},
    source::Span,
    yaml,
};

#[test]
fn allowed_values_are_described_with_their_bounds() {
    for (name, allowed, refused, advice) in [
        (
            "eci-image-cache",
            Some("must be `true` or `false`"),
            "enabled",
            "write `true` or `false`, or remove the annotation",
        ),
        (
            "eci-max-pending-minute",
            Some("must be a whole number from 10 to 1440"),
            "9",
            "write `10` or more",
        ),
        (
            "eci-max-pending-minute",
            Some("must be a whole number from 10 to 1440"),
            "1441",
            "write `1440` or less",
        ),
        (
            "eci-max-pending-minute",
            Some("must be a whole number from 10 to 1440"),
            "10m",
            "write a whole number without a unit, such as `10`",
        ),
        (
            "eci-ipv6-bandwidth",
            Some("must be a whole number from 1 to 2000, with or without `M` behind it"),
            "2001M",
            "write `2000` or less",
        ),
        (
            "eci-spot-price-limit",
            Some("must be a number with at most 3 decimals"),
            "cheap",
            "write a number such as `0.25`",
        ),
        ("eci-custom-hosts", Some("must be valid JSON"), "[", ""),
        (
            "eci-extra-ephemeral-storage",
            Some("must be a quantity such as `20Gi`"),
            "much",
            "",
        ),
        (
            "eci-spot-strategy",
            None,
            "spotaspricego",
            "write `SpotAsPriceGo`",
        ),
    ] {
        let annotation = Catalog::built_in().annotation(&format!("k8s.aliyun.com/{name}"));
        let value = &annotation.expect(name).value;
        if let Some(allowed) = allowed {
            assert_eq!(value.allowed().as_deref(), Some(allowed), "{name}");
        }
        assert!(value.refuse(refused).is_some(), "{name}: {refused}");
        let found = value.advice(refused);
        assert!(found.starts_with(advice), "{name}: {refused}: {found}");
    }
}

#[test]
fn every_annotation_has_allowed_values_and_advice() {
    for annotation in &Catalog::built_in().annotations {
        let key = &annotation.key;
        for text in [
            "",
            " ",
            "?",
            "-1",
            "99999999999999999999",
            "[",
            "x,,y",
            "truee",
        ] {
            if annotation.value.refuse(text).is_none() {
                continue;
            }
            let advice = annotation.value.advice(text);
            assert!(!advice.is_empty(), "{key}: {text}");
            assert!(
                !advice.starts_with(char::is_uppercase) && !advice.ends_with('.'),
                "{advice}"
            );
            // The suggested value is valid.
            if let Some(meant) = annotation.value.meant(text) {
                assert_eq!(
                    annotation.value.refuse(&meant),
                    None,
                    "{key}: {text}: {meant}"
                );
                assert_eq!(advice, format!("write `{meant}`"));
            }
        }
    }
}

fn policies(text: &str) -> Vec<ResourcePolicy> {
    let whole = Span::new(0, u32::try_from(text.len()).expect("a short text"));
    let document = yaml::parse(text, whole).expect("YAML");
    ResourcePolicy::find(&document.expect("a document"))
}

#[test]
fn a_resource_policy_is_identified_by_group_and_kind() {
    let policy = |api: &str, kind: &str, spec: &str| {
        format!(
            "apiVersion: {api}\nkind: {kind}\nmetadata: {{name: p, namespace: jobs}}\nspec: {spec}\n"
        )
    };
    let spec = "{selector: {app: a}, units: [{resource: ecs}, {resource: eci}]}";
    let group = "scheduling.alibabacloud.com/v1alpha1";
    let found = policies(&policy(group, "ResourcePolicy", spec));
    assert_eq!(
        found,
        [ResourcePolicy {
            namespace: Some("jobs".to_owned()),
            selector: vec![("app".to_owned(), "a".to_owned())],
            has_eci: true,
        }]
    );
    for (api, kind, spec) in [
        ("scheduling.k8s.io/v1", "ResourcePolicy", spec),
        (group, "PriorityClass", spec),
        (group, "ResourcePolicy", "{units: [{resource: eci}]}"),
        // A selector with unknown values selects no known pods.
        (
            group,
            "ResourcePolicy",
            "{selector: {app: {in: [a]}}, units: [{resource: eci}]}",
        ),
    ] {
        assert_eq!(
            policies(&policy(api, kind, spec)),
            [],
            "{api} {kind} {spec}"
        );
    }
    let without_eci = policies(&policy(
        group,
        "ResourcePolicy",
        "{selector: {app: a}, units: [{resource: ecs}]}",
    ));
    assert!(!without_eci[0].has_eci);
    let list = format!(
        "kind: List\nitems:\n- {{apiVersion: {group}, kind: ResourcePolicy, spec: {spec}}}\n- {{kind: Other}}\n"
    );
    let in_list = policies(&list);
    assert_eq!(in_list.len(), 1);
    assert_eq!(in_list[0].namespace, None);
}

#[test]
fn a_resource_policy_selects_by_all_its_labels_in_its_namespace() {
    let policy = |selector: &[(&str, &str)], namespace: Option<&str>| ResourcePolicy {
        namespace: namespace.map(str::to_owned),
        selector: selector
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        has_eci: true,
    };
    let label = |key: &str| match key {
        "app" => Some("a".to_owned()),
        "team" => Some("t".to_owned()),
        _ => None,
    };
    for (selector, own, other, selects) in [
        (&[("app", "a")][..], None, None, true),
        (&[("app", "a")], Some("jobs"), None, true),
        (&[("app", "a")], None, Some("jobs"), true),
        (&[("app", "a")], Some("jobs"), Some("jobs"), true),
        (&[("app", "a")], Some("jobs"), Some("other"), false),
        (&[("app", "a"), ("team", "t")], None, None, true),
        (&[("app", "a"), ("team", "x")], None, None, false),
        (&[("app", "b")], None, None, false),
        (&[("no", "a")], None, None, false),
        (&[], None, None, false),
    ] {
        assert_eq!(
            policy(selector, own).selects(other, label),
            selects,
            "{selector:?} {own:?} {other:?}"
        );
    }
}

#[test]
fn a_clause_names_only_existing_bounds_and_values() {
    let integer = |min: Option<u64>, max: Option<u64>, unit: Option<&str>| Value::Integer {
        min,
        max,
        unit: unit.map(str::to_owned),
    };
    let texts = |values: &[&str]| {
        values
            .iter()
            .map(|value| (*value).to_owned())
            .collect::<Vec<_>>()
    };
    let list = |max: Option<u64>, values: &[&str]| Value::List {
        max,
        values: texts(values),
        like: None,
    };
    for (value, clause) in [
        (integer(None, None, None), Some("must be a whole number")),
        (
            integer(Some(2), None, None),
            Some("must be a whole number of at least 2"),
        ),
        (
            integer(Some(2), Some(4), None),
            Some("must be a whole number from 2 to 4"),
        ),
        (
            integer(Some(2), None, Some("M")),
            Some("must be a whole number of at least 2, with or without `M` behind it"),
        ),
        (Value::OneOf(texts(&["a"])), Some("must be `a`")),
        (Value::OneOf(texts(&["a", "b"])), Some("must be `a` or `b`")),
        (
            Value::OneOf(texts(&["a", "b", "c"])),
            Some("must be `a`, `b` or `c`"),
        ),
        (list(None, &[]), None),
        (list(Some(3), &[]), Some("must have at most 3 entries")),
        (list(None, &["a"]), Some("each entry must be `a`")),
        (
            list(Some(3), &["a", "b"]),
            Some("must have at most 3 entries; each entry must be `a` or `b`"),
        ),
        (Value::Text, None),
    ] {
        assert_eq!(value.allowed().as_deref(), clause);
    }
    for (value, text, reason) in [
        (list(Some(2), &[]), "a,b", None),
        (
            list(Some(2), &[]),
            "a,b,c",
            Some("must have at most 2 entries, not 3"),
        ),
        (list(None, &["a"]), "a, a", None),
        (list(None, &["a"]), "a,b", Some("each entry must be `a`")),
        (list(None, &[]), "a,", Some("an entry is empty")),
        (integer(Some(2), Some(4), None), "2", None),
        (integer(Some(2), Some(4), None), "4", None),
        (
            integer(Some(2), Some(4), None),
            "5",
            Some("must be a whole number from 2 to 4"),
        ),
        (
            integer(Some(2), Some(4), None),
            "1",
            Some("must be a whole number from 2 to 4"),
        ),
    ] {
        assert_eq!(value.refuse(text).as_deref(), reason, "{text}");
    }
}

#[test]
fn an_invalid_value_leads_to_a_valid_one() {
    let integer = |min: Option<u64>, max: Option<u64>| Value::Integer {
        min,
        max,
        unit: None,
    };
    let list = |values: &[&str]| Value::List {
        max: None,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        like: None,
    };
    for (value, text, advice) in [
        (integer(Some(2), None), "1", "write `2` or more"),
        (integer(None, Some(4)), "5", "write `4` or less"),
        (
            integer(Some(2), Some(4)),
            "x",
            "write a whole number without a unit, such as `2`",
        ),
        (
            integer(None, None),
            "x",
            "write a whole number without a unit",
        ),
        (
            integer(Some(2), Some(4)),
            "3x",
            "write a whole number without a unit, such as `2`",
        ),
    ] {
        assert_eq!(value.advice(text), advice, "{text}");
    }
    assert_eq!(
        list(&["economy", "general"])
            .meant("economy,genral")
            .as_deref(),
        Some("economy,general")
    );
    assert_eq!(list(&["economy", "general"]).meant("economy,x"), None);
    assert_eq!(list(&[]).meant("a,,b"), None);
}

#[test]
fn a_node_belongs_to_a_family_by_its_label_or_its_name() {
    let family = &Catalog::built_in().node_families[0];
    for (key, value, is_meant) in [
        ("type", "virtual-kubelet", true),
        ("type", "other", false),
        ("kind", "virtual-kubelet", false),
        (
            "kubernetes.io/hostname",
            "virtual-kubelet-cn-hangzhou-k",
            true,
        ),
        ("kubernetes.io/hostname", "cn-hangzhou.10.0.0.1", false),
        ("type", "virtual-kubelet-cn-hangzhou-k", false),
    ] {
        assert_eq!(family.is_meant_by(key, value), is_meant, "{key}: {value}");
    }
}
