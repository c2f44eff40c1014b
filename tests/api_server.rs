//! Compares the linter with a real API server, for thousands of manifests with one mistake each.
//!
//! Pod templates are checked inside an application, as the operator and Spark receive them.

mod common;

use std::{collections::BTreeMap, fs};

use serde_json::{Map, Value, json};
use spark_eci_lint::{
    finding::{Finding, Severity},
    lint::Settings,
    source::Span,
    yaml::{self, Node},
};

/// Rules about what the API server and Kubernetes accept.
const RULES: [&str; 6] = ["ECI006", "ECI007", "ECI009", "ECI010", "ECI011", "ECI606"];

/// Cases that are rejected because of the meaning of several fields, and those that Spark fills in. Kinds of mistakes
/// in this list are tested nowhere else.
const NOT_FOUND: [(&str, &str); 11] = [
    // Spark sets the image of its container.
    (r#"["template","spec"]"#, r#"{"containers":[{"name":"x"}]}"#),
    (r#"["template","spec","dnsConfig","options"]"#, "[{}]"),
    // A pod template may have none, whether they are valid or not.
    (
        r#"["template","spec","ephemeralContainers"]"#,
        r#"[{"name":"x"}]"#,
    ),
    (r#"["template","spec","hostAliases"]"#, r#"[{"ip":"x"}]"#),
    (
        r#"["template","spec","resourceClaims"]"#,
        r#"[{"name":"x"}]"#,
    ),
    (
        r#"["template","spec","resources","claims"]"#,
        r#"[{"name":"x"}]"#,
    ),
    (
        r#"["template","spec","securityContext","appArmorProfile"]"#,
        r#"{"type":"Localhost"}"#,
    ),
    (
        r#"["template","spec","securityContext","seccompProfile"]"#,
        r#"{"type":"Localhost"}"#,
    ),
    (
        r#"["template","spec","securityContext","seccompProfile","type"]"#,
        r#""Localhost""#,
    ),
    (
        r#"["template","spec","securityContext","windowsOptions","hostProcess"]"#,
        "true",
    ),
    // An empty key tolerates all taints only with the operator `Exists`.
    (r#"["template","spec","tolerations"]"#, "[{}]"),
];

struct Case {
    kind: String,
    path: Vec<Value>,
    line: String,
    value: Option<Value>,
    is_refused: bool,
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string("testdata/kubernetes/api-server.tsv").expect("the cases");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [kind, path, value, verdict] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            Case {
                kind: kind.to_owned(),
                path: serde_json::from_str(path).expect("a path"),
                line: line.to_owned(),
                value: (!value.is_empty()).then(|| serde_json::from_str(value).expect("a value")),
                is_refused: verdict == "refused",
            }
        })
        .collect()
}

fn put(object: &mut Value, path: &[Value], value: Option<Value>) {
    let (last, outer) = path.split_last().expect("a path");
    let mut inner = object;
    for step in outer {
        inner = match step {
            Value::String(name) => {
                let fields = inner.as_object_mut().expect("a mapping");
                fields
                    .entry(name.clone())
                    .or_insert_with(|| Value::Object(Map::new()))
            }
            step => &mut inner[usize::try_from(step.as_u64().expect("an index")).expect("small")],
        };
    }
    let fields = inner.as_object_mut().expect("a mapping");
    let name = last.as_str().expect("a name");
    match value {
        Some(value) => drop(fields.insert(name.to_owned(), value)),
        None => drop(fields.remove(name)),
    }
}

/// The manifest with the mistake, and the path to it.
fn manifest(bases: &Value, case: Option<&Case>, kind: &str) -> (String, Vec<Value>) {
    let mut object = bases[kind].clone();
    let mut path = Vec::new();
    if let Some(case) = case {
        put(&mut object, &case.path, case.value.clone());
        path.clone_from(&case.path);
    }
    if kind == "PodTemplate" {
        let template = object["template"].take();
        object = bases["SparkApplication"].clone();
        object["spec"]["driver"]["template"] = template;
        path.splice(0..0, [json!("spec"), json!("driver")]);
    }
    let text = serde_json::to_string_pretty(&object).expect("JSON");
    (text, path)
}

fn findings(text: &str) -> Vec<Finding> {
    let report = common::lint(text, &Settings::default()).expect("an application");
    let mut findings = report.findings;
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

/// The places at which a mistake may be reported: the value, its key, the container of the value, and the key of that.
fn places(text: &str, path: &[Value]) -> Vec<Span> {
    let whole = Span::new(0, u32::try_from(text.len()).expect("a short text"));
    let document = yaml::parse(text, whole).expect("valid YAML");
    let mut node = document.as_ref().expect("a document").root();
    let mut places = Vec::new();
    for step in path {
        let Some(name) = step.as_str() else { break };
        let Some(entry) = Node::entry(node, name) else {
            break;
        };
        places.push(entry.key_span);
        node = entry.value;
        places.push(node.span());
    }
    places
}

#[test]
fn mistakes_rejected_by_the_api_server_are_reported_once_at_their_place() {
    let bases = fs::read_to_string("testdata/kubernetes/api-server-bases.json");
    let bases: Value = serde_json::from_str(&bases.expect("the bases")).expect("JSON");
    let kinds = bases.as_object().expect("a mapping").keys();
    let of_bases: BTreeMap<_, Vec<_>> = kinds
        .map(|kind| {
            let findings = findings(&manifest(&bases, None, kind).0).into_iter();
            let messages = findings.map(|finding| finding.diagnostic.message);
            (kind.clone(), messages.collect())
        })
        .collect();
    let (mut wrong, mut misplaced, mut several) = (Vec::new(), Vec::new(), Vec::new());
    for case in cases() {
        let (text, path) = manifest(&bases, Some(&case), &case.kind);
        let mut found = findings(&text);
        found.retain(|finding| !of_bases[&case.kind].contains(&finding.diagnostic.message));
        let own = found
            .iter()
            .filter(|finding| RULES.contains(&&*finding.rule.id));
        let own: Vec<_> = own.collect();
        let is_known = NOT_FOUND
            .iter()
            .any(|(path, value)| case.line == format!("PodTemplate\t{path}\t{value}\trefused"));
        if own.is_empty() == case.is_refused && !is_known {
            // The operator is stricter about names than the API server.
            let is_of_operator = own.iter().all(|finding| finding.rule.id == "ECI606");
            if case.is_refused || !is_of_operator {
                wrong.push(case.line.clone());
            }
        }
        if !case.is_refused {
            continue;
        }
        if own.len() > 1 {
            let rules: Vec<_> = own.iter().map(|finding| &*finding.rule.id).collect();
            several.push(format!("{} {rules:?}", case.line));
        }
        let places = places(&text, &path);
        for finding in own {
            let place = finding.diagnostic.primary.span;
            let is_there =
                places.contains(&place) || places.last().is_some_and(|value| value.contains(place));
            if !is_there {
                misplaced.push(format!("{} {:?}", case.line, finding.diagnostic.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
    assert!(misplaced.is_empty(), "{}: {misplaced:#?}", misplaced.len());
    // Some changes make two mistakes.
    assert!(several.len() <= 7, "{}: {several:#?}", several.len());
}
