//! The values for rendering charts: from the command line, the configuration, files next to the chart, and manifests of
//! Argo CD and Flux.

mod common;

use std::process::Output;

use common::{Folder, finding_lines, stderr, stdout};
use serde_json::Value;

const TEMPLATE: &str = r#"apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  type: Scala
  mode: cluster
  image: registry.cn-hangzhou.aliyuncs.com/acme/spark:3.5.3
  mainClass: com.acme.Orders
  mainApplicationFile: local:///opt/app.jar
  sparkVersion: 3.5.3
  driver:
    cores: 1
    memory: 4g
    serviceAccount: spark
  executor:
    instances: 2
    cores: {{ .Values.cores }}
    memory: {{ .Values.memory | quote }}
    labels: {alibabacloud.com/eci: "true"}
"#;

/// A chart whose own values are valid.
fn chart() -> Folder {
    let folder = Folder::with(
        "charts/orders/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
    );
    folder.write("charts/orders/values.yaml", "cores: 4\nmemory: 12g\n");
    folder.write("charts/orders/templates/app.yaml", TEMPLATE);
    folder
}

fn check(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    program.args(["--format", "concise"]);
    program.args(arguments).output().expect("the program")
}

/// The place, rule and rendering of each finding.
fn findings(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let output = check(folder, arguments);
    let text = stdout(&output);
    let lines = finding_lines(&text).map(|line| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let (rule, rest) = rest.split_once(']').expect("a rule");
        let rule = rule.split_once('[').expect("a rule").1;
        let way = rest
            .rsplit_once(" (in ")
            .and_then(|(_, way)| way.strip_suffix(')'))
            .unwrap_or_default();
        format!("{place} {rule} {way}").trim_end().to_owned()
    });
    lines.collect()
}

/// The application in each rendering of the chart: namespace and name, milli-cores and heap of its executors.
fn plan(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let mut program = folder.program();
    program.args(["plan", "--format", "json"]).args(arguments);
    let output = program.output().expect("the program");
    let plan: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let pods = plan["pods"].as_array().expect("pods").iter();
    let executors = pods.filter(|pod| pod["role"] == "executor");
    let rows = executors.map(|pod| {
        let application = &pod["application"];
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let (namespace, name) = (text(&application["namespace"]), text(&application["name"]));
        let (cpu, heap) = (&pod["cpu"]["request_millis"], &pod["memory"]["heap_mib"]);
        format!("{namespace}/{name} {cpu} {heap}")
    });
    rows.collect()
}

const OWN: &str = "default/release-name 4000 12288";

#[test]
fn by_default_a_chart_has_its_own_values_and_files_next_to_it() {
    let folder = chart();
    assert_eq!(plan(&folder, &[]), [OWN]);
    folder.write("charts/orders/values-prod.yaml", "cores: 8\n");
    folder.write("charts/orders/values/test.yaml", "cores: 2\n");
    assert_eq!(
        plan(&folder, &[]),
        [
            OWN,
            "default/release-name 2000 12288",
            "default/release-name 8000 12288"
        ]
    );
}

/// Later files override earlier ones, and single values override files, in the order of `pkg/cli/values/options.go`.
#[test]
fn options_replace_all_other_renderings() {
    let folder = chart();
    folder.write("charts/orders/values-prod.yaml", "cores: 8\n");
    folder.write("one.yaml", "cores: 1\nmemory: 1g\n");
    folder.write("two.yaml", "cores: 2\n");
    let files = ["--values", "one.yaml", "--values", "two.yaml"];
    assert_eq!(plan(&folder, &files), ["default/release-name 2000 1024"]);
    assert_eq!(
        plan(&folder, &["--values", "two.yaml,one.yaml"]),
        ["default/release-name 1000 1024"]
    );
    let set = [&files[..], &["--set", "cores=3,memory=2g"]].concat();
    assert_eq!(plan(&folder, &set), ["default/release-name 3000 2048"]);
    let set = ["--set", "cores=3", "--set-json", "cores=5"];
    assert_eq!(plan(&folder, &set), ["default/release-name 3000 12288"]);
    let set = ["--set-string", "memory=3g", "--set-literal", "memory=4g"];
    assert_eq!(plan(&folder, &set), ["default/release-name 4000 4096"]);
    let names = ["--release-name", "orders", "-n", "prod"];
    assert_eq!(plan(&folder, &names), ["prod/orders 4000 12288"]);
}

