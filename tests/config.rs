//! The configuration: its schema for editors, and the one to start from.
//!
//! `.ci/bless` regenerates the schema.

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use common::lint;
use serde_json::Value;
use snapbox::{Assert, Data};
use spark_eci_lint::{
    config::{self, Flags},
    finding::Severity,
};

const SCHEMA: &str = "docs/config.schema.json";

#[test]
fn the_committed_schema_is_the_programs() {
    let committed = Data::read_from(Path::new(SCHEMA), None);
    Assert::new()
        .action_env("BLESS")
        .eq(config::schema(), committed.raw());
}

#[test]
fn the_schema_has_each_rule_by_id_and_name_with_its_options() {
    let schema: Value = serde_json::from_str(&config::schema()).expect("JSON");
    let of_override = &schema["properties"]["overrides"]["items"]["properties"];
    for layer in [&schema["properties"], of_override] {
        assert_eq!(layer["rules"]["$ref"], "#/$defs/rules");
    }
    let properties = schema["$defs"]["rules"]["properties"]
        .as_object()
        .expect("rules");
    let known: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
    let infos = common::infos;
    let names = infos().flat_map(|info| [info.id.as_str(), info.name.as_str()]);
    let groups = infos().flat_map(|info| [info.group.as_str(), &info.id[..4]]);
    assert_eq!(known, names.chain(groups).collect());
    for info in infos() {
        let reference = format!("#/$defs/{}", info.id);
        assert_eq!(properties[&info.name]["$ref"], reference);
        assert_eq!(properties[&info.id]["$ref"], reference);
        let definition = &schema["$defs"][&info.id];
        if info.options.is_empty() {
            assert_eq!(definition["$ref"], "#/$defs/rule", "{}", info.id);
        }
        let fields = &definition["anyOf"][1]["properties"];
        for option in &info.options {
            assert_eq!(
                fields[&option.name]["default"], option.default,
                "{}",
                info.id
            );
        }
    }
}

