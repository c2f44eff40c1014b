//! In an application inside another object, a string, a wrapper or a template, the server answers as in a plain
//! manifest, at the corresponding places.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, edited, offset, place, pulling, pushing},
};

/// A notation in which a manifest is embedded.
struct Way {
    name: &'static str,
    before: &'static str,
    indentation: usize,
    after: &'static str,
}

const WAYS: [Way; 7] = [
    Way {
        name: "a block scalar",
        before: "\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: orders-}
spec:
  entrypoint: run
  templates:
  - name: run
    resource:
      action: create
      manifest: |
",
        indentation: 8,
        after: "      successCondition: status.applicationState.state == COMPLETED\n",
    },
    Way {
        name: "a document of a block scalar",
        before: "\
kind: Namespace
---
apiVersion: v1
kind: ConfigMap
metadata: {name: jobs}
data:
  app.yaml: |
    apiVersion: v1
    kind: Service
    ---
",
        indentation: 4,
        after: "    ---\n    kind: Secret\n  other: x\n",
    },
    Way {
        name: "a here-document in a script",
        before: "\
apiVersion: tekton.dev/v1
kind: Task
spec:
  steps:
  - script: |
      cat <<END | kubectl apply -f -
",
        indentation: 6,
        after: "      END\n",
    },
    Way {
        name: "a mapping",
        before: "\
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: orders}
spec:
  triggers:
  - template:
      name: submit
      k8s:
        operation: create
        source:
          resource:
",
        indentation: 12,
        after: "  other: x\n",
    },
    Way {
        name: "an item of a list",
        before: "\
apiVersion: template.openshift.io/v1
kind: Template
objects:
- apiVersion: v1
  kind: Service
- # the nightly job
",
        indentation: 2,
        after: "parameters: []\n",
    },
    Way {
        name: "a wrapper of Airflow",
        before: "spark:\n",
        indentation: 2,
        after: "",
    },
    Way {
        name: "a template",
        before: "{{- if .Values.enabled }}\n# {{ .Release.Name }}\n",
        indentation: 0,
        after: "{{- end }}\n",
    },
];

impl Way {
    fn embed(&self, manifest: &str) -> String {
        let indentation = " ".repeat(self.indentation);
        let lines = manifest.split_inclusive('\n').map(|line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{indentation}{line}")
            }
        });
        format!("{}{}{}", self.before, lines.collect::<String>(), self.after)
    }

    fn place(&self, (line, character): (u32, u32)) -> (u32, u32) {
        let number = |at: usize| u32::try_from(at).expect("small");
        let lines = number(self.before.matches('\n').count());
        (line + lines, character + number(self.indentation))
    }

    /// An answer with all its places converted.
    fn moved(&self, answer: &Value) -> Value {
        let mut answer = answer.clone();
        self.move_places(&mut answer);
        answer
    }

    fn move_places(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.move_places(item)),
            Value::Object(fields) => {
                let number = |field: &str| {
                    let number = fields.get(field).and_then(Value::as_u64);
                    number.and_then(|number| u32::try_from(number).ok())
                };
                if let (Some(line), Some(character)) = (number("line"), number("character")) {
                    let (line, character) = self.place((line, character));
                    *value = json!({"line": line, "character": character});
                    return;
                }
                fields
                    .iter_mut()
                    .for_each(|(_, field)| self.move_places(field));
            }
            _ => {}
        }
    }
}

/// An application on a line of its own, which can be an item of a list.
fn manifest() -> String {
    let (_, manifest) = ORDERS.split_once('\n').expect("a comment");
    manifest.to_owned()
}

/// A client with the manifest open in `alone.yaml`, and embedded in `a.yaml`.
fn open(way: &Way, manifest: &str) -> Client {
    let client = Client::new(&pulling());
    client.open("alone.yaml", manifest);
    client.open("a.yaml", &way.embed(manifest));
    client
}

/// The answer about a whole document.
fn ask(client: &mut Client, name: &str, method: &str) -> Value {
    let mut params = client.of(name);
    params["range"] = json!({
        "start": {"line": 0, "character": 0},
        "end": {"line": 1000, "character": 0},
    });
    client.request(method, params).expect("an answer")
}

/// The answers about the manifest and about the embedded one.
fn both(client: &mut Client, method: &str) -> (Value, Value) {
    let alone = ask(client, "alone.yaml", method);
    (alone, ask(client, "a.yaml", method))
}

/// The start of each word and of each line of a text.
fn places(text: &str) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (number, line) in (0..).zip(text.lines()) {
        let mut before = ' ';
        for (column, letter) in (0..).zip(line.chars()) {
            if column == 0 || before == ' ' || before == ':' {
                found.push((number, column));
            }
            before = letter;
        }
    }
    found
}

