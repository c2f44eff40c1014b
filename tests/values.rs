//! What the annotations of ECI take, what is advised instead, and what resource policies select.

use spark_eci_lint::{
    eci::{Catalog, ResourcePolicy},
    source::Span,
    yaml,
};

#[test]
fn what_a_value_may_be_is_said_with_its_bounds() {
    for (name, allowed, refused, advice) in [
        (
            "eci-image-cache",
            Some("it is `true` or `false`"),
            "enabled",
            "write `true` or `false`, or remove the annotation",
        ),
        (
            "eci-max-pending-minute",
            Some("it is a whole number from 10 to 1440"),
            "9",
            "write `10` or more",
        ),
        (
            "eci-max-pending-minute",
            Some("it is a whole number from 10 to 1440"),
            "1441",
            "write `1440` or less",
        ),
        (
            "eci-max-pending-minute",
            Some("it is a whole number from 10 to 1440"),
            "10m",
            "write a whole number without a unit, such as `10`",
        ),
        (
            "eci-ipv6-bandwidth",
            Some("it is a whole number from 1 to 2000, with or without `M` behind it"),
            "2001M",
            "write `2000` or less",
        ),
        (
            "eci-spot-price-limit",
            Some("it is a number with at most 3 decimals"),
            "cheap",
            "write a number such as `0.25`",
        ),
        ("eci-custom-hosts", Some("it is JSON"), "[", ""),
        (
            "eci-extra-ephemeral-storage",
            Some("it is a quantity such as `20Gi`"),
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
fn every_annotation_says_what_it_takes_and_advises_something() {
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
            // What is advised is taken.
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
fn a_resource_policy_is_known_by_its_group_and_kind() {
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
        // A selector whose values are not known selects nothing that is known.
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
