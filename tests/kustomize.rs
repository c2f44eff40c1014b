//! Built kustomizations are checked, with findings at the line of the base, the patch or the kustomization.
//!
//! `.ci/try-kustomize` compares the output with kubectl's over generated trees.

mod common;

use std::{fs, io, path::Path};

use common::{Folder, concise as run, places, stderr, stdout};
use spark_eci_lint::{
    inputs::{Boundary, Limits, Reader},
    kustomize::build,
};

const BASE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1.4
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  driver:
    cores: 1
    memory: 1g
  executor:
    instances: 2
    cores: 2
    memory: 6g
";

/// Places the pods of the base on ECI.
const PLACED: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  driver:
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    labels: {alibabacloud.com/eci: \"true\"}
    annotations: {k8s.aliyun.com/eci-use-specs: 2-8Gi}
";

const KUSTOMIZATION: &str = "resources: [../../base]\npatches: [{path: eci.yaml}]\n";

/// A base and an overlay that places its pods.
fn tree() -> Folder {
    let folder = Folder::with("base/orders.yaml", BASE);
    folder.write("base/kustomization.yaml", "resources: [orders.yaml]\n");
    folder.write("overlays/prod/kustomization.yaml", KUSTOMIZATION);
    folder.write("overlays/prod/eci.yaml", PLACED);
    folder
}

#[test]
fn an_overlay_that_places_the_pods_of_its_base_is_clean() {
    let output = run(&tree(), &["--quiet", "."]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "")
    );
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_base_given_alone_is_checked_alone_and_its_overlays_are_named() {
    let output = run(&tree(), &["base"]);
    assert_eq!(
        places(&output),
        [
            "base/orders.yaml:11:3 ECI101",
            "base/orders.yaml:14:3 ECI101",
        ]
    );
    assert!(stderr(&output).contains("base was checked alone"));
    assert!(stderr(&output).contains("overlays/prod"));
}

/// An overlay that requests an unavailable spec, and the place of that spec.
struct Wrong<'w> {
    kustomization: &'static str,
    file: (&'static str, &'w str),
    place: &'static str,
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn values_set_by_a_patch_are_reported_in_the_patch() {
    let merge = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  executor:
    annotations:
      k8s.aliyun.com/eci-use-specs: 3-8Gi
";
    let extra = format!("{BASE}  extra: 3-8Gi\n");
    for wrong in [
        Wrong {
            kustomization: "patches: [{path: eci.yaml}, {path: more.yaml}]\n",
            file: ("more.yaml", merge),
            place: "overlays/prod/more.yaml:7:37",
        },
        // Field names are case-insensitive.
        Wrong {
            kustomization: "PATCHES: [{path: eci.yaml}, {Path: more.yaml}]\n",
            file: ("more.yaml", merge),
            place: "overlays/prod/more.yaml:7:37",
        },
        Wrong {
            kustomization: "patches:
- path: eci.yaml
- target: {kind: Spark.*, labelSelector: '!team'}
  patch: |-
    - op: replace
      path: /spec/executor/annotations/k8s.aliyun.com~1eci-use-specs
      value: 3-8Gi
",
            file: ("unused.txt", ""),
            place: "overlays/prod/kustomization.yaml:8:14",
        },
        Wrong {
            kustomization: "patches:
- path: eci.yaml
- patch: |
    apiVersion: sparkoperator.k8s.io/v1beta2
    kind: SparkApplication
    metadata: {name: orders}
    spec: {executor: {annotations: {k8s.aliyun.com/eci-use-specs: 3-8Gi}}}
",
            file: ("unused.txt", ""),
            place: "overlays/prod/kustomization.yaml:8:67",
        },
        Wrong {
            kustomization: "patches: [{path: eci.yaml}]
patchesJson6902:
- target: {kind: SparkApplication, name: orders}
  path: operations.json
",
            file: (
                "operations.json",
                r#"[{"op": "add", "path": "/spec/executor/annotations/k8s.aliyun.com~1eci-use-specs", "value": "3-8Gi"}]"#,
            ),
            place: "overlays/prod/operations.json:1:94",
        },
        // A quoted string has no lines of its own.
        Wrong {
            kustomization: "patches:
- path: eci.yaml
- target: {name: orders}
  patch: '[{\"op\": \"add\", \"path\": \"/spec/executor/annotations/k8s.aliyun.com~1eci-use-specs\", \"value\": \"3-8Gi\"}]'
",
            file: ("unused.txt", ""),
            place: "overlays/prod/kustomization.yaml:5:10",
        },
        Wrong {
            kustomization: "patches: [{path: eci.yaml}]
replacements:
- source: {kind: SparkApplication, name: orders, fieldPath: spec.extra}
  targets:
  - select: {kind: SparkApplication}
    fieldPaths: ['spec.executor.annotations.[k8s.aliyun.com/eci-use-specs]']
",
            file: ("../../base/orders.yaml", &extra),
            place: "base/orders.yaml:18:10",
        },
        Wrong {
            kustomization: "patches: [{path: eci.yaml}]
commonAnnotations: {k8s.aliyun.com/eci-use-specs: 3-8Gi}
configurations: [where.yaml]
",
            file: (
                "where.yaml",
                "commonAnnotations: [{path: spec/executor/annotations, kind: SparkApplication}]\n",
            ),
            place: "overlays/prod/kustomization.yaml:3:51",
        },
        Wrong {
            // A component is applied before the patches of the including kustomization.
            kustomization: "components: [../../parts/wrong]\n",
            file: (
                "../../parts/wrong/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target: {kind: SparkApplication}
  patch: |-
    - {op: add, path: /spec/executor/annotations, value: {k8s.aliyun.com/eci-use-specs: 3-8Gi}}
    - {op: add, path: /spec/executor/labels, value: {alibabacloud.com/eci: 'true'}}
",
            ),
            place: "parts/wrong/kustomization.yaml:6:89",
        },
    ] {
        let folder = tree();
        let kustomization = format!("resources: [../../base]\n{}", wrong.kustomization);
        folder.write("overlays/prod/kustomization.yaml", &kustomization);
        let (name, text) = wrong.file;
        folder.write(format!("overlays/prod/{name}"), text);
        let output = run(&folder, &[".", "--select", "ECI201"]);
        assert_eq!(
            places(&output),
            [format!("{} ECI201", wrong.place)],
            "{kustomization}{}",
            stderr(&output)
        );
    }
}

#[test]
fn an_older_kind_of_merge_overrides_only_earlier_values() {
    // `patchesStrategicMerge` is applied before `patches`.
    let folder = tree();
    let older = PLACED.replace("2-8Gi", "3-8Gi");
    folder.write("overlays/prod/older.yaml", older);
    let kustomization = format!("{KUSTOMIZATION}patchesStrategicMerge: [older.yaml]\n");
    folder.write("overlays/prod/kustomization.yaml", kustomization);
    assert_eq!(places(&run(&folder, &["."])), Vec::<String>::new());
}

#[test]
fn missing_fields_are_reported_where_the_role_is_written_last() {
    let folder = tree();
    let patch = PLACED.replace(
        "    labels: {alibabacloud.com/eci: \"true\"}\n    annotations",
        "    nodeSelector: {type: virtual-kubelet}\n    annotations",
    );
    folder.write("overlays/prod/eci.yaml", patch);
    let output = run(&folder, &["."]);
    assert_eq!(places(&output), ["overlays/prod/eci.yaml:7:3 ECI102"]);
}

/// The base requests memory in an unsupported unit; both overlays place its pods.
fn two_overlays() -> Folder {
    let folder = tree();
    folder.write("base/orders.yaml", BASE.replace("6g", "6Gi"));
    folder.write(
        "overlays/test/kustomization.yaml",
        format!("{KUSTOMIZATION}namePrefix: test-\n"),
    );
    folder.write("overlays/test/eci.yaml", PLACED);
    folder
}

#[test]
fn equal_findings_of_overlays_are_merged() {
    let output = run(&two_overlays(), &["--quiet", "."]);
    assert_eq!(places(&output), ["base/orders.yaml:17:13 ECI601"]);
    let text = stdout(&output);
    assert!(
        text.trim_end()
            .ends_with("(in overlays/prod and overlays/test)"),
        "{text}"
    );
}

#[test]
fn a_baseline_survives_a_new_overlay() {
    let folder = tree();
    folder.write("base/orders.yaml", BASE.replace("6g", "6Gi"));
    let written = run(&folder, &[".", "--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let kustomization = format!("{KUSTOMIZATION}namePrefix: test-\nnamespace: test\n");
    folder.write("overlays/test/kustomization.yaml", kustomization);
    folder.write("overlays/test/eci.yaml", PLACED);
    let output = run(&folder, &[".", "--baseline", "known.json"]);
    assert_eq!(places(&output), Vec::<String>::new(), "{}", stderr(&output));
}

#[test]
fn a_comment_suppresses_at_the_place_of_the_value() {
    let folder = two_overlays();
    let ignored = BASE.replace("6g", "6Gi  # spark-eci-lint: ignore[ECI601] it is tested");
    folder.write("base/orders.yaml", ignored);
    assert_eq!(places(&run(&folder, &["."])), Vec::<String>::new());
}

#[test]
fn a_fix_is_made_in_the_file_that_writes_the_value() {
    let folder = two_overlays();
    let patch = PLACED.replace(
        "    labels: {alibabacloud.com/eci: \"true\"}\n    annotations",
        "    nodeSelector: {type: virtual-kubelet}\n    annotations",
    );
    folder.write("overlays/prod/eci.yaml", &patch);
    let output = run(&folder, &[".", "--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).expect("UTF-8");
    assert_eq!(read("base/orders.yaml"), BASE);
    let added =
        "    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n";
    assert_eq!(read("overlays/prod/eci.yaml"), format!("{patch}{added}"));
    assert_eq!(read("overlays/test/eci.yaml"), PLACED);
}

#[test]
fn a_fix_in_a_shared_base_needs_a_decision() {
    let folder = tree();
    // The driver is written only in the base, which two overlays include.
    let patch = PLACED.replace(
        "  driver:\n    labels: {alibabacloud.com/eci: \"true\"}\n",
        "",
    );
    for overlay in ["prod", "test"] {
        folder.write(
            format!("overlays/{overlay}/kustomization.yaml"),
            KUSTOMIZATION,
        );
        folder.write(format!("overlays/{overlay}/eci.yaml"), &patch);
    }
    let base = BASE.replace(
        "    cores: 1\n",
        "    cores: 1\n    nodeSelector: {type: virtual-kubelet}\n",
    );
    folder.write("base/orders.yaml", &base);
    let read = || std::fs::read_to_string(folder.join("base/orders.yaml")).expect("UTF-8");
    let output = run(&folder, &[".", "--fix"]);
    assert_eq!(places(&output), ["base/orders.yaml:11:3 ECI102"]);
    assert_eq!(read(), base);
    let output = run(&folder, &[".", "--fix", "--unsafe-fixes"]);
    assert_eq!(places(&output), Vec::<String>::new());
    assert!(read().contains("    tolerations:\n"));
}

#[test]
fn a_given_file_is_checked_with_the_kustomization_that_includes_it() {
    let folder = two_overlays();
    let patch = PLACED.replace("2-8Gi", "3-8Gi");
    folder.write("overlays/prod/eci.yaml", patch);
    assert_eq!(
        places(&run(&folder, &["base/orders.yaml"])),
        ["base/orders.yaml:17:13 ECI601"]
    );
    assert_eq!(
        places(&run(&folder, &["overlays/prod/eci.yaml"])),
        ["overlays/prod/eci.yaml:9:49 ECI201"]
    );
}

#[test]
fn kustomizations_that_kustomize_rejects_are_errors_at_their_place() {
    for (lines, place, message) in [
        ("odd: 1\n", "2:1", "unknown field `odd`"),
        (
            "resources: [../../base, gone.yaml]\n",
            "1:25",
            "there is no `gone.yaml`",
        ),
        (
            "resources: [../../base, ../../base]\n",
            "1:25",
            "is defined twice",
        ),
        ("namePrefix: 1\n", "2:13", "this must be a string"),
        (
            "patches: [{path: eci.yaml, patch: x}]\n",
            "2:11",
            "not both",
        ),
        (
            "patches: [{patch: '[{op: remove, path: /spec}]', target: {}}]\n",
            "2:19",
            "must be valid JSON",
        ),
        (
            "patches: [{patch: '- {op: remove, path: /spec/gone}', target: {}}]\n",
            "2:19",
            "the path does not exist",
        ),
        (
            "patches: [{patch: '- {op: remove, path: /spec}'}]\n",
            "2:19",
            "needs a `target`",
        ),
        (
            "patches: [{path: eci.yaml, target: {kind: '('}}]\n",
            "2:43",
            "not a valid regular expression",
        ),
        (
            "components: [../../base]\n",
            "2:14",
            "not `kind: Component`",
        ),
        (
            "patches:\n- patch: |-\n    apiVersion: sparkoperator.k8s.io/v1beta2\n    kind: SparkApplication\n    metadata: {name: other}\n",
            "6:22",
            "the patch changes the SparkApplication `other`, but no resource has this name",
        ),
        (
            "patches:\n- target: {kind: SparkApplication}\n  patch: |-\n    kind: SparkApplication\n    metadata: {name: x}\n    spec: {executor: 4}\n",
            "7:22",
            "it changes a mapping",
        ),
        ("patches: [\n", "2:10", "the YAML is invalid"),
        ("inventory: {}\n", "2:1", "unknown field `inventory`"),
        ("resources: ../../base\n", "1:12", "this must be a list"),
        ("kind: Other\n", "2:7", "`Kustomization` or `Component`"),
        (
            "apiVersion: v1\n",
            "2:13",
            "kustomize.config.k8s.io/v1beta1",
        ),
    ] {
        let folder = tree();
        let text = if lines.starts_with("resources") {
            lines.to_owned()
        } else {
            format!("resources: [../../base]\n{lines}")
        };
        folder.write("overlays/prod/kustomization.yaml", &text);
        let output = run(&folder, &["."]);
        let wanted = format!("overlays/prod/kustomization.yaml:{place} ECI002");
        assert_eq!(places(&output), [wanted], "{text}");
        assert!(
            stdout(&output).contains(message),
            "{text}{}",
            stdout(&output)
        );
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn unsupported_features_are_reported_and_not_guessed() {
    for lines in [
        "resources: [../../base, 'github.com/org/repository//base?ref=v1']\n",
        "resources: [../../base, 'https://example.com/app.yaml']\n",
        "resources: [../../base]\nhelmCharts: [{name: a}]\n",
        "resources: [../../base]\ngenerators: [a.yaml]\n",
        "resources: [../../base]\ntransformers: [a.yaml]\n",
        "resources: [../../base]\nvars: [{name: A}]\n",
        "resources: [../../base]\nopenapi: {path: a.json}\n",
        "resources: [../../base]\ncrds: [a.json]\n",
    ] {
        let folder = tree();
        folder.write("overlays/prod/kustomization.yaml", lines);
        let output = run(&folder, &["."]);
        assert_eq!(
            (output.status.code(), places(&output)),
            (Some(0), Vec::new()),
            "{lines}"
        );
        let said = stderr(&output);
        assert!(
            said.contains("overlays/prod was not built"),
            "{lines}{said}"
        );
        // The patch is not a complete application, and is reported as a patch.
        let output = run(&folder, &[".", "--severity=info"]);
        let found = places(&output);
        assert_eq!(found[0], "overlays/prod/eci.yaml:3:18 ECI002");
        assert!(
            found[1].starts_with("overlays/prod/kustomization.yaml:"),
            "{found:?}"
        );
        let output = run(&folder, &[".", "--fail-on-unjudged"]);
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_kustomization_without_spark_is_not_built() {
    let folder = Folder::with("kustomization.yaml", "odd: 1\nresources: [gone.yaml]\n");
    let output = run(&folder, &["."]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "")
    );
}

#[test]
fn the_plan_has_a_block_for_each_overlay() {
    let folder = two_overlays();
    folder.write("base/orders.yaml", BASE);
    let mut program = folder.program();
    let output = program.args(["plan", "."]).output().expect("it runs");
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        (lines[1], lines[4]),
        ("overlays/prod:", "overlays/test:"),
        "{text}"
    );
    assert!(lines[5].trim_start().starts_with("test-orders"), "{text}");
}

#[test]
fn hostile_kustomizations_fail_quickly_with_a_message() {
    let cycle = tree();
    cycle.write(
        "base/kustomization.yaml",
        "resources: [orders.yaml, ../overlays/prod]\n",
    );
    let output = run(&cycle, &["."]);
    assert!(
        stdout(&output).contains("includes this folder"),
        "{}",
        stdout(&output)
    );

    for (resource, message) in [
        ("/etc/passwd", "outside of the repository or folder"),
        ("../../../../etc", "outside of the repository or folder"),
        ("../outside.yaml", "not in or below the folder"),
        ("..", "is a parent of it"),
    ] {
        let folder = tree();
        folder.write("overlays/outside.yaml", BASE);
        let text = format!("resources: [../../base, {resource}]\n");
        folder.write("overlays/prod/kustomization.yaml", text);
        let output = run(&folder, &[".", "--severity=info"]);
        assert!(
            stdout(&output).contains(message),
            "{resource}: {}",
            stdout(&output)
        );
    }
}

struct Disk;

impl Reader for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

/// The error of building a kustomization with small limits.
fn limited(folder: &Folder, name: &str) -> String {
    let top = fs::canonicalize(folder.path()).expect("a folder");
    let limits = Limits {
        values: 10_000,
        files: 100,
        ..Limits::default()
    };
    let outcome = build(&top.join(name), &Disk, &Boundary::new(top.clone()), limits);
    let problem = outcome.expect("a kustomization").built.err();
    problem.expect("it is too much").message
}

#[test]
fn multiplication_is_limited() {
    // Each level includes the one below twice, under other names.
    let folder = Folder::with("l0/app.yaml", BASE);
    folder.write("l0/kustomization.yaml", "resources: [app.yaml]\n");
    for level in 1..25 {
        let below = level - 1;
        for side in ["a", "b"] {
            let text = format!("resources: [../l{below}]\nnamePrefix: {side}-\n");
            folder.write(format!("l{level}{side}/kustomization.yaml"), text);
        }
        let text = format!("resources: [../l{level}a, ../l{level}b]\n");
        folder.write(format!("l{level}/kustomization.yaml"), text);
    }
    assert_eq!(limited(&folder, "l24"), "the build exceeds 10000 values");

    // Many patches of many resources.
    let many: Vec<String> = (0..50)
        .map(|number| BASE.replace("orders}", &format!("orders-{number}}}")))
        .collect();
    let many = many.join("---\n");
    let folder = Folder::with("a/app.yaml", many);
    let patch =
        "- target: {kind: SparkApplication}\n  patch: '- {op: add, path: /spec/a, value: 1}'\n";
    let text = format!("resources: [app.yaml]\npatches:\n{}", patch.repeat(500));
    folder.write("a/kustomization.yaml", text);
    assert_eq!(limited(&folder, "a"), "the build exceeds 10000 values");

    // Many files.
    let names: Vec<String> = (0..200).map(|number| format!("f{number}.yaml")).collect();
    let folder = Folder::with(
        "a/kustomization.yaml",
        format!("resources: [{}]\n", names.join(", ")),
    );
    for name in &names {
        folder.write(format!("a/{name}"), "");
    }
    assert!(limited(&folder, "a").contains("exceeds the limits on the number"));
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let outside = Folder::with("secret.yaml", BASE.replace("orders", "secret"));
    let folder = tree();
    let link = folder.join("overlays/prod/link.yaml");
    std::os::unix::fs::symlink(outside.join("secret.yaml"), link).expect("a link");
    folder.write(
        "overlays/prod/kustomization.yaml",
        "resources: [../../base, link.yaml]\n",
    );
    let output = run(&folder, &[".", "--severity=info"]);
    let text = stdout(&output);
    assert!(
        text.contains("outside of the repository or folder"),
        "{text}"
    );
    assert!(!text.contains("secret `"), "{text}");
}