#[test]
fn hovers_are_those_of_the_manifest() {
    let manifest = manifest();
    for way in &WAYS {
        let mut client = open(way, &manifest);
        let mut shown = 0;
        for at in places(&manifest) {
            let mut hover = |name: &str, at| {
                let params = client.at(name, at);
                let hover = client.request("textDocument/hover", params);
                hover.expect("an answer")
            };
            let expected = hover("alone.yaml", at);
            let found = hover("a.yaml", way.place(at));
            assert_eq!(found, way.moved(&expected), "{} at {at:?}", way.name);
            shown += usize::from(!expected.is_null());
        }
        assert!(shown > 20, "only {shown} in {}", way.name);
    }
}

#[test]
fn hints_and_symbols_are_those_of_the_manifest() {
    let manifest = manifest();
    for way in &WAYS {
        let mut client = open(way, &manifest);
        for method in [
            "textDocument/inlayHint",
            "textDocument/documentSymbol",
            "textDocument/codeLens",
        ] {
            let (expected, found) = both(&mut client, method);
            assert!(!expected[0].is_null());
            assert_eq!(found, way.moved(&expected), "{method} in {}", way.name);
        }
    }
}

#[test]
fn code_actions_are_those_of_the_manifest() {
    let manifest = manifest().replacen(
        "    tolerations:\n    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
        "",
        1,
    );
    for way in &WAYS {
        let mut client = open(way, &manifest);
        let text = way.embed(&manifest);
        let mut counted = 0;
        for at in places(&manifest) {
            let alone = client.actions("alone.yaml", at, at);
            let found = client.actions("a.yaml", way.place(at), way.place(at));
            let alone: Vec<_> = alone
                .iter()
                .map(|action| {
                    (
                        action["title"].clone(),
                        way.embed(&edited(&manifest, action)),
                    )
                })
                .collect();
            let found: Vec<_> = found
                .iter()
                .map(|action| (action["title"].clone(), edited(&text, action)))
                .collect();
            assert_eq!(found, alone, "{} at {at:?}", way.name);
            counted += alone.len();
        }
        assert!(counted > 100, "only {counted} in {}", way.name);
    }
}

/// The completions at `█`: their labels, and the text after choosing each.
fn completed(client: &mut Client, version: i32, text: &str) -> Vec<(String, String)> {
    let at = place(text, "█");
    let text = text.replace('█', "");
    client.change("a.yaml", version, &json!([{"text": text}]));
    let list = client.request("textDocument/completion", client.at("a.yaml", at));
    let list = list.expect("an answer");
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let chosen = items.iter().map(|item| {
        let edit = &item["textEdit"];
        let range = &edit["range"];
        let mut new = text.clone();
        new.replace_range(
            offset(&text, &range["start"])..offset(&text, &range["end"]),
            edit["newText"].as_str().expect("a text"),
        );
        (item["label"].as_str().expect("a label").to_owned(), new)
    });
    chosen.collect()
}

#[test]
fn completions_are_those_of_the_manifest_while_it_is_typed() {
    let manifest = manifest();
    let spec = "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n";
    let with = |line: &str| manifest.replacen(spec, &format!("{spec}      {line}\n"), 1);
    let executor = |spec: &str| {
        let (before, behind) = manifest.rsplit_once("2-4Gi").expect("a spec");
        format!("{before}{spec}{behind}")
    };
    let typed = [
        with("█"),
        with("k8s.ali█"),
        with("\"k8s.aliyun.com/eci-█"),
        with("k8s.aliyun.com/eci-spot-strategy: Sp█"),
        with("k8s.aliyun.com/eci-image-cache: █"),
        with("k8s.aliyun.com/eci-image-cache: \"█\""),
        executor("█"),
        executor("\"█\""),
        executor("2-8Gi, 2█"),
        manifest.replacen(
            "    nodeSelector:\n      type: virtual-kubelet\n",
            "    █\n",
            1,
        ),
        manifest.replacen("      type: virtual-kubelet\n", "      █\n", 1),
        manifest.replacen(
            "    - key: virtual-kubelet.io/provider\n      operator: Exists\n",
            "    - █\n",
            1,
        ),
        manifest.replacen(
            "    memory: 4g\n",
            "    # spark-eci-lint: ignore[ECI303, ECI█]\n    memory: 4g\n",
            1,
        ),
        manifest.replacen("  namespace: jobs\n", "  annotations:\n    █\n", 1),
        manifest.replacen(
            "  namespace: jobs\n",
            "  annotations:\n    spark-eci-lint/ignore: \"█\"\n",
            1,
        ),
        manifest.replacen(
            "  driver:\n",
            "  sparkConf:\n    spark.kubernetes.executor.annotation.█\n  driver:\n",
            1,
        ),
    ];
    // An unfinished line elsewhere makes the manifest invalid YAML.
    let broken = |text: &String| text.replacen("  type: Scala\n", "  type: [Scala\n", 1);
    let all = typed.iter().cloned().chain(typed.iter().map(broken));
    let all: Vec<String> = all.collect();
    let mut alone = Client::new(&pushing());
    alone.open("a.yaml", &manifest);
    for way in &WAYS {
        let mut client = Client::new(&pushing());
        client.open("a.yaml", &way.embed(&manifest));
        for (version, text) in (2..).zip(&all) {
            let expected = completed(&mut alone, version, text);
            assert!(!expected.is_empty(), "{text}");
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(label, new)| (label, way.embed(&new)))
                .collect();
            let found = completed(&mut client, version, &way.embed(text));
            assert_eq!(found, expected, "{} with\n{text}", way.name);
        }
    }
}

