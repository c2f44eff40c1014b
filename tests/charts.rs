//! Rendered charts are checked, with findings at the line of the template or of the values.
//!
//! `.ci/try-helm` compares the output with Helm.

mod common;

use std::fs;

use common::{Folder, concise as run, places, stderr, stdout};

const CHART: &str = "apiVersion: v2\nname: orders\nversion: 0.1.0\n";

/// The driver is on ECI; the executor is in the values. It has no toleration, and its heap does not fit.
const TEMPLATE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include \"orders.labels\" . | nindent 4 }}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  driver:
    cores: 1
    memory: 512m
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    instances: 2
    cores: {{ .Values.executor.cores }}
    memory: {{ .Values.executor.memory | quote }}
    annotations:
      {{- toYaml .Values.executor.annotations | nindent 6 }}
    nodeSelector:
      type: virtual-kubelet
";

const HELPERS: &str =
    "{{- define \"orders.labels\" -}}\napp.kubernetes.io/name: {{ .Chart.Name }}\n{{- end }}\n";

const VALUES: &str = "image: {repository: registry.example.com/orders, tag: \"1.4\"}
executor:
  cores: 2
  memory: 4g
  annotations:
    k8s.aliyun.com/eci-use-specs: 2-4Gi
";

const MISSING_TOLERATION: &str = "orders/templates/app.yaml:18:3 ECI102";
const TOO_LITTLE_ROOM: &str = "orders/values.yaml:4:11 ECI303";

fn tree() -> Folder {
    let folder = Folder::with("orders/Chart.yaml", CHART);
    folder.write("orders/values.yaml", VALUES);
    folder.write("orders/templates/app.yaml", TEMPLATE);
    folder.write("orders/templates/_helpers.tpl", HELPERS);
    folder
}