#[test]
fn the_initial_configuration_sets_nothing_and_shows_everything() {
    let starter = config::starter();
    let as_it_is = common::parse_config(&starter).expect("a configuration");
    let plain = config::Effective::without_config(&Flags::default());
    let shown = as_it_is.effective(&[], &[], &Flags::default()).shown;
    assert_eq!(shown, plain.shown);

    // Settings are commented out with `# `, and so are explanations, which are sentences.
    let is_setting = |line: &str| {
        let text = line.trim_start_matches("# ");
        text.starts_with([' ', '-'])
            || text.split(':').next().is_some_and(|key| {
                !key.contains(' ') && text.contains(':') && key != "yaml-language-server"
            })
    };
    let uncommented: Vec<&str> = starter
        .lines()
        .filter(|line| line.starts_with("# ") && is_setting(line))
        .map(|line| &line[2..])
        .filter(|line| {
            !line.starts_with("ack:") && !line.starts_with("vnode:") && !line.starts_with("off:")
        })
        .collect();
    let text = uncommented.join("\n");
    let all = common::parse_config(&text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"));
    let schema: Value = serde_json::from_str(&config::schema()).expect("JSON");
    let settings = schema["properties"].as_object().expect("settings");
    for setting in settings.keys() {
        assert!(
            uncommented
                .iter()
                .any(|line| line.starts_with(&format!("{setting}:"))),
            "{setting} is not in the configuration to start from"
        );
    }
    let dev = all.overrides_for(Path::new("k8s/dev/a.yaml"));
    assert_eq!(dev, [0]);
    assert!(!all.covers(Path::new("k8s/legacy/a.yaml")));
    assert!(all.covers(Path::new("k8s/a.yaml")));
    assert!(!all.covers(Path::new("other/a.yaml")));
}

#[test]
fn the_document_has_a_row_for_each_setting() {
    let document = include_str!("../docs/configuration.md");
    let rows = document.lines().filter(|line| line.starts_with("| `"));
    let keys: Vec<&str> = rows.filter_map(|row| row.split('|').nth(1)).collect();
    let schema: Value = serde_json::from_str(&config::schema()).expect("JSON");
    let settings = schema["properties"].as_object().expect("settings");
    for setting in settings.keys() {
        let quoted = format!("`{setting}`");
        assert!(keys.iter().any(|key| key.contains(&quoted)), "{quoted}");
    }
}

#[test]
fn the_readmes_example_is_a_configuration() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("## Configuration\n").expect("a section");
    let (_, rest) = section.split_once("```yaml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    common::parse_config(example).unwrap_or_else(|errors| panic!("{errors:#?}"));
}

/// The errors in a configuration, each with the text it refers to.
fn errors(text: &str) -> Vec<(String, String)> {
    let errors = common::parse_config(text)
        .err()
        .unwrap_or_else(|| panic!("{text} is valid"));
    errors
        .into_iter()
        .map(|error| {
            let part = &text[error.primary.span.range()];
            (error.message.into(), part.to_owned())
        })
        .collect()
}

/// Each text has one error, with these words at this place.
fn assert_errors(cases: &[(&str, &str, &str)]) {
    for (text, words, place) in cases {
        let found = errors(text);
        let [(message, at)] = &found[..] else {
            panic!("{text}: {found:?}");
        };
        assert!(message.contains(words), "{text}: {message}");
        assert_eq!(at, place, "{text}");
    }
}

#[test]
fn invalid_settings_are_reported_at_their_place() {
    assert_errors(&[
        ("- a", "is a mapping", "- a"),
        ("region: cn-x\n---\nregion: cn-y\n", "second one", ""),
        ("regio: cn-x", "unknown key `regio`", "regio"),
        (
            "overrides: [{paths: [], regio: x}]",
            "unknown key `regio`",
            "regio",
        ),
        (
            "overrides: [{region: cn-x}]",
            "missing field `paths`",
            "{region: cn-x}",
        ),
        ("cluster: ackk", "`ack`, `ack-serverless`, `vnode`", "ackk"),
        ("placement: {driver: no}", "invalid value `no`", "no"),
        ("placement: {driver: true}", "invalid value `true`", "true"),
        ("operator-webhook: yes", "`on`, `off`, `unknown`", "yes"),
        (
            "placement: {drivers: off}",
            "unknown key `drivers`",
            "drivers",
        ),
        ("region: 5", "expected a string", "5"),
        ("region: [cn-x]", "is a list, expected a string", "[cn-x]"),
        ("required-version: foo", "invalid version range", "foo"),
        (
            "fail-on: warn",
            "`error`, `warning`, `info`, `never`",
            "warn",
        ),
        ("severity: never", "`error`, `warning`, `info`", "never"),
        ("format: [human, sarf]", "did you mean `sarif`?", "sarf"),
        ("format: json=/tmp/a.json", "leads out", "json=/tmp/a.json"),
        ("baseline: ../a.json", "leads out", "../a.json"),
        (
            "ignore: [ECI3, ECI9]",
            "unknown rule or group `ECI9`",
            "ECI9",
        ),
        ("select: ECI3", "expected a list", "ECI3"),
        ("force-exclude: yes", "`true` or `false`", "yes"),
        (
            "overrides: [{paths: [a], fail-on: info}]",
            "unknown key `fail-on`",
            "fail-on",
        ),
        ("no-ignore: true", "unknown key `no-ignore`", "no-ignore"),
        (
            "operator-spark-version: latest",
            "invalid version",
            "latest",
        ),
        (
            "required-version: '>=99'",
            "requires spark-eci-lint >=99",
            "'>=99'",
        ),
        ("exclude: ['[z-a]']", "glob", "'[z-a]'"),
        ("currency: EUR", "`CNY`, `USD`", "EUR"),
        ("region: cn-x\nregion: cn-y", "duplicate key", "region"),
        ("require-reason: yes", "`true` or `false`", "yes"),
        ("include: k8s", "expected a list", "k8s"),
        ("rules: {", "invalid YAML", "{"),
        ("placement: offf", "invalid value `offf`", "offf"),
        (
            "placement: [off]",
            "expected one of `required`, `allowed`, `off`, or a mapping",
            "[off]",
        ),
        ("require-reason: True", "is `True`, expected", "True"),
        ("exclude: [a, 5]", "is the number `5`", "5"),
        ("overrides: {paths: [a]}", "expected a list", "{paths: [a]}"),
        ("overrides: [a]", "expected a mapping", "a"),
    ]);
}

#[test]
fn invalid_rules_are_reported_at_their_place() {
    assert_errors(&[
        (
            "rules: {ECI3003: off}",
            "unknown rule or group `ECI3003`",
            "ECI3003",
        ),
        (
            "rules: {ECI3: off, eci3: error}",
            "select the same rules",
            "eci3",
        ),
        (
            "rules: {ECI3: {minimum-saving-percent: 5}}",
            "selects several rules",
            "minimum-saving-percent",
        ),
        (
            "rules: {placment: off}",
            "unknown rule or group `placment`",
            "placment",
        ),
        ("rules: {ECI3: high}", "invalid value `high`", "high"),
        ("rules: {ECI303: high}", "invalid value `high`", "high"),
        (
            "rules: {single-spec: {executors: -3}}",
            "a whole number",
            "-3",
        ),
        (
            "rules: {host-path: {executors: 3}}",
            "no option `executors`",
            "executors",
        ),
        (
            "rules: {ECI303: {ignorable: no}}",
            "`true` or `false`",
            "no",
        ),
        ("rules: [ECI303]", "a mapping of rules", "[ECI303]"),
        (
            "rules: {ECI303: off, memory-overhead-exceeds-spec: error}",
            "the same rule",
            "memory-overhead-exceeds-spec",
        ),
        (
            "rules: {oversized-spec: {minimum-saving-percent: 2.5}}",
            "is the number `2.5`",
            "2.5",
        ),
        (
            "rules: {oversized-spec: {minimum-saving-percent: 18446744073709551616}}",
            "expected a whole number",
            "18446744073709551616",
        ),
        (
            "rules: {oversized-spec: {minimum-saving-percent: '5'}}",
            "is a string, expected a whole number",
            "'5'",
        ),
        ("rules: {ECI303: [off]}", "is a list", "[off]"),
        ("rules: {ECI303: {severity: {}}}", "is a mapping", "{}"),
    ]);
}

#[test]
fn invalid_extensions_are_reported_at_their_place() {
    assert_errors(&[
        ("extend: {specs: [2c4g]}", "vCPU and memory", "2c4g"),
        (
            "extend: {limits: {max-container: 3}}",
            "unknown key `max-container`",
            "max-container",
        ),
        (
            "extend: {limits: {max-volumes: many}}",
            "a whole number",
            "many",
        ),
        (
            "extend: {limits: {reserved-ports: [70000]}}",
            "invalid value for `reserved-ports`",
            "[70000]",
        ),
        (
            "extend: {regions: [5]}",
            "is the number `5`, expected a string",
            "5",
        ),
        ("extend: [2-5Gi]", "expected a mapping", "[2-5Gi]"),
        (
            "extend: {instance-types: [{name: ecs.c10i.large, vcpu: 2}]}",
            "missing field `memory-gib`",
            "{name: ecs.c10i.large, vcpu: 2}",
        ),
        (
            "extend: {instance-types: [{name: c10i, vcpu: 2, memory-gib: 4}]}",
            "`ecs.FAMILY.SIZE`",
            "{name: c10i, vcpu: 2, memory-gib: 4}",
        ),
    ]);
}

#[test]
fn all_errors_are_reported_each_once_and_in_order() {
    let found = errors("regin: 1\nregion: 5\nrules: {ECI303: high, ECI9: off}\ncluster: x\n");
    let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
    assert_eq!(places, ["regin", "5", "high", "ECI9", "x"]);
}

#[test]
fn typos_get_a_suggestion() {
    for (text, help) in [
        ("regio: cn-x", "did you mean `region`?"),
        ("REGION: cn-x", "did you mean `region`?"),
        ("required_version: '1'", "did you mean `required-version`?"),
        (
            "rules: {memory-overhead-exceeds: off}",
            "did you mean `memory-overhead-exceeds-spec`?",
        ),
        (
            "rules: {host-path: {executors: 3}}",
            "known options: severity, ignorable",
        ),
        (
            "placement: {workers: off}",
            "known keys: `driver`, `executor`",
        ),
        ("operator-spark-version: 4.0", "put it in quotes"),
        (
            "region: [cn-hangzhou]",
            "write a single value instead of a list: `region: cn-hangzhou`",
        ),
        ("exclude: '*.yaml'", "write a list: `exclude: [\"*.yaml\"]`"),
        ("include: k8s/", "write a list: `include: [k8s/]`"),
        ("rules: {ECI9: off}", "ids begin with `ECI0` to `ECI6`"),
        ("ignore: [placment]", "did you mean `placement`?"),
        (
            "rules: {ECI3: {minimum-saving-percent: 5}}",
            "set it for `oversized-spec` alone",
        ),
        ("severity: warn", "did you mean `warning`?"),
        ("fail-onn: error", "did you mean `fail-on`?"),
        (
            "overrides: [{paths: [a], fail-on: info}]",
            "it applies to the whole run: move it to the top level of the configuration",
        ),
        (
            "no-ignore: true",
            "it is a command-line option: `--no-ignore`",
        ),
    ] {
        let errors = common::parse_config(text).err();
        let help_texts = errors.into_iter().flatten().filter_map(|error| error.help);
        assert_eq!(help_texts.collect::<Vec<_>>(), [help], "{text}");
    }
}

/// The output of `config show` for a configuration, by setting.
fn shown(text: &str) -> BTreeMap<String, String> {
    let config = common::parse_config(text).unwrap_or_else(|errors| panic!("{text}: {errors:#?}"));
    let shown = config
        .effective(&[], &[], &Flags::default())
        .shown
        .into_iter();
    shown.map(|setting| (setting.name, setting.value)).collect()
}

/// YAML 1.1 reads `on` and `off` as booleans, and some tools write them as such.
#[test]
fn booleans_of_yaml_1_1_are_accepted_as_words() {
    for (written, value) in [
        ("on", "on"),
        ("'on'", "on"),
        ("On", "on"),
        ("true", "on"),
        ("off", "off"),
        ("\"off\"", "off"),
        ("OFF", "off"),
        ("false", "off"),
        ("unknown", "unknown"),
    ] {
        let shown = shown(&format!("operator-webhook: {written}"));
        assert_eq!(shown["operator-webhook"], value, "{written}");
    }
    assert_eq!(shown("{}")["operator-webhook"], "unknown");
    let shown = shown(
        "{placement: {driver: false}, rules: {host-path: false, no-spec: {severity: false}}}",
    );
    assert_eq!(shown["placement.driver"], "off");
    assert_eq!(shown["rules.host-path.severity"], "off");
    assert_eq!(shown["rules.no-spec.severity"], "off");
}

/// kubectl parses these as equal numbers.
#[test]
fn integers_are_accepted_in_any_notation() {
    for (written, value) in [
        ("16", "16"),
        ("0x10", "16"),
        ("0o20", "16"),
        ("020", "16"),
        ("1_6", "16"),
        ("+16", "16"),
    ] {
        let shown = shown(&format!(
            "rules: {{oversized-spec: {{minimum-saving-percent: {written}}}}}"
        ));
        let value_shown = &shown["rules.oversized-spec.minimum-saving-percent"];
        assert_eq!(value_shown, value, "{written}");
        common::parse_config(&format!("extend: {{limits: {{max-volumes: {written}}}}}"))
            .unwrap_or_else(|errors| panic!("{written}: {errors:#?}"));
    }
}

#[test]
fn empty_values_set_nothing() {
    let nothing = shown("");
    for text in [
        "region:",
        "placement: ~",
        "placement: {driver: ~}",
        "rules:",
        "rules: {ECI303: ~}",
        "rules: {ECI303: {severity: ~}}",
        "include: ~",
        "overrides: [~]",
        "extend: {limits: {max-volumes: ~}}",
        "extend: {specs: ~}",
        "{}",
        "# nothing",
    ] {
        assert_eq!(shown(text), nothing, "{text}");
    }
}

#[test]
fn other_booleans_of_yaml_1_1_are_strings() {
    let shown = shown("placement: {driver: off}\nrules: {ECI303: OFF}");
    assert_eq!(shown["placement.driver"], "off");
    assert_eq!(shown["placement.executor"], "required");
    assert_eq!(shown["rules.memory-overhead-exceeds-spec.severity"], "off");
}

#[test]
fn limits_of_eci_can_be_extended() {
    let manifest = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  type: Scala
  sparkVersion: 3.5.0
  mainApplicationFile: local:///a.jar
  volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]
  driver:
    labels: {alibabacloud.com/eci: 'true'}
    ports: [{name: web, containerPort: 8100, protocol: TCP}]
  executor:
    labels: {alibabacloud.com/eci: 'true'}
    volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /b}]
";
    let found = |config: &str| {
        let config = common::parse_config(config).expect("a configuration");
        let settings = config.effective(&[], &[], &Flags::default()).settings;
        let report = lint(manifest, &settings).expect("an application");
        let errors = report.findings.into_iter();
        let errors = errors.filter(|finding| finding.severity > Severity::Info);
        errors
            .map(|finding| finding.rule.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("region: cn-hangzhou"), [""; 0]);
    assert_eq!(
        found("extend: {limits: {max-volumes: 1}}"),
        // Spark adds two volumes to each pod.
        ["too-many-volumes"; 2]
    );
    assert_eq!(
        found("extend: {limits: {reserved-ports: [8100]}}"),
        ["reserved-port"]
    );
}