#[test]
fn files_of_values_may_lie_anywhere() {
    let folder = chart();
    let elsewhere = Folder::with("values.yaml", "memory: nonsense\n");
    let file = elsewhere.join("values.yaml");
    let file = file.to_str().expect("a path");
    let found = findings(&folder, &["--values", file]);
    let [found] = &found[..] else {
        panic!("{found:?}")
    };
    assert!(found.ends_with("values.yaml:1:9 ECI601"), "{found}");
}

#[test]
fn templates_see_the_cluster_of_the_options() {
    let folder = chart();
    let template = TEMPLATE.replace(
        "{{ .Values.cores }}",
        r#"{{ if .Capabilities.APIVersions.Has "acme.com/v1" }}1{{ else }}{{ .Capabilities.KubeVersion.Minor }}{{ end }}"#,
    );
    folder.write("charts/orders/templates/app.yaml", template);
    let version = ["--kube-version", "1.29"];
    assert_eq!(
        plan(&folder, &version),
        ["default/release-name 29000 12288"]
    );
    let apis = ["--api-versions", "acme.com/v1"];
    assert_eq!(plan(&folder, &apis), ["default/release-name 1000 12288"]);
}

#[test]
fn invalid_options_are_usage_errors() {
    let folder = chart();
    folder.write("broken.yaml", "a: 1\nb: {\n");
    folder.write("list.yaml", "- a\n");
    for (arguments, message) in [
        (
            ["--values", "none.yaml"],
            "cannot read none.yaml: no such file or directory",
        ),
        (["--values", "charts"], "cannot read charts: it is a folder"),
        (
            ["--values", "-"],
            "--values needs a file: standard input is reserved for manifests",
        ),
        (
            ["--values", "https://example.com/v.yaml"],
            "--values needs a local file, not the URL `https://example.com/v.yaml`",
        ),
        (
            ["--values", "broken.yaml"],
            "broken.yaml:2: the YAML is invalid",
        ),
        (
            ["--values", "list.yaml"],
            "list.yaml:1: values must be a mapping, not a list",
        ),
        (["--set", "cores"], "--set cores: key `cores` has no value"),
        (["--set-json", "cores={"], "--set-json cores={: "),
        (
            ["--release-name", "Orders"],
            "`Orders` is not a valid release name",
        ),
        (
            ["--kube-version", "new"],
            "`new` is not a version of Kubernetes",
        ),
    ] {
        for command in ["check", "plan"] {
            let mut program = folder.program();
            let output = program.arg(command).args(arguments).output();
            let output = output.expect("the program");
            let said = stderr(&output);
            assert!(said.contains(message), "{arguments:?}: {said}");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert_eq!(stdout(&output), "");
        }
    }
}

#[test]
fn options_without_a_chart_are_reported() {
    let folder = Folder::with("app.yaml", "kind: Pod\n");
    let said = stderr(&check(&folder, &["--set", "a=1", "--namespace", "prod"]));
    assert!(
        said.contains("--set, --namespace have no effect: there is no Helm chart"),
        "{said}"
    );
    let said = stderr(&check(&chart(), &["--set", "a=1"]));
    assert!(!said.contains("no effect"), "{said}");
}