#[test]
fn findings_are_in_the_template_or_the_values() {
    let output = run(&tree(), &["orders"]);
    assert_eq!(places(&output), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_file_of_a_chart_has_the_findings_of_the_chart() {
    let folder = tree();
    let template = run(&folder, &["orders/templates/app.yaml"]);
    // The memory is in the values, and the template writes it.
    assert_eq!(places(&template), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
    let values = run(&folder, &["orders/values.yaml"]);
    assert_eq!(places(&values), [TOO_LITTLE_ROOM]);
}

#[test]
fn each_values_file_is_a_rendering_and_equal_findings_are_merged() {
    let folder = tree();
    folder.write(
        "orders/values-prod.yaml",
        "executor: {annotations: {k8s.aliyun.com/eci-use-specs: 3-16Gi}}\n",
    );
    let output = run(&folder, &["."]);
    assert_eq!(
        places(&output),
        [
            MISSING_TOLERATION,
            "orders/values-prod.yaml:1:56 ECI201",
            TOO_LITTLE_ROOM,
        ]
    );
    let said = stdout(&output);
    let line = said.lines().find(|line| line.contains("ECI102"));
    let ways = "(in orders/values.yaml and orders/values-prod.yaml)";
    assert!(line.is_some_and(|line| line.contains(ways)), "{said}");
}

#[test]
fn a_spec_in_the_values_is_reported_there() {
    let folder = tree();
    folder.write(
        "orders/templates/app.yaml",
        "{{- range $name, $spec := .Values.jobs }}
---
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: {{ $name }}}
spec:
  {{- toYaml $spec | nindent 2 }}
{{- end }}
",
    );
    folder.write(
        "orders/values.yaml",
        "jobs:
  orders:
    type: Scala
    mode: cluster
    sparkVersion: 3.5.0
    image: registry.example.com/orders:1.4
    mainClass: com.example.Orders
    mainApplicationFile: local:///opt/orders.jar
    driver: {cores: 1, memory: 512m, labels: {alibabacloud.com/eci: \"true\"}}
    executor:
      instances: 2
      cores: 2
      memory: 4g
      annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}
      nodeSelector: {type: virtual-kubelet}
",
    );
    let output = run(&folder, &["."]);
    assert_eq!(
        places(&output),
        [
            "orders/values.yaml:10:5 ECI102",
            "orders/values.yaml:13:15 ECI303"
        ]
    );
}

#[test]
fn output_of_a_named_template_is_in_its_file() {
    let folder = tree();
    let named = TEMPLATE.replace(
        "    {{- include \"orders.labels\" . | nindent 4 }}\n",
        "    a: b\n",
    );
    folder.write(
        "orders/templates/_app.tpl",
        format!("{{{{- define \"app\" -}}}}\n{named}{{{{- end -}}}}\n"),
    );
    folder.write("orders/templates/app.yaml", "{{- include \"app\" . -}}\n");
    let output = run(&folder, &["."]);
    assert_eq!(
        places(&output),
        ["orders/templates/_app.tpl:19:3 ECI102", TOO_LITTLE_ROOM]
    );
}

#[test]
fn a_subchart_is_checked_with_its_parent() {
    let folder = tree();
    folder.write(
        "outer/Chart.yaml",
        "apiVersion: v2\nname: outer\nversion: 0.1.0\n",
    );
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    for file in [
        "Chart.yaml",
        "values.yaml",
        "templates/app.yaml",
        "templates/_helpers.tpl",
    ] {
        folder.write(
            format!("outer/charts/orders/{file}"),
            text(&format!("orders/{file}")),
        );
    }
    // With these values the heap fits, but the executor still has no toleration.
    folder.write("outer/values.yaml", "orders: {executor: {memory: 2g}}\n");
    let output = run(&folder, &["outer"]);
    assert_eq!(
        places(&output),
        ["outer/charts/orders/templates/app.yaml:18:3 ECI102"]
    );
}

#[test]
fn a_template_that_cannot_be_rendered_is_checked_in_place_with_the_reason() {
    let folder = tree();
    folder.write(
        "orders/templates/app.yaml",
        TEMPLATE.replace(
            "{{ .Values.executor.cores }}",
            "{{ .Values.nothing.cores }}",
        ),
    );
    let output = run(&folder, &["--severity=info", "orders"]);
    let said = stdout(&output);
    // The values are not known, so nothing is reported about them.
    assert!(!said.contains("ECI303"), "{said}");
    assert!(
        said.contains("orders/templates/app.yaml:14:3: info[ECI210]"),
        "{said}"
    );
    let reason = "orders/templates/app.yaml:20:15: info[ECI002] this template was not rendered \
                  and is checked only as it is written: nil pointer evaluating interface {}.cores";
    assert!(said.contains(reason), "{said}");
    let mut program = folder.program();
    program.args(["--severity=info", "orders"]);
    let human = stdout(&program.output().expect("it runs"));
    assert!(
        human.contains("`helm template orders | spark-eci-lint -`"),
        "{human}"
    );
}

#[test]
fn unreadable_values_are_reported_at_their_place() {
    let folder = tree();
    folder.write("orders/values-prod.yaml", "executor: {memory: 2g\n");
    let output = run(&folder, &["--severity=info", "orders"]);
    let said = stdout(&output);
    assert!(
        said.contains(
            "Helm cannot render the chart orders with orders/values-prod.yaml: the YAML is invalid"
        ),
        "{said}"
    );
    assert!(said.contains("orders/values-prod.yaml:"), "{said}");
    // The other rendering is checked.
    assert!(
        said.contains(&TOO_LITTLE_ROOM.replace(' ', ": warning[")),
        "{said}"
    );
}

#[test]
fn comments_suppress_findings_where_they_are_written() {
    for (file, from, to) in [
        (
            "orders/templates/app.yaml",
            "  executor:\n",
            "  # spark-eci-lint: ignore[ECI102] the webhook adds it\n  executor:\n",
        ),
        (
            "orders/templates/app.yaml",
            "  executor:\n",
            "  {{/* spark-eci-lint: ignore[ECI102] the webhook adds it */}}\n  executor:\n",
        ),
        (
            "orders/templates/app.yaml",
            "  executor:\n",
            "  {{- /* spark-eci-lint: ignore[ECI102] the webhook adds it */}}\n  executor:\n",
        ),
    ] {
        let folder = tree();
        folder.write(file, TEMPLATE.replace(from, to));
        let output = run(&folder, &["orders"]);
        assert_eq!(places(&output), [TOO_LITTLE_ROOM], "{to}");
        assert!(!stdout(&output).contains("ECI003"));
    }
    let folder = tree();
    folder.write(
        "orders/values.yaml",
        VALUES.replace(
            "memory: 4g",
            "memory: 4g # spark-eci-lint: ignore[ECI303] known",
        ),
    );
    let output = run(&folder, &["orders"]);
    assert_eq!(places(&output), [MISSING_TOLERATION]);
}

#[test]
fn fixes_change_the_values_or_the_template() {
    let folder = tree();
    let output = run(&folder, &["--fix", "--unsafe-fixes", "orders"]);
    assert_eq!(places(&output), [""; 0], "{}", stderr(&output));
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    assert_eq!(text("orders/values.yaml"), VALUES.replace("2-4Gi", "2-8Gi"));
    let tolerations =
        "    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n";
    assert_eq!(
        text("orders/templates/app.yaml"),
        format!("{TEMPLATE}{tolerations}")
    );
}

#[test]
fn a_fix_that_changes_another_application_is_left_out() {
    let folder = tree();
    // One value makes both, and only one of them has too little room.
    let two = "{{- range $heap := list \"4g\" \"1g\" }}\n---\n".to_owned()
        + &TEMPLATE
            .replace("{{ .Release.Name }}", "orders-{{ $heap }}")
            .replace("{{ .Values.executor.memory | quote }}", "{{ $heap }}")
            .replace(".Values", "$.Values")
            .replace("\"orders.labels\" .", "\"orders.labels\" $")
            .replace(
                "    nodeSelector:\n      type: virtual-kubelet\n",
                "    labels: {alibabacloud.com/eci: \"true\"}\n",
            )
        + "{{- end }}\n";
    folder.write("orders/templates/app.yaml", &two);
    let before = places(&run(&folder, &["orders"]));
    assert_eq!(before, ["orders/templates/app.yaml:1:26 ECI303"]);
    let output = run(&folder, &["--fix", "--unsafe-fixes", "orders"]);
    assert_eq!(places(&output), before);
    let values = fs::read_to_string(folder.path().join("orders/values.yaml"));
    assert_eq!(values.expect("a file"), VALUES);
}

#[test]
fn the_plan_shows_rendered_applications() {
    let folder = tree();
    let mut program = folder.program();
    let output = program.args(["plan", "."]).output().expect("it runs");
    let said = stdout(&output);
    assert!(said.contains("4096 + 409 = 4505 MiB"), "{said}");
    assert!(said.contains("\norders:\n"), "{said}");
}

#[test]
fn a_baseline_knows_findings_of_charts() {
    let folder = tree();
    let write = run(&folder, &["--write-baseline", "baseline.json", "."]);
    assert!(write.status.success(), "{}", stderr(&write));
    let again = run(&folder, &["--baseline", "baseline.json", "."]);
    assert_eq!(places(&again), [""; 0]);
}

/// Hostile templates, and a part of the message about each.
const HOSTILE: [(&str, &str); 12] = [
    (
        "{{ range until 100000000 }}x{{ end }}",
        "error calling until: rendering the chart exceeds the limit on steps",
    ),
    (
        "{{ $x := list 1 }}{{ range until 100000 }}{{ range until 100000 }}{{ $x = append $x 1 }}{{ end }}{{ end }}",
        "rendering the chart exceeds the limit on steps",
    ),
    (
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "nest deeper",
    ),
    (
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "nest deeper",
    ),
    (
        "{{ $t := \"{{ tpl . . }}\" }}{{ tpl $t $t }}",
        "nest deeper",
    ),
    (
        "{{ repeat 1000000000 \"abc\" }}",
        "rendering the chart exceeds the limit on steps",
    ),
    (
        "{{ \"a\" | indent 1000000000 }}",
        "rendering the chart exceeds the limit on steps",
    ),
    (
        "{{ $s := \"xxxxxxxxxx\" }}{{ range until 60 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}{{ $s }}",
        "error calling printf",
    ),
    (
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toYaml $d }}",
        "values nest deeper",
    ),
    (
        "{{ $d := dict }}{{ range until 100000 }}{{ $d = dict \"a\" $d }}{{ end }}{{ $d }}",
        "nest deeper",
    ),
    ("{{ env \"HOME\" }}", "function `env` is not defined"),
    (
        "{{ expandenv \"$HOME\" }}",
        "function `expandenv` is not defined",
    ),
];

#[test]
fn a_hostile_chart_is_limited() {
    for (template, reason) in HOSTILE {
        let folder = tree();
        folder.write(
            "orders/templates/app.yaml",
            format!("{TEMPLATE}{template}\n"),
        );
        let said = stdout(&run(&folder, &["--severity=info", "orders"]));
        let line = said.lines().find(|line| line.contains("was not rendered"));
        let line = line.unwrap_or_else(|| panic!("{template}: {said}"));
        assert!(line.contains(reason), "{template}: {line}");
        let place = format!(
            "orders/templates/app.yaml:{}:",
            TEMPLATE.lines().count() + 1
        );
        assert!(line.starts_with(&place), "{template}: {line}");
    }
    // Nested as deep as the parser allows, and deeper.
    for (open, close) in [("{{ if true }}", "{{ end }}"), ("{{ (", ") }}")] {
        let text = match close {
            ") }}" => format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)),
            _ => open.repeat(50_000) + &close.repeat(50_000),
        };
        let folder = tree();
        folder.write("orders/templates/app.yaml", format!("{TEMPLATE}{text}\n"));
        let said = stdout(&run(&folder, &["--severity=info", "orders"]));
        assert!(said.contains("nests deeper than 500 levels"), "{open}");
    }
}

