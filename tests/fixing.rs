//! Fixes follow the style of the text around them, and change nothing else.

mod common;

use std::path::{Path, PathBuf};

use common::options;
use spark_eci_lint::{
    finding::Severity,
    fix::{FixOptions, fix},
    lint::{FileReport, Selection, Settings, lint_bytes},
};

/// The text after all fixes; unchanged if there are none.
fn fixed(text: &str) -> String {
    fixed_with(text, true)
}

fn fixed_with(text: &str, with_unsafe: bool) -> String {
    fixed_by(text, with_unsafe, &common::settings())
}

fn fixed_by(text: &str, with_unsafe: bool, settings: &Settings) -> String {
    let lint = options(settings);
    let report = lint_bytes(text.as_bytes(), lint).expect("an application");
    let options = FixOptions {
        lint,
        with_unsafe,
        only: &[],
    };
    match fix(&report, options) {
        Ok(Some(fixed)) => fixed.text,
        Ok(None) => text.to_owned(),
        Err(why) => panic!("{why}\n{text}"),
    }
}

/// An application with this executor, in its spec.
fn application(executor: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  driver: {{labels: {{alibabacloud.com/eci: \"true\"}}}}\n{executor}"
    )
}

#[test]
fn additions_have_the_style_of_the_text() {
    for (before, after) in [
        // Block style; lists are not indented, as in kubectl's output.
        (
            "  executor:\n    cores: 2 # two\n",
            "  executor:\n    cores: 2 # two\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
        // Four spaces, and lists indented by two, as elsewhere in the text.
        (
            "  executor:\n      env:\n        - name: A\n          value: b\n",
            "  executor:\n      env:\n        - name: A\n          value: b\n      nodeSelector:\n        type: virtual-kubelet\n      tolerations:\n        - key: virtual-kubelet.io/provider\n          operator: Exists\n",
        ),
        // Flow style, with and without something in it.
        (
            "  executor: {cores: 2}\n",
            "  executor: {cores: 2, nodeSelector: {type: virtual-kubelet}, tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}\n",
        ),
        (
            "  executor: {}\n",
            "  executor: {nodeSelector: {type: virtual-kubelet}, tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}\n",
        ),
        // A missing value.
        (
            "  executor: # to be filled in\n",
            "  executor: # to be filled in\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
        // An existing list and mapping, in either style.
        (
            "  executor:\n    nodeSelector:\n      topology.kubernetes.io/zone: a\n    tolerations:\n      - key: other # mine\n        operator: Exists\n    cores: 1\n",
            "  executor:\n    nodeSelector:\n      topology.kubernetes.io/zone: a\n      type: virtual-kubelet\n    tolerations:\n      - key: other # mine\n        operator: Exists\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n    cores: 1\n",
        ),
        (
            "  executor:\n    tolerations: [{key: other, operator: Exists}]\n    nodeSelector: {}\n",
            "  executor:\n    tolerations: [{key: other, operator: Exists}, {key: virtual-kubelet.io/provider, operator: Exists}]\n    nodeSelector: {type: virtual-kubelet}\n",
        ),
        (
            "  executor:\n    tolerations: []\n    cores: 1\n",
            "  executor:\n    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]\n    cores: 1\n    nodeSelector:\n      type: virtual-kubelet\n",
        ),
        // A literal block at the end of the role.
        (
            "  executor:\n    javaOptions: |\n      -Da=b\n      -Dc=d\n",
            "  executor:\n    javaOptions: |\n      -Da=b\n      -Dc=d\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
        // No line break at the end of the file, and another document after it.
        (
            "  executor:\n    cores: 1",
            "  executor:\n    cores: 1\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists",
        ),
        (
            "  executor:\n    cores: 1\n\n# The next one.\n---\na: b\n",
            "  executor:\n    cores: 1\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n\n# The next one.\n---\na: b\n",
        ),
        // An empty executor.
        (
            "",
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
    ] {
        assert_eq!(fixed(&application(before)), application(after));
        // Carriage returns are kept, and new lines get them.
        let (before, after) = (application(before), application(after));
        assert_eq!(
            fixed(&before.replace('\n', "\r\n")),
            after.replace('\n', "\r\n")
        );
    }
}

#[test]
fn quotes_are_kept_and_added_where_needed() {
    let place = "labels: {alibabacloud.com/eci: \"true\"}";
    for (before, after) in [
        ("memory: 4Gi # four", "memory: 4g # four"),
        ("memory: '4Gi'", "memory: '4g'"),
        ("memory: \"1.5g\"", "memory: \"1536m\""),
        ("{memory: 4Gi}", "{memory: 4g}"),
        ("coreLimit: 2", "coreLimit: \"2\""),
        (
            "cores: 2\n    coreLimit: 1500m",
            "cores: 2\n    coreLimit: \"2\"",
        ),
        ("cores: '2'", "cores: 2"),
        ("hostNetwork: \"false\"", "hostNetwork: false"),
        (
            "cores: 2\n    annotations: {k8s.aliyun.com/eci-use-specs: '2-1Gi'}",
            "cores: 2\n    annotations: {k8s.aliyun.com/eci-use-specs: '2-2Gi'}",
        ),
        (
            "annotations:\n      \"k8s.aliyun.com/eci-use-spec\": 1-2Gi",
            "annotations:\n      \"k8s.aliyun.com/eci-use-specs\": 1-2Gi",
        ),
        // The intended spec if ECI has it; otherwise the one that the pod needs.
        (
            "annotations: {k8s.aliyun.com/eci-use-specs: c6.large}",
            "annotations: {k8s.aliyun.com/eci-use-specs: ecs.c6.large}",
        ),
        (
            "annotations: {k8s.aliyun.com/eci-use-specs: 4c8g}",
            "annotations: {k8s.aliyun.com/eci-use-specs: 4-8Gi}",
        ),
        (
            "annotations: {k8s.aliyun.com/eci-use-specs: c99.large}",
            "annotations: {k8s.aliyun.com/eci-use-specs: 1-2Gi}",
        ),
        (
            "cores: 4\n    annotations: {k8s.aliyun.com/eci-use-specs: \"2-4Gi, 8-16Gi, 2-2Gi\"}",
            "cores: 4\n    annotations: {k8s.aliyun.com/eci-use-specs: \"4-2Gi, 8-16Gi\"}",
        ),
    ] {
        let executor = |fields: &str| match fields.strip_prefix('{') {
            Some(fields) => format!("  executor: {{{place}, {fields}\n"),
            None => format!("  executor:\n    {place}\n    {fields}\n"),
        };
        assert_eq!(
            fixed(&application(&executor(before))),
            application(&executor(after))
        );
    }
}

#[test]
fn json_stays_json() {
    let before = r#"{
  "apiVersion": "sparkoperator.k8s.io/v1beta2",
  "kind": "SparkApplication",
  "metadata": {"name": "a"},
  "spec": {
    "driver": {"labels": {"alibabacloud.com/eci": "true"}},
    "executor": {
      "cores": "2",
      "memory": "4Gi"
    }
  }
}
"#;
    let after = r#"{
  "apiVersion": "sparkoperator.k8s.io/v1beta2",
  "kind": "SparkApplication",
  "metadata": {"name": "a"},
  "spec": {
    "driver": {"labels": {"alibabacloud.com/eci": "true"}},
    "executor": {
      "cores": 2,
      "memory": "4g",
      "nodeSelector": {"type": "virtual-kubelet"},
      "tolerations": [{"key": "virtual-kubelet.io/provider", "operator": "Exists"}]
    }
  }
}
"#;
    assert_eq!(fixed(before), after);
}

#[test]
fn targets_of_aliases_are_not_changed_without_a_decision() {
    let shared = application("  executor: &role\n    cores: 2\n")
        .replace("  driver: {labels: {alibabacloud.com/eci: \"true\"}}\n", "")
        + "  driver: *role\n";
    assert_eq!(fixed_with(&shared, false), shared);
    // An unsafe fix changes both roles.
    assert_eq!(
        fixed(&shared),
        shared.replace(
            "cores: 2\n",
            "cores: 2\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n"
        )
    );
}

/// Without the rules about what keeps pods away from ECI, an additional selector would match no node at all.
#[test]
fn no_selector_is_added_to_one_for_other_nodes() {
    let settings = Settings {
        selection: Selection {
            select: vec!["ECI101".to_owned()],
            ignore: Vec::new(),
        },
        ..common::settings()
    };
    let elsewhere = "{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \
                     [{matchExpressions: [{key: type, operator: NotIn, values: [virtual-kubelet]}]}]}}}";
    for (fields, is_fixed) in [
        ("cores: 1".to_owned(), true),
        ("nodeSelector: {type: vk}".to_owned(), false),
        (format!("affinity: {elsewhere}"), false),
    ] {
        let text = application(&format!("  executor:\n    {fields}\n"));
        assert!(
            common::lint(&text, &settings).is_some_and(|report| report.findings.len() == 1),
            "{fields}"
        );
        let fixed = fixed_by(&text, true, &settings);
        assert_eq!(fixed != text, is_fixed, "{fixed}");
    }
}

#[test]
fn a_document_is_fixed_next_to_empty_and_broken_ones() {
    let text = |memory: &str| {
        let fields = "labels: {alibabacloud.com/eci: \"true\"}";
        let application = application(&format!("  executor: {{{fields}, memory: {memory}}}\n"));
        format!("# Orders.\n---\n{application}---\na: [\n")
    };
    assert_eq!(fixed(&text("4Gi")), text("4g"));
}

#[test]
fn an_unneeded_value_is_removed_if_the_rest_keeps_its_place() {
    let executor = |toleration: &str| {
        application(&format!(
            "  executor:\n    nodeSelector: {{type: virtual-kubelet}}\n    tolerations:\n{toleration}"
        ))
    };
    let with = "    - key: virtual-kubelet.io/provider\n      value: x\n      operator: Exists\n";
    let without = "    - key: virtual-kubelet.io/provider\n      operator: Exists\n";
    assert_eq!(fixed(&executor(with)), executor(without));
    // The rest of the item would lose its dash.
    let first = "    - value: x\n      key: virtual-kubelet.io/provider\n      operator: Exists\n";
    assert_eq!(fixed(&executor(first)), executor(first));
}

#[test]
fn moved_values_are_unchanged() {
    let manifest = |of_spec: &str, of_role: &str| {
        let label = "    labels: {alibabacloud.com/eci: \"true\"}\n";
        format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n\
             {of_spec}  driver:\n{label}{of_role}  executor:\n{label}{of_role}"
        )
    };
    let before = "  tolerations:\n  - {}\n  - key: a\n    value: b\n";
    let after = "    tolerations:\n    - {}\n    - key: a\n      value: b\n";
    assert_eq!(fixed(&manifest(before, "")), manifest("", after));
}

#[test]
fn a_pod_template_is_not_created_without_a_decision() {
    let before = "apiVersion: spark.apache.org/v1\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  jars: local:///x.jar\n  driverSpec: {podTemplateSpec: {metadata: {labels: {alibabacloud.com/eci: \"true\"}}}}\n";
    assert_eq!(fixed_with(before, false), before);
    let after = "  executorSpec:\n    podTemplateSpec:\n      spec:\n        nodeSelector:\n          type: virtual-kubelet\n        tolerations:\n        - key: virtual-kubelet.io/provider\n          operator: Exists\n";
    assert_eq!(fixed(before), format!("{before}{after}"));
    let with_template = format!("{before}  executorSpec: {{podTemplateSpec: {{spec: {{}}}}}}\n");
    assert_ne!(fixed_with(&with_template, false), with_template);
}

#[test]
fn unusual_notations_are_supported_or_not_edited() {
    let place = "labels: {alibabacloud.com/eci: \"true\"}";
    for (before, after) in [
        (
            "  executor: &e {cores: 1}\n",
            "  executor: &e {cores: 1, nodeSelector: {type: virtual-kubelet}, tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}\n",
        ),
        (
            "  executor: !!map {\n    cores: 1,\n    }\n",
            "  executor: !!map {\n    cores: 1,\n    nodeSelector: {type: virtual-kubelet},\n    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}],\n    }\n",
        ),
        // Keys in the long form.
        (
            "  executor:\n    ? cores\n    : 1\n",
            "  executor:\n    ? cores\n    : 1\n",
        ),
        // A duplicate key, and one without a value.
        (
            "  executor:\n    PLACE\n    memoryoverhead: 1g\n    memoryoverhead: 2g\n",
            "  executor:\n    PLACE\n    memoryoverhead: 1g\n    memoryoverhead: 2g\n",
        ),
        (
            "  executor:\n    PLACE\n    annotations:\n      k8s.aliyun.com/eci-use-spec: a\n      k8s.aliyun.com/eci-use-spec: b\n      k8s.aliyun.com/eci-use-specs:\n",
            "  executor:\n    PLACE\n    annotations:\n      k8s.aliyun.com/eci-use-spec: a\n      k8s.aliyun.com/eci-use-spec: b\n      k8s.aliyun.com/eci-use-specs:\n",
        ),
        (
            "  executor:\n    PLACE\n    memory: >-\n      4Gi\n",
            "  executor:\n    PLACE\n    memory: >-\n      4g\n",
        ),
    ] {
        let text = |executor: &str| application(&executor.replace("PLACE", place));
        assert_eq!(fixed(&text(before)), text(after));
    }
}

#[test]
fn a_suppressed_finding_is_not_fixed() {
    let text = application(
        "  # spark-eci-lint: ignore[ECI101, ECI102] on purpose\n  executor:\n    cores: 2\n    memory: 4Gi # spark-eci-lint: ignore[ECI601] Spark 4.2\n",
    );
    assert_eq!(fixed(&text), text);
}

#[test]
fn unneeded_suppressions_are_removed() {
    let executor = |comment: &str, line: &str| {
        application(&format!(
            "  {comment}executor:{line}\n    labels: {{alibabacloud.com/eci: \"true\"}}\n    hostNetwork: true\n"
        ))
    };
    assert_eq!(
        fixed(&executor("# spark-eci-lint: ignore[ECI303] x\n  ", "")),
        executor("", "")
    );
    assert_eq!(
        fixed(&executor(
            "",
            " # why # spark-eci-lint: ignore[ECI303, ECI301] x"
        )),
        executor("", " # why")
    );
    assert_eq!(
        fixed(&executor(
            "",
            " # spark-eci-lint: ignore[ECI303, ECI502, ECI301] x"
        )),
        executor("", " # spark-eci-lint: ignore[ECI502] x")
    );
}

fn manifests(folder: &Path) -> Vec<PathBuf> {
    let files = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build();
    let mut paths: Vec<PathBuf> = files
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.is_file())
        .collect();
    paths.retain(|path| {
        path.extension().is_some_and(|extension| {
            ["yaml", "yml", "json"]
                .iter()
                .any(|known| extension == *known)
        })
    });
    paths
}

/// The comments of a text, except suppressions.
fn comments(text: &str) -> Vec<&str> {
    let lines = text.lines();
    lines
        .filter_map(|line| line.find('#').map(|at| line[at..].trim_end()))
        .filter(|comment| !comment.contains("spark-eci-lint"))
        .collect()
}

/// A manifest without the comments about its expected findings, which are removed together with their lines.
fn without_expectations(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) if text.contains("# expect") => {
            let lines = text.split_inclusive('\n');
            let lines = lines.map(|line| match line.split_once(" # expect") {
                Some((before, _)) => format!("{}\n", before.trim_end()),
                None => line.to_owned(),
            });
            lines.collect::<String>().into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// `MANIFESTS=FOLDER cargo test --test fixing all_manifests` does the same for other manifests.
#[test]
fn all_manifests_can_be_fixed_and_keep_their_comments() {
    let folder = std::env::var_os("MANIFESTS").map_or_else(|| "testdata".into(), PathBuf::from);
    let settings = common::settings();
    let lint = options(&settings);
    let options = FixOptions {
        lint,
        with_unsafe: true,
        only: &[],
    };
    let (mut files, mut findings) = (0, 0);
    for path in manifests(&folder) {
        let bytes = without_expectations(std::fs::read(&path).expect("a file"));
        let Some(report) = lint_bytes(&bytes, lint) else {
            continue;
        };
        let shown = path.display();
        let fixed = match fix(&report, options) {
            Ok(None) => continue,
            Ok(Some(fixed)) => fixed,
            Err(why) => {
                assert!(why.contains("UTF-8"), "{shown}: {why}");
                continue;
            }
        };
        files += 1;
        findings += fixed.number;
        let before = report.source.as_str();
        assert_eq!(comments(before), comments(&fixed.text), "{shown}");
        assert_eq!(
            before.ends_with('\n'),
            fixed.text.ends_with('\n'),
            "{shown}"
        );
        // Not more than before, because one mistake may hide another, and nothing left to fix.
        let worst = |report: &FileReport| {
            let findings = report.findings.iter();
            findings
                .filter(|finding| finding.severity > Severity::Info)
                .count()
        };
        assert!(worst(&fixed.report) <= worst(&report), "{shown}");
        assert!(
            fix(&fixed.report, options).expect("no mistake").is_none(),
            "{shown}"
        );
    }
    assert!(
        findings > files && files > 0,
        "{findings} findings, {files} files"
    );
}

/// Fields of a role, each in some common notations.
const FIELDS: [(&str, &[&str]); 9] = [
    ("cores", &["2", "\"2\"", "'4'", "0.5", "2.0"]),
    (
        "memory",
        &["4Gi", "512m", "'1.5g'", "\"2g\"", "4gb", "1024"],
    ),
    ("coreLimit", &["1", "500m", "\"2\"", "'1200m'"]),
    (
        "nodeSelector",
        &[
            "{type: virtual-kubelet}",
            "{type: vk}",
            "{}",
            "",
            "{ pool: a }",
        ],
    ),
    (
        "tolerations",
        &[
            "[{key: virtual-kubelet.io/provider, operator: Exists}]",
            "[{key: virtual-kubelet.io/provider, value: x, effect: NoExecute}]",
            "[{operator: Exists, key: virtual-kubelet.io/provider, value: alibabacloud}, ]",
            "[]",
            "",
        ],
    ),
    (
        "annotations",
        &[
            "{k8s.aliyun.com/eci-use-specs: 2-4Gi}",
            "{k8s.aliyun.com/eci-use-specs: \"3-5Gi, 2c4g,2-4Gi\"}",
            "{k8s.aliyun.com/eci-use-spec: '1-2Gi', k8s.aliyun.com/eci-image-cache: true}",
            "{\"k8s.aliyun.com/acr-instance-id\": cri-1, x: 1}",
            "{}",
        ],
    ),
    (
        "labels",
        &[
            "{eci: \"true\"}",
            "{alibabacloud.com/eci: true}",
            "{a: b}",
            "",
        ],
    ),
    ("tolerationz", &["[]", "[{operator: Exists}]"]),
    ("hostNetwork", &["true", "\"false\"", "no"]),
];

fn role(
    u: &mut arbtest::arbitrary::Unstructured<'_>,
    name: &str,
) -> arbtest::arbitrary::Result<String> {
    let mut fields = Vec::new();
    for (field, values) in FIELDS {
        if u.ratio(1, 2)? {
            fields.push(format!("{field}: {}", u.choose(values)?));
        }
    }
    if u.ratio(1, 3)? {
        // A key without a value is possible only in block style.
        fields.retain(|field| !field.ends_with(' '));
        return Ok(format!("  {name}: {{{}}}\n", fields.join(", ")));
    }
    let indentation = " ".repeat(2 + u.int_in_range(1..=4)?);
    let mut text = format!("  {name}:");
    if u.ratio(1, 4)? {
        text += " # the role";
    }
    text += "\n";
    for field in fields {
        if u.ratio(1, 6)? {
            text.extend([&indentation, "# spark-eci-lint: ignore[ECI303, ECI101] x\n"]);
        }
        let comment = if u.ratio(1, 4)? { " # why" } else { "" };
        text.extend([&indentation, &field, comment, "\n"]);
    }
    Ok(text)
}

#[test]
fn fixes_terminate_and_keep_comments() {
    let (mut tried, mut changed) = (0, 0);
    common::random::cases(400, |u| {
        let mut text = "# A manifest.\napiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n".to_owned();
        if u.ratio(1, 6)? {
            text += "  tolerations: [{operator: Exists}]\n";
        }
        for name in ["driver", "executor"] {
            text += &role(u, name)?;
        }
        if u.ratio(1, 4)? {
            text.truncate(text.len() - 1);
        }
        if u.ratio(1, 4)? {
            text = text.replace('\n', "\r\n");
        }
        let once = fixed(&text);
        tried += 1;
        changed += usize::from(once != text);
        assert_eq!(fixed(&once), once);
        assert_eq!(comments(&once), comments(&text), "{text}\n{once}");
        assert_eq!(once.ends_with('\n'), text.ends_with('\n'));
        assert_eq!(once.contains("\r\n"), text.contains("\r\n"));
        assert_eq!(
            once.matches('\n').count() == once.matches("\r\n").count(),
            text.matches('\n').count() == text.matches("\r\n").count()
        );
        Ok(())
    });
    assert!(changed * 2 > tried, "{changed} of {tried} are fixed");
}

#[test]
fn a_field_at_the_place_of_an_insertion_is_moved_afterwards() {
    // The roles are inserted after the line that is to be removed, so it is removed only after the insertion.
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  mode: cluster\n  tolerations: [{operator: Exists}]\n";
    let role = "    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - operator: Exists\n";
    let after = text.replace(
        "  tolerations: [{operator: Exists}]\n",
        &format!("  driver:\n{role}  executor:\n{role}"),
    );
    assert_eq!(fixed(text), after);
}

#[test]
fn applications_of_one_name_are_two() {
    // In the first one, the mistake is visible only after its key is fixed: it is not the mistake of the second one.
    let executor = |annotations: &str, spec: &str| {
        application(&format!(
            "  executor:\n    labels: {{alibabacloud.com/eci: \"true\"}}\n    {annotations}: {{k8s.aliyun.com/eci-use-specs: {spec}}}\n"
        ))
    };
    let text = [
        executor("annotatoins", "ecs.c6.xlage"),
        executor("annotations", "ecs.c6.xlage"),
    ];
    let right = [(); 2].map(|()| executor("annotations", "ecs.c6.xlarge"));
    assert_eq!(fixed(&text.join("---\n")), right.join("---\n"));
}

#[test]
fn a_size_that_is_wrong_in_any_unit_is_not_fixed() {
    for size in [
        "0g",
        "00Gi",
        "0.0g",
        "Gi",
        "99999999999999999999Gi",
        "9007199254740993Gi",
    ] {
        let text = application(&format!(
            "  executor: {{labels: {{alibabacloud.com/eci: \"true\"}}, memory: {size}}}\n"
        ));
        assert_eq!(fixed(&text), text, "{size}");
    }
}

#[test]
fn an_insertion_after_an_empty_item_does_not_become_its_value() {
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  driver:\n    labels: {alibabacloud.com/eci: \"true\"}\n    tolerations:\n    -";
    let role = "\n  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists";
    for end in ["", " ", "\n", " # none\n"] {
        let (item, rest) = end.split_at(end.len() - usize::from(end.ends_with('\n')));
        let after = format!("{text}{item}{role}{rest}");
        assert_eq!(fixed(&format!("{text}{end}")), after);
    }
}

#[test]
fn line_breaks_that_only_yaml_sees_prevent_edits() {
    // In YAML, the executor's entries are in the fourth column; in other programs, in the fifth.
    let text = application("  executor:\n\r    cores: 1\n    memory: 4Gi\n");
    assert_eq!(fixed(&text), text);
    assert_ne!(fixed(&text.replace('\r', "")), text);
}

#[test]
fn values_with_tags_and_anchors_are_not_edited() {
    for executor in [
        "  executor: {labels: {alibabacloud.com/eci: \"true\"}, cores: !!str 1}\n",
        "  executor:\n    !!str memory: 1g\n    cores: 1\n",
        "  executor:\n    &a-b memory: 1g\n    cores: 1\n",
        "  executor:\n    nodeSelector: {type: virtual-kubelet}\n    tolerations:\n    - &a-b {key: x, operator: Exists}\n",
    ] {
        let text = application(executor);
        assert_eq!(fixed(&text), text);
    }
}

#[test]
fn a_comment_is_removed_completely() {
    // U+0085 is white space here, not a line break.
    let text = application(
        "  executor: {labels: {alibabacloud.com/eci: \"true\"}} # spark-eci-lint: ignore[ECI501] why\u{85}\n",
    );
    let after = application("  executor: {labels: {alibabacloud.com/eci: \"true\"}}\n");
    assert_eq!(fixed(&text), after);
}

#[test]
fn a_field_one_level_too_deep_moves_out() {
    for (before, after) in [
        // The last lines of the role.
        (
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n      tolerations:\n        - key: virtual-kubelet.io/provider\n          operator: Exists\n",
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n",
        ),
        // The same without a final line break, and with other line breaks.
        (
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n      tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists",
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists",
        ),
        // In the middle, and with more fields after it.
        (
            "  executor:\n    nodeSelector:\n      tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n      type: virtual-kubelet\n    cores: 2 # two\n",
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    cores: 2 # two\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
        // In brackets.
        (
            "  executor: {nodeSelector: {type: virtual-kubelet, tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}}\n",
            "  executor: {nodeSelector: {type: virtual-kubelet}, tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}\n",
        ),
        // The only entry of its mapping.
        (
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    labels:\n      tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n",
            "  executor:\n    nodeSelector:\n      type: virtual-kubelet\n    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        ),
        // Two of them, which are moved one after the other.
        (
            "  executor:\n    labels:\n      alibabacloud.com/eci: \"true\"\n      annotations:\n        a: b\n      env:\n      - name: A\n        value: b\n",
            "  executor:\n    labels:\n      alibabacloud.com/eci: \"true\"\n    annotations:\n      a: b\n    env:\n    - name: A\n      value: b\n",
        ),
    ] {
        let text = application(before);
        assert_eq!(fixed_with(&text, false), application(after), "{text}");
        let windows = text.replace('\n', "\r\n");
        let expected = application(after).replace('\n', "\r\n");
        assert_eq!(fixed_with(&windows, false), expected, "{text}");
    }
    // Existing fields and targets of aliases are not edited.
    for text in [
        "  executor: {nodeSelector: {type: virtual-kubelet, tolerations: [{operator: Exists}]}, tolerations: [{operator: Exists}]}\n",
        "  executor: {nodeSelector: {type: virtual-kubelet, tolerations: &t [{operator: Exists}]}, labels: {tolerations: *t}}\n",
    ] {
        let text = application(text);
        assert!(
            fixed_with(&text, false).contains("virtual-kubelet, tolerations:"),
            "{text}"
        );
    }
}

#[test]
fn an_anchor_that_is_used_elsewhere_does_not_move() {
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  tolerations: &t [{operator: Exists}]\n  executor: {template: {spec: {tolerations: *t}}}\n";
    assert!(fixed(text).contains("  tolerations: &t [{operator: Exists}]\n"));
}

#[test]
fn a_role_on_other_nodes_is_never_moved_to_missing_nodes() {
    for elsewhere in [
        "nodeSelector: {alibabacloud.com/nodepool-id: np1}",
        "nodeSelector: {node.kubernetes.io/instance-type: ecs.g7.xlarge}",
        "nodeSelector: {eks.amazonaws.com/nodegroup: spark}",
        "nodeSelector: {karpenter.sh/capacity-type: spot}",
        "nodeSelector: {beta.kubernetes.io/arch: amd64}",
        "nodeSelector: {pool: spark}",
        "template: {spec: {nodeName: cn-hangzhou.10.0.0.1}}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: pool, operator: In, values: [a]}]}]}}}",
    ] {
        for text in [
            application(&format!("  executor: {{{elsewhere}}}\n")),
            application("").replace(
                "driver: {labels: {alibabacloud.com/eci: \"true\"}}",
                &format!("driver: {{{elsewhere}}}\n  executor: {{labels: {{alibabacloud.com/eci: \"true\"}}}}"),
            ),
        ] {
            assert_eq!(fixed(&text), text);
        }
    }
}

#[test]
fn requiring_eci_for_a_role_that_tolerates_it_by_name_is_unsafe() {
    let tolerating = |key: &str| {
        application(&format!(
            "  executor: {{tolerations: [{{{key}operator: Exists}}]}}\n"
        ))
    };
    let by_name = tolerating("key: virtual-kubelet.io/provider, ");
    assert_eq!(fixed_with(&by_name, false), by_name);
    assert!(fixed_with(&by_name, true).contains("type: virtual-kubelet"));
    // This toleration matches any taint.
    assert!(fixed_with(&tolerating(""), false).contains("type: virtual-kubelet"));
}

#[test]
fn no_fix_is_safe_next_to_a_cluster_specific_selector() {
    let zone = application(
        "  executor: {nodeSelector: {topology.kubernetes.io/zone: cn-hangzhou-k}, tolerations: [{operator: Exists}]}\n",
    );
    assert_eq!(fixed_with(&zone, false), zone);
    assert!(fixed_with(&zone, true).contains("type: virtual-kubelet"));
    let arch = application(
        "  executor: {nodeSelector: {kubernetes.io/arch: arm64}, tolerations: [{operator: Exists}]}\n",
    );
    assert!(fixed_with(&arch, false).contains("type: virtual-kubelet"));
}

#[test]
fn gpus_are_requested_by_the_resource_name_of_eci() {
    let of = |gpus: &str, specs: &str| {
        application(&format!(
            "  executor:\n    labels: {{alibabacloud.com/eci: 'true'}}\n    annotations: {{k8s.aliyun.com/eci-use-specs: {specs}}}\n    {gpus}\n"
        ))
    };
    let limits = |key: &str| {
        format!(
            "template: {{spec: {{containers: [{{name: spark-kubernetes-executor, resources: {{limits: {{{key}: 1}}}}}}]}}}}"
        )
    };
    let one = "ecs.gn6i-c4g1.xlarge";
    for (before, after) in [
        (
            "gpu: {name: 'amd.com/gpu', quantity: 1}".to_owned(),
            "gpu: {name: 'nvidia.com/gpu', quantity: 1}".to_owned(),
        ),
        (limits("amd.com/gpu"), limits("nvidia.com/gpu")),
    ] {
        assert_eq!(fixed(&of(&before, one)), of(&after, one));
        assert_eq!(fixed_with(&of(&before, one), false), of(&before, one));
    }
    // A fraction of a GPU, more GPUs than available, and a type without a GPU.
    for (gpus, specs) in [
        ("gpu: {name: aliyun.com/gpu-mem, quantity: 1}", one),
        ("gpu: {name: amd.com/gpu, quantity: 2}", one),
        ("gpu: {name: amd.com/gpu, quantity: 1}", "2-4Gi"),
    ] {
        assert_eq!(fixed(&of(gpus, specs)), of(gpus, specs));
    }
}