#[test]
fn the_configuration_replaces_files_next_to_a_chart() {
    let folder = chart();
    folder.write("charts/orders/values-test.yaml", "cores: 1\n");
    folder.write("env/common.yaml", "cores: 6\nmemory: 6g\n");
    folder.write("env/prod.yaml", "cores: 7\n");
    folder.write(
        "spark-eci-lint.yaml",
        "charts:
  - path: charts/orders
    values: [env/common.yaml, env/prod.yaml]
    release: orders
    namespace: prod
  - path: charts/orders
    set: {cores: 9, memory: \"9g\"}
",
    );
    assert_eq!(
        plan(&folder, &[]),
        ["prod/orders 7000 6144", "default/release-name 9000 9216"]
    );
    // Options override it.
    assert_eq!(
        plan(&folder, &["--set", "cores=2"]),
        ["default/release-name 2000 12288"]
    );
    folder.write("env/prod.yaml", "memory: nonsense\n");
    assert_eq!(
        findings(&folder, &[]),
        ["env/prod.yaml:1:9 ECI601 env/common.yaml + env/prod.yaml"]
    );
}

/// Characters that Helm would interpret are literal in the configuration.
#[test]
fn strings_of_the_configuration_are_literal() {
    let folder = chart();
    let set = |value: &str| {
        let text = format!("charts: [{{path: charts/orders, set: {{memory: {value}}}}}]\n");
        folder.write("spark-eci-lint.yaml", text);
        let text = stdout(&check(&folder, &[]));
        let value = text.split_once("memory: ").expect("a finding").1;
        value.split_once('`').expect("a value").0.to_owned()
    };
    assert_eq!(set("'a,b'"), "a,b");
    assert_eq!(set("'{a,b}'"), "{a,b}");
    assert_eq!(set(r"'a\b'"), r"a\b");
}

#[test]
fn the_nearest_configuration_wins_unless_a_parent_locks_it() {
    let folder = chart();
    let entry =
        |path: &str, cores: u32| format!("charts: [{{path: {path}, set: {{cores: {cores}}}}}]\n");
    folder.write("spark-eci-lint.yaml", entry("charts/orders", 2));
    folder.write("charts/spark-eci-lint.yaml", entry("orders", 3));
    assert_eq!(plan(&folder, &[]), ["default/release-name 3000 12288"]);
    let locked = format!("locked: [charts]\n{}", entry("charts/orders", 2));
    folder.write("spark-eci-lint.yaml", locked);
    assert_eq!(plan(&folder, &[]), ["default/release-name 2000 12288"]);
    let said = stderr(&check(&folder, &[]));
    assert!(
        said.contains("charts/spark-eci-lint.yaml: `charts` is locked by spark-eci-lint.yaml"),
        "{said}"
    );
}

#[test]
fn a_wrong_entry_is_an_invalid_configuration() {
    let folder = chart();
    folder.write("env/prod.yaml", "cores: 2\n");
    for (entry, place, message) in [
        (
            "path: none",
            "1:17",
            "cannot find `none`: no such file or directory",
        ),
        (
            "path: env",
            "1:17",
            "no chart in `env`: Chart.yaml is missing",
        ),
        (
            "path: ../elsewhere",
            "1:17",
            "`../elsewhere` leads out of the repository",
        ),
        ("path: /etc", "1:17", "`/etc` leads out of the repository"),
        (
            "path: charts/orders, values: [env/prod.yaml, env/none.yaml]",
            "1:56",
            "cannot find `env/none.yaml`",
        ),
        (
            "path: charts/orders, values: [env]",
            "1:41",
            "`env` is not a file",
        ),
        (
            "path: charts/orders, values: [../../../etc/passwd]",
            "1:41",
            "`../../../etc/passwd` leads out of the repository",
        ),
        ("values: []", "1:10", "missing field `path`"),
        (
            "path: charts/orders, set: {a: [1]}",
            "1:41",
            "`a` is a list",
        ),
        (
            "path: charts/orders, set: {'a[b]': 1}",
            "1:38",
            "Helm cannot set `a[b]`: `b` is not an index",
        ),
        (
            "path: charts/orders, release: Orders",
            "1:41",
            "`Orders` is not a valid release name",
        ),
        (
            "path: charts/orders, kube-version: 1.31",
            "1:46",
            "`kube-version` is the number `1.31`, expected a string",
        ),
        (
            "path: charts/orders, kube-version: new",
            "1:46",
            "`new` is not a version of Kubernetes",
        ),
        (
            "path: charts/orders, value: [a]",
            "1:32",
            "unknown key `value`",
        ),
    ] {
        folder.write("spark-eci-lint.yaml", format!("charts: [{{{entry}}}]\n"));
        let output = check(&folder, &[]);
        let said = stderr(&output).replace("\n    ", " ");
        assert!(said.contains(message), "{entry}: {said}");
        let said = stderr(&output);
        let place = format!("[spark-eci-lint.yaml:{place}]\n");
        assert!(said.contains(&place), "{entry}: {said}");
        assert_eq!(output.status.code(), Some(2), "{entry}");
    }
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_a_configuration_out_of_the_folder() {
    let folder = chart();
    let elsewhere = Folder::with("values.yaml", "cores: 2\n");
    std::os::unix::fs::symlink(elsewhere.path(), folder.join("env")).expect("a link");
    folder.write(
        "spark-eci-lint.yaml",
        "charts: [{path: charts/orders, values: [env/values.yaml]}]\n",
    );
    let said = stderr(&check(&folder, &[]));
    assert!(
        said.contains("`env/values.yaml` leads out of the repository"),
        "{said}"
    );
}

const ARGO: &str = "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: orders
spec:
  destination:
    namespace: prod
  source:
    repoURL: https://example.com/deploy
    path: charts/orders
    helm:
";

fn argo(helm: &str) -> Folder {
    let folder = chart();
    folder.write("charts/orders/env/prod.yaml", "cores: 8\n");
    folder.write("env/shared.yaml", "cores: 6\n");
    folder.write("argo/orders.yaml", format!("{ARGO}{helm}"));
    folder
}

/// In ascending precedence: files, `values` or `valuesObject`, `parameters`.
#[test]
fn argo_cd_installs_a_chart_with_values_of_its_own() {
    for (helm, made) in [
        (
            "      valueFiles: [env/prod.yaml]\n",
            "prod/orders 8000 12288",
        ),
        (
            "      valueFiles: [/env/shared.yaml]\n",
            "prod/orders 6000 12288",
        ),
        (
            "      valueFiles: [../../env/shared.yaml]\n",
            "prod/orders 6000 12288",
        ),
        (
            "      valueFiles: [env/none.yaml]\n      ignoreMissingValueFiles: true\n",
            "prod/orders 4000 12288",
        ),
        (
            "      valueFiles: [env/prod.yaml]\n      values: |\n        cores: 5\n",
            "prod/orders 5000 12288",
        ),
        (
            "      values: |\n        cores: 5\n        memory: 1g\n      valuesObject: {cores: 3}\n",
            "prod/orders 3000 12288",
        ),
        (
            "      valuesObject: {cores: 3}\n      parameters: [{name: cores, value: \"2\"}]\n",
            "prod/orders 2000 12288",
        ),
        (
            "      releaseName: own\n      namespace: other\n",
            "other/own 4000 12288",
        ),
    ] {
        assert_eq!(plan(&argo(helm), &[]), [OWN, made], "{helm}");
    }
}

#[test]
fn values_in_a_manifest_have_their_places_there() {
    let object = argo("      valuesObject:\n        memory: nonsense\n");
    let place = |line: u32, column: u32| {
        format!("argo/orders.yaml:{line}:{column} ECI601 argo/orders.yaml (orders)")
    };
    assert_eq!(findings(&object, &[]), [place(13, 17)]);
    let text = argo("      values: |\n        # larger\n        memory: nonsense\n");
    assert_eq!(findings(&text, &[]), [place(14, 17)]);
    let quoted = argo("      values: \"memory: nonsense\"\n");
    assert_eq!(findings(&quoted, &[]), [place(12, 24)]);
    let second = argo("      valuesObject:\n        memory: nonsense\n");
    let manifest = second.read("argo/orders.yaml");
    second.write(
        "argo/orders.yaml",
        format!("kind: AppProject\n---\n{manifest}"),
    );
    assert_eq!(findings(&second, &[]), [place(15, 17)]);
}

#[test]
fn sources_of_argo_cd_refer_to_one_another() {
    let sources = |url: &str| {
        let folder = argo("");
        folder.write(
            "argo/orders.yaml",
            format!(
                "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: orders}}
spec:
  sources:
    - repoURL: https://example.com/deploy
      path: charts/orders
      helm:
        valueFiles: [$all/env/shared.yaml]
    - repoURL: {url}
      ref: all
"
            ),
        );
        folder
    };
    let same = sources("https://example.com/deploy");
    assert_eq!(plan(&same, &[]), [OWN, "default/orders 6000 12288"]);
    assert_eq!(
        unjudged(&sources("https://example.com/other")),
        ["argo/orders.yaml:9:22 `$all` is another repository"]
    );
}

/// The places and reasons of what could not be checked.
fn unjudged(folder: &Folder) -> Vec<String> {
    let output = check(folder, &["--severity", "info"]);
    let text = stdout(&output);
    let lines = text.lines().filter(|line| line.contains("[ECI002]"));
    let said = lines.map(|line| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let reason = rest.split_once("as it is written: ").expect("a reason").1;
        format!("{place} {reason}")
    });
    said.collect()
}

#[test]
fn remote_values_of_argo_cd_are_not_checked() {
    for (helm, place, reason) in [
        (
            "      valueFiles: [env/none.yaml]\n",
            "12:20",
            "there is no file of values `env/none.yaml`",
        ),
        (
            "      valueFiles: [../../../../etc/passwd]\n",
            "12:20",
            "`../../../../etc/passwd` leads out of the repository or folder that is checked",
        ),
        (
            "      valueFiles: [https://example.com/values.yaml]\n",
            "12:20",
            "nothing is read from the network",
        ),
        (
            "      valueFiles: [\"env/*.yaml\"]\n",
            "12:20",
            "patterns of files of values are not read",
        ),
        (
            "      fileParameters: [{name: cores, path: cores.txt}]\n",
            "12:23",
            "`fileParameters` are not read",
        ),
        (
            "      parameters: [{name: cores, value: $ARGOCD_APP_NAME}]\n",
            "12:20",
            "Argo CD fills in a variable when it builds the application",
        ),
    ] {
        let folder = argo(helm);
        let said = format!("argo/orders.yaml:{place} {reason}");
        assert_eq!(unjudged(&folder), [said], "{helm}");
        // With its own values, the chart is checked.
        assert_eq!(plan(&folder, &[]), [OWN], "{helm}");
    }
}

#[test]
fn an_application_set_counts_where_no_generator_decides() {
    let set = |helm: &str| {
        let folder = argo("");
        let text = format!(
            "apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: all}}
spec:
  template:
    metadata: {{name: \"{{{{cluster}}}}-orders\"}}
    spec:
      source:
        path: charts/orders
        helm: {helm}
"
        );
        folder.write("argo/orders.yaml", text);
        folder
    };
    let plain = set("{valuesObject: {cores: 2}}");
    assert_eq!(plan(&plain, &[]), [OWN, "default/release-name 2000 12288"]);
    let open = set("{valueFiles: [\"env/{{cluster}}.yaml\"]}");
    assert_eq!(plan(&open, &[]), [OWN]);
    assert_eq!(unjudged(&open), [""; 0]);
}

const FLUX: &str = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: orders, namespace: data}
spec:
  chart:
    spec:
      chart: ./charts/orders
      sourceRef: {kind: GitRepository, name: deploy}
";

#[test]
fn flux_installs_a_chart_with_values_of_its_own() {
    let flux = |more: &str| {
        let folder = chart();
        folder.write("env/prod.yaml", "cores: 8\nmemory: 8g\n");
        folder.write("clusters/prod/orders.yaml", format!("{FLUX}{more}"));
        folder
    };
    assert_eq!(plan(&flux(""), &[]), [OWN, "data/orders 4000 12288"]);
    let values = flux("  values: {cores: 2}\n  targetNamespace: prod\n");
    assert_eq!(plan(&values, &[]), [OWN, "prod/prod-orders 2000 12288"]);
    let named = flux("  releaseName: own\n");
    assert_eq!(plan(&named, &[]), [OWN, "data/own 4000 12288"]);
    let files = flux("      valuesFiles: [env/prod.yaml]\n");
    assert_eq!(plan(&files, &[]), [OWN, "data/orders 8000 8192"]);
    // They replace the chart's own file, so Spark uses its default memory.
    files.write("env/prod.yaml", "cores: 8\n");
    assert_eq!(plan(&files, &[]), [OWN, "data/orders 8000 1024"]);
    for (field, reason) in [
        ("valuesFrom", "`valuesFrom` takes values from the cluster"),
        ("postRenderers", "`postRenderers` change what is rendered"),
    ] {
        let unknown = flux(&format!("  {field}: [{{kind: Secret, name: values}}]\n"));
        let column = 5 + field.len();
        assert_eq!(
            unjudged(&unknown),
            [format!("clusters/prod/orders.yaml:9:{column} {reason}")]
        );
        assert_eq!(plan(&unknown, &[]), [OWN]);
    }
}

#[test]
fn a_chart_in_a_registry_is_another_one() {
    let folder = chart();
    folder.write("one.yaml", FLUX.replace("GitRepository", "HelmRepository"));
    folder.write("two.yaml", ARGO.replace("path:", "chart:"));
    assert_eq!(plan(&folder, &[]), [OWN]);
}

/// Each is a text of less than a megabyte that aliases expand to many gigabytes.
#[test]
fn aliases_do_not_multiply_values() {
    let long = "x".repeat(200_000);
    let parameters = "*p, ".repeat(20_000);
    let folder = argo(&format!(
        "      parameters: [&p {{name: a, value: {long}}}, {parameters}]\n"
    ));
    assert_eq!(
        unjudged(&folder),
        ["argo/orders.yaml:12:19 the manifests that install charts are too large"]
    );
    let folder = argo("");
    let sources = "*s, ".repeat(100_000);
    let files = "a, ".repeat(100_000);
    let manifest = ARGO.split_once("  source:").expect("a source").0;
    folder.write(
        "argo/orders.yaml",
        format!(
            "{manifest}  sources: [&s {{path: charts/orders, helm: {{valueFiles: [{files}]}}}}, {sources}]\n"
        ),
    );
    // YAML itself allows fewer.
    assert_eq!(plan(&folder, &[]), [OWN]);
    let folder = chart();
    let values = "*v, ".repeat(3_000);
    folder.write(
        "spark-eci-lint.yaml",
        format!(
            "charts: [{{path: charts/orders, values: [&v charts/orders/values.yaml, {values}]}}]\n"
        ),
    );
    let said = stderr(&check(&folder, &[]));
    assert!(
        said.contains("a configuration may have at most 2000 values"),
        "{said}"
    );
}
