//! Charts that only the user's own Helm can render are checked if the user allows running it.
//!
//! A script that prints the expected output stands in for Helm.
#![cfg(unix)]

mod common;

use std::{fs, os::unix::fs::PermissionsExt, process::Output};

use common::{Folder, stderr, stdout};

/// Including a binary file is not supported by the built-in engine.
const TEMPLATE: &str = "{{- $sum := .Files.Get \"key.bin\" | sha256sum }}
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: orders-{{ $sum | trunc 8 }}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1.4
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  driver:
    cores: 1
    memory: 512m
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    instances: 2
    cores: 2
    memory: {{ .Values.memory }}
    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}
    nodeSelector: {type: virtual-kubelet}
";

/// Prints the template of the chart with the results of its actions, like Helm: the lines of a copy have marks.
const RENDER: &str = "for chart; do :; done
echo ---
echo '# Source: orders/templates/app.yaml'
sed -e '/^{{- /d' -e 's/{{ $sum | trunc 8 }}/0ab1c2d3/' -e 's/{{ .Values.memory }}/4g/' \"$chart/templates/app.yaml\"
";

const MISSING_TOLERATION: &str = "orders/templates/app.yaml:17:3: error[ECI102]";
const TOO_LITTLE_ROOM: &str = "orders/templates/app.yaml:20:13: warning[ECI303]";

/// A chart, and a Helm that runs this shell script.
fn tree(script: &str) -> Folder {
    let folder = Folder::with(
        "orders/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 0.1.0\n",
    );
    folder.write("orders/values.yaml", "memory: 4g\n");
    folder.write(
        "orders/values.schema.json",
        "{\"$ref\": \"https://example.com/schema.json\"}\n",
    );
    folder.write("orders/key.bin", [0xff, 0xfe, 0, 0x80]);
    folder.write("orders/templates/app.yaml", TEMPLATE);
    // The PATH is empty there, so it is set here.
    let script = format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}");
    folder.write("helm", script);
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join("helm"), executable).expect("permissions");
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    program
        .args(["--format=concise", "--severity=info"])
        .args(arguments);
    program.output().expect("it runs")
}

/// The starts of the lines that are not infos.
fn found(output: &Output) -> Vec<String> {
    let text = stdout(output);
    let lines = text.lines().filter(|line| !line.contains(": info["));
    let starts = lines.filter_map(|line| Some(line.split_once(']')?.0.to_owned() + "]"));
    starts.collect()
}

#[test]
fn its_output_is_checked_at_the_lines_of_the_template() {
    let folder = tree(RENDER);
    let without = run(&folder, &["orders"]);
    assert!(stdout(&without).contains("this template was not rendered"));
    let with = run(&folder, &["orders", "--helm=./helm"]);
    assert_eq!(
        found(&with),
        [MISSING_TOLERATION, TOO_LITTLE_ROOM],
        "{}",
        stdout(&with)
    );
    assert_eq!(stderr(&with), "");
    assert!(!stdout(&with).contains("approximate"));
    let mut by_variable = folder.program();
    by_variable
        .args(["--format=concise", "orders"])
        .env("SPARK_ECI_LINT_HELM", folder.join("helm"));
    let by_variable = by_variable.output().expect("it runs");
    assert_eq!(found(&by_variable), [MISSING_TOLERATION, TOO_LITTLE_ROOM]);
}

#[test]
fn a_fix_is_made_in_the_template() {
    let folder = tree(RENDER);
    let output = run(&folder, &["--fix", "--helm=./helm", "orders"]);
    assert_eq!(found(&output), [TOO_LITTLE_ROOM], "{}", stdout(&output));
    let (before, after) = TEMPLATE.split_once("    nodeSelector").expect("a selector");
    let template = folder.read("orders/templates/app.yaml");
    assert!(template.starts_with(before), "{template}");
    assert!(
        template.contains("key: virtual-kubelet.io/provider"),
        "{template}"
    );
    assert!(template.contains(after.trim()), "{template}");
}

#[test]
fn unproved_lines_are_approximate() {
    // It renders lines with marks differently.
    let script =
        format!("{RENDER}grep -q '⟦' \"$chart/templates/app.yaml\" && echo '  marked: true'\n:\n");
    let folder = tree(&script);
    let mut program = folder.program();
    program.args(["--format=human", "orders", "--helm=./helm"]);
    let output = program.output().expect("it runs");
    let said = stdout(&output);
    assert!(
        said.contains("▸ orders/templates/app.yaml:17:3\n"),
        "{said}"
    );
    assert!(said.contains("the line is approximate"), "{said}");
}