#[test]
fn unfinished_text_keeps_the_hints_of_the_rest() {
    let manifest = manifest();
    let half = manifest.replacen("  executor:\n", "  exec\n  executor:\n", 1);
    for way in &WAYS {
        let mut client = open(way, &manifest);
        both(&mut client, "textDocument/inlayHint");
        client.change("alone.yaml", 2, &json!([{"text": half}]));
        client.change("a.yaml", 2, &json!([{"text": way.embed(&half)}]));
        let (expected, found) = both(&mut client, "textDocument/inlayHint");
        assert_eq!(expected.as_array().map(Vec::len), Some(4));
        assert_eq!(found, way.moved(&expected), "{}", way.name);
    }
}

/// One of several strings in an object is unfinished.
#[test]
fn unfinished_text_keeps_the_hints_of_other_strings() {
    let way = &WAYS[1];
    let indented = |manifest: &str| {
        way.embed(manifest)
            .replace(way.before, "")
            .replace(way.after, "")
    };
    let manifest = manifest();
    let text = |second: &str| {
        format!(
            "{}{}    ---\n{}",
            way.before,
            indented(&manifest),
            indented(second)
        )
    };
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text(&manifest));
    let expected = ask(&mut client, "a.yaml", "textDocument/inlayHint");
    let half = manifest.replacen("  type: Scala\n", "  type: [Scala\n", 1);
    client.change("a.yaml", 2, &json!([{"text": text(&half)}]));
    let found = ask(&mut client, "a.yaml", "textDocument/inlayHint");
    assert_eq!(found, expected);
    assert_eq!(found.as_array().map(Vec::len), Some(8));
}

#[test]
fn nothing_is_completed_around_an_embedded_application() {
    for (typed, way) in [
        ("metadata:\n  annotations:\n    █", &WAYS[0]),
        ("metadata:\n  annotations:\n    █", &WAYS[3]),
    ] {
        let text = way.embed(&manifest());
        let (_, metadata) = text.split_once("metadata: ").expect("metadata");
        let (metadata, _) = metadata.split_once('\n').expect("a line");
        let text = text.replacen(&format!("metadata: {metadata}"), typed, 1);
        let mut client = Client::new(&pushing());
        client.open("a.yaml", "");
        assert_eq!(completed(&mut client, 2, &text), [], "{}", way.name);
    }
}

/// In quotes and folded lines, places are not known exactly.
#[test]
fn nothing_is_shown_at_unknown_places() {
    let manifest = manifest();
    let json = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"app.yaml\":";
    let quoted = format!("{json}{}}}}}\n", json!(manifest));
    let folded = WAYS[0].embed(
        "{apiVersion: sparkoperator.k8s.io/v1beta2,\nkind: SparkApplication, metadata: {name: orders-nightly},\nspec: {type: Scala, executor: {memory: 4g,\nannotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}}}}\n",
    );
    let folded = folded.replace("manifest: |", "manifest: >");
    let typed = |text: &str| text.replacen("2-4Gi", "█", 1);
    for (text, scalar) in [(quoted, 0), (folded, 10)] {
        let mut client = Client::new(&pulling());
        client.open("a.yaml", &text);
        // The findings are at the string as a whole.
        let found = client.pull("a.yaml");
        assert!(
            found.iter().any(|found| found["code"] == "ECI303"),
            "{text}"
        );
        assert_eq!(
            ask(&mut client, "a.yaml", "textDocument/inlayHint"),
            json!([])
        );
        for at in places(&text) {
            let hover = client.request("textDocument/hover", client.at("a.yaml", at));
            assert_eq!(hover.expect("an answer"), Value::Null, "{at:?} of {text}");
            for action in client.actions("a.yaml", at, at) {
                let title = action["title"].as_str().expect("a title");
                assert!(title.ends_with("on this line"), "{title}");
            }
        }
        let symbols = ask(&mut client, "a.yaml", "textDocument/documentSymbol");
        assert_eq!(symbols.as_array().map(Vec::len), Some(1));
        assert_eq!(symbols[0]["name"], "orders-nightly");
        assert_eq!(symbols[0]["selectionRange"]["start"]["line"], scalar);
        assert_eq!(symbols[0]["children"], json!([]));
        assert_eq!(completed(&mut client, 2, &typed(&text)), []);
    }
}
