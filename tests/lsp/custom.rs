//! Custom rules in the editor.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, place, pulling},
};

const RULES: &str = "\
custom-rules:
- id: ACME001
  name: team-label
  severity: error
  check: has(pod.labels.team)
  message: \"the {pod.role} has no team\"
  help: \"add `team`\"
  url: https://wiki.example.com/teams
";

fn of_rule(found: &[Value]) -> Vec<&Value> {
    let found = found.iter();
    found
        .filter(|finding| finding["code"] == "ACME001")
        .collect()
}

#[test]
fn findings_have_the_page_of_the_rule() {
    let mut client = Client::new(&pulling());
    client.write("spark-eci-lint.yaml", RULES);
    client.open("a.yaml", ORDERS);
    let found = client.pull("a.yaml");
    let found = of_rule(&found);
    assert_eq!(found.len(), 2, "{found:#?}");
    let finding = found[0];
    assert_eq!(finding["severity"], 1);
    assert_eq!(
        finding["message"],
        "the driver has no team\nhelp: add `team`"
    );
    assert_eq!(
        finding["codeDescription"]["href"],
        "https://wiki.example.com/teams"
    );
    let (line, character) = place(ORDERS, "driver:");
    assert_eq!(
        finding["range"]["start"],
        json!({"line": line, "character": character})
    );
}

#[test]
fn suppressions_of_it_are_completed_and_explained() {
    let text = ORDERS.replace(
        "  driver:",
        "  driver: # spark-eci-lint: ignore[ACME001] agreed",
    );
    let mut client = Client::new(&pulling());
    client.write("spark-eci-lint.yaml", RULES);
    client.open("a.yaml", &text);
    let found = client.pull("a.yaml");
    assert_eq!(of_rule(&found).len(), 1);
    let at = client.at("a.yaml", place(&text, "ACME001"));
    let hover = client.request("textDocument/hover", at).expect("a hover");
    let words = hover["contents"]["value"].as_str().expect("words");
    assert!(words.contains("ACME001 team-label"), "{words}");
    assert!(words.contains("has(pod.labels.team)"), "{words}");
    let at = client.at("a.yaml", place(&text, "ACME001"));
    let items = client
        .request("textDocument/completion", at)
        .expect("items");
    let items = items["items"].as_array().expect("a list").clone();
    assert!(items.iter().any(|item| item["label"] == "ACME001"));
    // Rules that can be ignored have an action for it.
    client.open("b.yaml", ORDERS);
    let at = place(ORDERS, "driver:");
    let actions = client.actions("b.yaml", at, at);
    let titles = actions.iter().filter_map(|action| action["title"].as_str());
    assert!(
        titles.into_iter().any(|title| title.contains("ACME001")),
        "{actions:#?}"
    );
}

#[test]
fn a_change_of_a_file_of_rules_is_effective_at_once() {
    let mut client = Client::new(&pulling());
    client.write(
        "spark-eci-lint.yaml",
        "custom-rule-files: [policies/spark.yaml]\n",
    );
    client.write("policies/spark.yaml", RULES);
    client.open("a.yaml", ORDERS);
    assert_eq!(of_rule(&client.pull("a.yaml")).len(), 2);
    let lower = RULES.replace("severity: error", "severity: warning");
    client.write("policies/spark.yaml", &lower);
    let changes = json!({"changes": [{"uri": client.uri("policies/spark.yaml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let found = client.pull("a.yaml");
    let severities = of_rule(&found)
        .into_iter()
        .map(|finding| &finding["severity"]);
    assert_eq!(severities.collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn mistakes_are_shown_in_the_configuration() {
    let wrong = RULES.replace("pod.labels", "pod.lables");
    let mut client = Client::new(&pulling());
    client.open("spark-eci-lint.yaml", &wrong);
    let found = client.pull("spark-eci-lint.yaml");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["message"], "unknown field `lables`");
    let (line, character) = place(&wrong, "lables");
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": line, "character": character})
    );
    // Mistakes in a file that it refers to are at the reference.
    client.write("policies/spark.yaml", &wrong);
    client.write("other/spark-eci-lint.yaml", "");
    let text = "custom-rule-files: [../policies/spark.yaml]\n";
    client.open("other/spark-eci-lint.yaml", text);
    let found = client.pull("other/spark-eci-lint.yaml");
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn expressions_are_completed() {
    for (typed, label, new) in [
        ("pod.ro█", "role", "pod.role"),
        ("pod.labels.si█", "size", "pod.labels.size($1)"),
        ("po█", "pod", "pod"),
    ] {
        let text = RULES.replace("has(pod.labels.team)", typed);
        let at = place(&text, "█");
        let text = text.replace('█', "");
        let mut client = Client::new(&pulling());
        client.open("spark-eci-lint.yaml", &text);
        let list = client.request(
            "textDocument/completion",
            client.at("spark-eci-lint.yaml", at),
        );
        let list = list.expect("an answer");
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let item = items.iter().find(|item| item["label"] == label);
        let labels: Vec<_> = items.iter().map(|item| &item["label"]).collect();
        let edit = &item.unwrap_or_else(|| panic!("{typed}: {labels:?}"))["textEdit"];
        let (from, to) = (&edit["range"]["start"], &edit["range"]["end"]);
        assert_eq!(to, &json!({"line": at.0, "character": at.1}));
        let start = from["character"].as_u64().expect("a column");
        let line = text.lines().nth(at.0 as usize).expect("a line");
        let kept = &line[..usize::try_from(start).expect("a column")];
        let inserted = edit["newText"].as_str().expect("a text");
        assert_eq!(format!("{kept}{inserted}"), format!("  check: {new}"));
    }
    // Elsewhere in a configuration, the schema provides completions.
    let mut client = Client::new(&pulling());
    client.open("spark-eci-lint.yaml", RULES);
    let at = place(RULES, "team-label");
    let list = client.request(
        "textDocument/completion",
        client.at("spark-eci-lint.yaml", at),
    );
    assert_eq!(list, Ok(Value::Null));
}