#[test]
fn it_runs_on_a_copy_without_the_environment_of_the_user() {
    let script = format!(
        "say() {{ echo \"Error: $1\" >&2; exit 1; }}
[ -z \"$SECRET\" ] || say 'a secret'
[ -z \"$(ls -A \"$HOME\" \"$HELM_PLUGINS\" 2>/dev/null | grep -v : | tr -d '\\n')\" ] || say 'a home'
[ ! -e \"$KUBECONFIG\" ] || say 'a cluster'
[ \"$HELM_CONFIG_HOME\" = \"$HOME\" ] || say 'a configuration'
read line && say 'standard input'
for chart; do :; done
case \"$chart\" in */plain|*/marked) ;; *) say 'the chart itself';; esac
[ ! -e \"$chart/values.schema.json\" ] || say 'a schema'
[ \"$(od -An -tx1 \"$chart/key.bin\" | tr -d ' \\n')\" = fffe0080 ] || say 'another file'
case \" $* \" in
*' template --namespace=jobs --kube-version=v1.31 --api-versions=sparkoperator.k8s.io/v1beta2 '*' --values='*' --set=a=b -- nightly '*) ;;
*) say \"$*\";;
esac
for option; do case \"$option\" in --values=*) grep -q '^memory: 8g' \"${{option#--values=}}\" || say 'no values';; esac; done
{RENDER}"
    );
    let folder = tree(&script);
    folder.write("more.yaml", "memory: 8g\n");
    let mut program = folder.program();
    program.env("SECRET", "x").args([
        "--format=concise",
        "--severity=info",
        "--helm=./helm",
        "--values=more.yaml",
        "--set=a=b",
        "--namespace=jobs",
        "--release-name=nightly",
        "--kube-version=1.31",
        "orders",
    ]);
    let output = program.output().expect("it runs");
    assert_eq!(
        found(&output),
        [MISSING_TOLERATION, TOO_LITTLE_ROOM],
        "{}",
        stdout(&output)
    );
}

#[test]
fn its_error_message_is_shown() {
    let folder =
        tree("echo 'Error: execution error: no cores' >&2\necho 'Use --debug' >&2\nexit 1\n");
    let output = run(&folder, &["orders", "--helm=./helm"]);
    let said = stdout(&output);
    assert!(
        said.contains("so it cannot be included here; helm says: execution error: no cores"),
        "{said}"
    );
    for script in [
        "echo hello",
        "echo ---; echo '# Source: other/x.yaml'; echo a: b",
        "printf '\\377'",
    ] {
        let output = run(&tree(script), &["orders", "--helm=./helm"]);
        assert!(
            stdout(&output).contains("; helm printed "),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn the_built_in_engine_needs_no_helm() {
    let folder = tree("touch \"$0.ran\"\nexit 1\n");
    folder.write(
        "orders/templates/app.yaml",
        TEMPLATE.replace(".Files.Get \"key.bin\"", "\"x\""),
    );
    let output = run(&folder, &["orders", "--helm=./helm"]);
    assert_eq!(
        found(&output),
        [
            MISSING_TOLERATION,
            "orders/values.yaml:1:9: warning[ECI303]"
        ]
    );
    assert!(!folder.join("helm.ran").exists());
}

#[test]
fn a_file_that_is_no_program_is_a_usage_error() {
    let folder = tree(RENDER);
    for (helm, why) in [
        ("./missing", "missing is not a program: "),
        ("./orders", "orders is not a program"),
        ("orders/values.yaml", "orders/values.yaml is not a program"),
        (
            "no-such-helm",
            "no program `no-such-helm` was found in the PATH",
        ),
    ] {
        for command in ["check", "plan"] {
            let mut program = folder.program();
            program
                .arg(command)
                .arg(format!("--helm={helm}"))
                .arg("orders");
            let output = program.output().expect("it runs");
            assert_eq!(output.status.code(), Some(2), "{helm}");
            assert!(
                stderr(&output).contains(&format!("--helm: {why}")),
                "{}",
                stderr(&output)
            );
        }
    }
}

#[test]
fn a_helm_in_the_checked_folder_is_not_found() {
    let folder = tree(RENDER);
    let mut program = folder.program();
    program
        .args(["--helm", "orders"])
        .env("PATH", folder.path());
    let output = program.output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("pass its path"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn lines_have_their_place_in_the_template_that_writes_them() {
    let script = "for chart; do :; done
end() { sed -n \"$2s/.*}}//p\" \"$chart/templates/$1\"; }
echo ---
echo '# Source: orders/templates/app.yaml'
sed -n '2,16p' \"$chart/templates/app.yaml\" | sed 's/{{[^}]*}}/x/'
echo '  executor:'
sed -n '2,4p' \"$chart/templates/_executor.tpl\" | sed 's/^/    /'
echo \"    memory: 4g$(end _executor.tpl 5)$(end app.yaml 17)\"
";
    let folder = tree(script);
    let (head, _) = TEMPLATE.split_once("  executor:\n").expect("an executor");
    folder.write(
        "orders/templates/app.yaml",
        format!("{head}  executor: {{{{ include \"executor\" . | nindent 4 }}}}\n"),
    );
    folder.write(
        "orders/templates/_executor.tpl",
        "{{- define \"executor\" }}
instances: 2
cores: 2
annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}
memory: {{ .Values.memory }}
{{- end }}
",
    );
    let output = run(&folder, &["orders", "--helm=./helm"]);
    assert_eq!(
        found(&output),
        [
            "orders/templates/_executor.tpl:5:1: warning[ECI303]",
            "orders/templates/app.yaml:17:3: error[ECI101]",
        ],
        "{}",
        stdout(&output)
    );
}