#[test]
fn a_chart_reads_nothing_outside() {
    let folder = tree();
    folder.write("secret.txt", "memory: 99g");
    let asking = "{{ .Files.Get \"../secret.txt\" }}{{ .Files.Get \"/etc/hostname\" }}\
                  {{ getHostByName \"localhost\" }}{{ (lookup \"v1\" \"Secret\" \"a\" \"b\").data }}";
    folder.write(
        "orders/templates/app.yaml",
        TEMPLATE.replace("instances: 2", &format!("instances: 2{asking}")),
    );
    // All of them return nothing: the application is unchanged.
    let output = run(&folder, &["orders"]);
    assert_eq!(places(&output), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_chart_are_refused() {
    let outer = Folder::with("secret/app.yaml", "a: b\n");
    let folder = tree();
    std::os::unix::fs::symlink(
        outer.path().join("secret"),
        folder.path().join("orders/files"),
    )
    .expect("a link");
    let said = stdout(&run(&folder, &["--severity=info", "orders"]));
    assert!(
        said.contains("the link `files` points outside of"),
        "{said}"
    );
}

#[test]
fn a_folder_of_a_chart_brings_in_the_chart() {
    let output = run(&tree(), &["orders/templates"]);
    assert_eq!(places(&output), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
}

#[test]
fn a_manifest_that_no_template_reads_is_checked_separately() {
    let folder = tree();
    let manifest = TEMPLATE
        .replace(
            "    {{- include \"orders.labels\" . | nindent 4 }}\n",
            "    a: b\n",
        )
        .replace("{{ .Release.Name }}", "example")
        .replace(
            "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
            "a/b:1",
        )
        .replace("{{ .Values.executor.cores }}", "1")
        .replace("{{ .Values.executor.memory | quote }}", "1g")
        .replace(
            "      {{- toYaml .Values.executor.annotations | nindent 6 }}\n",
            "      a: b\n",
        );
    folder.write("orders/examples/app.yaml", &manifest);
    let said = places(&run(&folder, &["orders"]));
    let example = "orders/examples/app.yaml:18:3 ECI102".to_owned();
    assert!(said.contains(&example), "{said:?}");
    let said = places(&run(&folder, &["orders/examples/app.yaml"]));
    assert!(said.contains(&example), "{said:?}");
}

#[test]
fn a_disabled_template_makes_nothing() {
    let folder = tree();
    let other = format!("{{{{- if .Values.other }}}}\n{TEMPLATE}{{{{- end }}}}\n");
    folder.write("orders/templates/other.yaml", other);
    let output = run(&folder, &["orders"]);
    assert_eq!(places(&output), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
    // Alone, it is not meant to be installed with these values, so it is checked as written.
    std::fs::remove_file(folder.path().join("orders/templates/app.yaml")).expect("a file");
    let said = stdout(&run(&folder, &["--severity=info", "orders"]));
    assert!(said.contains("orders/templates/other.yaml:"), "{said}");
}

#[test]
fn a_fix_of_values_has_their_style() {
    let folder = tree();
    folder.write("orders/templates/app.yaml", "{{ toYaml .Values.app }}\n");
    let app = "app:
  apiVersion: sparkoperator.k8s.io/v1beta2
  kind: SparkApplication
  metadata: {name: t}
  spec:
    type: Scala
    mode: cluster
    sparkVersion: 3.5.1
    image: a/b:1
    mainClass: a.B
    mainApplicationFile: local:///a.jar
    driver: {cores: 1, memory: 1g, labels: {alibabacloud.com/eci: \"true\"}}
    executor:
      cores: 2
      memory: 2g
      nodeSelector: {type: virtual-kubelet}
";
    folder.write("orders/values.yaml", app);
    let output = run(&folder, &["--fix", "orders"]);
    assert_eq!(places(&output), [""; 0], "{}", stderr(&output));
    let fixed = fs::read_to_string(folder.path().join("orders/values.yaml")).expect("a file");
    let added =
        "      tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n";
    let other = "      tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]\n";
    assert!(
        fixed == format!("{app}{added}") || fixed == format!("{app}{other}"),
        "{fixed}"
    );
}

#[test]
fn a_line_that_renders_several_applications_is_fixed() {
    let folder = tree();
    let text = "{{- range .Values.names }}\n---\n".to_owned()
        + &TEMPLATE
            .replace("{{ .Release.Name }}", "{{ . }}")
            .replace(".Values", "$.Values")
            .replace("\"orders.labels\" .", "\"orders.labels\" $")
        + "{{- end }}\n";
    folder.write("orders/templates/app.yaml", text);
    folder.write("orders/values.yaml", format!("names: [a, b]\n{VALUES}"));
    let output = run(&folder, &["--fix", "--unsafe-fixes", "orders"]);
    assert_eq!(places(&output), [""; 0], "{}", stderr(&output));
}

#[test]
fn a_comment_above_an_action_suppresses_what_it_writes() {
    for comment in [
        "# spark-eci-lint: ignore[ECI303] known\n",
        "{{- /* spark-eci-lint: ignore[ECI303] known */}}\n",
    ] {
        let folder = tree();
        let named = TEMPLATE
            .replace("{{ .Values.executor.memory | quote }}", "{{ .memory }}")
            .replace(".Values", ".top.Values")
            .replace("\"orders.labels\" .", "\"orders.labels\" .top")
            .replace(".Release", ".top.Release");
        folder.write(
            "orders/templates/_app.tpl",
            format!("{{{{- define \"app\" -}}}}\n{named}{{{{- end -}}}}\n"),
        );
        folder.write(
            "orders/templates/app.yaml",
            format!("{comment}{{{{ include \"app\" (dict \"top\" . \"memory\" \"4g\") }}}}\n"),
        );
        let output = run(&folder, &["orders"]);
        assert_eq!(
            places(&output),
            ["orders/templates/_app.tpl:19:3 ECI102"],
            "{comment}"
        );
    }
}

#[test]
fn a_text_combined_by_an_action_has_the_place_of_the_action() {
    let folder = tree();
    folder.write(
        "orders/templates/app.yaml",
        TEMPLATE.replace(
            "{{ .Values.executor.memory | quote }}",
            "{{ printf \"%dm\" (mul 1024 4) }}",
        ),
    );
    let output = run(&folder, &["orders"]);
    assert!(
        places(&output).contains(&"orders/templates/app.yaml:21:13 ECI303".to_owned()),
        "{:?}",
        places(&output)
    );
}

#[test]
fn a_value_that_the_chart_requires_is_named() {
    let folder = tree();
    folder.write(
        "orders/templates/app.yaml",
        TEMPLATE.replace(
            "{{ .Values.executor.cores }}",
            "{{ required \"executor.pods is needed\" .Values.executor.pods }}",
        ),
    );
    let said = stdout(&run(&folder, &["--severity=info", "orders"]));
    let reason =
        "checked only as it is written: the chart requires a value: executor.pods is needed";
    assert!(said.contains(reason), "{said}");
    // With other values it is rendered, and the default values are not reported.
    folder.write("orders/values-prod.yaml", "executor: {pods: 2}\n");
    let said = stdout(&run(&folder, &["--severity=info", "orders"]));
    assert!(!said.contains("was not rendered"), "{said}");
    assert!(said.contains("ECI303"), "{said}");
}
