//! Information in the editor: hovers, hints, lenses and symbols.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, place, pulling, pushing},
};

fn hover(client: &mut Client, at: (u32, u32)) -> Option<String> {
    let hover = client.request("textDocument/hover", client.at("a.yaml", at));
    let hover = hover.expect("an answer");
    Some(hover["contents"]["value"].as_str()?.to_owned())
}

fn hints(client: &mut Client) -> Vec<(u64, String)> {
    let mut params = client.of("a.yaml");
    params["range"] = json!({
        "start": {"line": 0, "character": 0},
        "end": {"line": 1000, "character": 0},
    });
    let hints = client
        .request("textDocument/inlayHint", params)
        .expect("hints");
    let hints = hints.as_array().expect("a list").clone();
    hints
        .iter()
        .map(|hint| {
            let line = hint["position"]["line"].as_u64().expect("a line");
            (line, hint["label"].as_str().expect("a label").to_owned())
        })
        .collect()
}

/// The output of `plan` for the executors of the nightly job.
const PLAN: &str = "\
**executor** of `jobs/orders-nightly`: 20 pods
- memory: 4096 (heap) + 409 (overhead) = **4505 MiB**
- CPU: 2
- spec: `2-4Gi` (2 vCPU, 4096 MiB)
- room: 409 MiB short
- price: CNY 0.441 an hour, 8.821 for all at the start (list prices of 2024-11-27)";

#[test]
fn a_pods_plan_is_shown_at_all_fields_that_determine_its_size() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let (line, _) = place(ORDERS, "executor:");
    // The role, its number, cores and memory, at keys and at values.
    for at in [
        (line, 4),
        (line + 1, 6),
        (line + 2, 5),
        (line + 2, 11),
        (line + 3, 4),
        (line + 3, 13),
    ] {
        assert_eq!(hover(&mut client, at).as_deref(), Some(PLAN), "{at:?}");
    }
    assert_eq!(hover(&mut client, (line + 5, 40)).as_deref(), Some(PLAN));
    // Neither the image nor an empty place has information about a pod.
    assert_eq!(hover(&mut client, place(ORDERS, "registry")), None);
    assert_eq!(hover(&mut client, (0, 3)), None);
    assert_eq!(hover(&mut client, (99, 0)), None);
    // Settings have a hover where they are written.
    let text = ORDERS.replace(
        "  driver:\n",
        "  sparkConf:\n    spark.executor.memoryOverhead: 1g\n  driver:\n",
    );
    client.change("a.yaml", 2, &json!([{"text": text}]));
    let words = hover(&mut client, place(&text, "memoryOverhead: 1g")).expect("a plan");
    assert!(
        words.contains("4096 (heap) + 1024 (overhead) = **5120 MiB**"),
        "{words}"
    );
    let setting = "**spark.executor.memoryOverhead**: a Spark setting\n\n- a whole number and a unit, such as `512m` or `4g`; a number alone counts MiB\n\n";
    assert!(words.starts_with(setting), "{words}");
    // So have settings without an effect on the size; unknown settings have none.
    let text = text.replace(
        "    spark.executor.memoryOverhead: 1g\n",
        "    spark.driver.node.selector.disk: ssd\n    spark.kubernetes.driver.node.selector.disk: ssd\n    spark.yarn.driver.memoryOverhead: 1g\n",
    );
    client.change("a.yaml", 3, &json!([{"text": text}]));
    let of_key = |client: &mut Client, key| hover(client, place(&text, key));
    assert_eq!(
        of_key(&mut client, "spark.kubernetes.driver.node").as_deref(),
        Some("**spark.kubernetes.driver.node.selector.**: a Spark setting\n\n- since Spark 3.3")
    );
    assert_eq!(of_key(&mut client, "spark.driver.node"), None);
    let alias = of_key(&mut client, "spark.yarn.driver").expect("an older name");
    assert!(
        alias.contains("another name of `spark.driver.memoryOverhead`"),
        "{alias}"
    );
}

#[test]
fn pods_are_counted_in_singular_and_plural() {
    for (dynamic, hovered, symbol) in [
        ("initialExecutors: 1, maxExecutors: 1", "1 pod", "executor"),
        (
            "initialExecutors: 1, maxExecutors: 4",
            "1, at most 4 pods",
            "1, at most 4 executors",
        ),
        (
            "initialExecutors: 1",
            "1 or more pods",
            "1 or more executors",
        ),
        (
            "initialExecutors: 0, maxExecutors: 1",
            "0, at most 1 pods",
            "0, at most 1 executors",
        ),
        (
            "initialExecutors: 3, maxExecutors: 3",
            "3 pods",
            "3 executors",
        ),
    ] {
        let text = ORDERS.replace("    instances: 20\n", "").replace(
            "  driver:\n",
            &format!(
                "  dynamicAllocation: {{enabled: true, minExecutors: 0, {dynamic}}}\n  driver:\n"
            ),
        );
        let mut client = Client::new(&pulling());
        client.open("a.yaml", &text);
        let plan = hover(&mut client, place(&text, "executor:")).expect("a plan");
        let title = format!("**executor** of `jobs/orders-nightly`: {hovered}");
        assert_eq!(plan.lines().next(), Some(&*title), "{dynamic}");
        let symbols = client.request("textDocument/documentSymbol", client.of("a.yaml"));
        let symbols = symbols.expect("symbols");
        let executor = &symbols[0]["children"][1]["detail"];
        assert_eq!(*executor, format!("{symbol} 2-4Gi"), "{dynamic}");
    }
}

#[test]
fn a_rejected_pod_names_who_rejects_it() {
    let mut client = Client::new(&pulling());
    let text = ORDERS.replace("memory: 4g", "memory: 4gx");
    client.open("a.yaml", &text);
    let words = hover(&mut client, place(&text, "4gx")).expect("a plan");
    assert!(words.contains("- refused at "), "{words}");
    // The text of the manifest is shown literally.
    let picture = ORDERS.replace("memory: 4g", "memory: '`![x](http://e.example/x.png)'");
    client.change("a.yaml", 2, &json!([{"text": picture}]));
    let shown = hover(&mut client, place(&picture, "![x]")).expect("a plan");
    let refused = shown.lines().find(|line| line.starts_with("- refused at "));
    let refused = refused.expect("a refusal").matches('`').count();
    assert_eq!(refused, 2, "{shown}");
    assert!(words.contains("- memory: unknown"), "{words}");
}

#[test]
fn an_annotation_has_a_description() {
    let text = ORDERS.replacen(
        "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
        "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      alibabacloud.com/burst-resource: eci\n      k8s.aliyun.com/acr-instance-id: x\n      example.com/x: y\n",
        1,
    );
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    let words = hover(&mut client, place(&text, "alibabacloud.com/burst")).expect("words");
    assert!(
        words.starts_with("**alibabacloud.com/burst-resource**: "),
        "{words}"
    );
    assert!(
        words.contains("- value: must be `eci` or `eci_only`"),
        "{words}"
    );
    assert!(
        words.contains("- deprecated (since Kubernetes 1.24): use the label"),
        "{words}"
    );
    assert!(words.contains("a `ResourcePolicy` for `eci`"), "{words}");
    assert!(
        words.contains("document_detail/207460.html), as of 2026-03-26"),
        "{words}"
    );
    let words = hover(&mut client, place(&text, "k8s.aliyun.com/acr")).expect("words");
    assert!(words.contains("gives no date"), "{words}");
    assert_eq!(hover(&mut client, place(&text, "example.com/x")), None);
    // The spec's key shows its description and its effect here.
    let words = hover(&mut client, place(&text, "k8s.aliyun.com/eci-use")).expect("words");
    assert!(
        words.starts_with("**k8s.aliyun.com/eci-use-specs**: "),
        "{words}"
    );
    assert!(
        words.contains("**driver** of `jobs/orders-nightly`: 1 pod\n"),
        "{words}"
    );
}

#[test]
fn a_rule_is_shown_at_its_suppression() {
    let text = ORDERS
        .replace("  name: orders-nightly\n", "  name: orders-nightly\n  annotations:\n    spark-eci-lint/ignore: \"no-spec: known\"\n")
        .replace("    memory: 4g\n", "    memory: 4g # spark-eci-lint: ignore[ECI301, eci303] known\n");
    let text = format!("# spark-eci-lint: ignore-file[ECI407] no caches\n{text}");
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    for (needle, rule) in [
        ("ECI407", "**ECI407 image-cache-missing** (info)"),
        ("ECI301", "**ECI301 cores-exceed-spec** (error)"),
        (
            "eci303",
            "**ECI303 memory-overhead-exceeds-spec** (warning)",
        ),
        ("no-spec", "**ECI210 no-spec** (info)"),
    ] {
        let (line, column) = place(&text, needle);
        let words = hover(&mut client, (line, column + 2)).expect(needle);
        assert!(words.starts_with(rule), "{words}");
        assert!(words.contains("/rules/ECI"), "{words}");
    }
    let plain = text.replace("# spark-eci-lint: ignore-file[ECI407]", "# see ECI407");
    client.change("a.yaml", 2, &json!([{"text": plain}]));
    assert_eq!(hover(&mut client, place(&plain, "ECI407")), None);
}

#[test]
fn clients_without_markdown_get_plain_text() {
    let mut capabilities = pulling();
    capabilities["textDocument"]["hover"] = json!({"contentFormat": ["plaintext"]});
    let mut client = Client::new(&capabilities);
    client.open("a.yaml", ORDERS);
    let hover = client.request(
        "textDocument/hover",
        client.at("a.yaml", place(ORDERS, "executor:")),
    );
    let contents = hover.expect("an answer")["contents"].clone();
    assert_eq!(contents["kind"], "plaintext");
    assert_eq!(contents["value"], PLAN.replace("**", "").replace('`', ""));
}

#[test]
fn hints_show_the_request_after_the_heap_and_its_share_after_the_spec() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let label = |text: &str| text.to_owned();
    // The driver: 1024 + 384 of 4096 MiB, 1 of 2 vCPU. The executors: 4505 of 4096 MiB.
    let expected = vec![
        (15, label("pod 1408 MiB")),
        (17, label("CPU 50 %, memory 34 %")),
        (26, label("pod 4505 MiB")),
        (28, label("CPU 100 %, memory 109 %")),
    ];
    assert_eq!(hints(&mut client), expected);
    // Only in the requested range.
    let mut params = client.of("a.yaml");
    params["range"] =
        json!({"start": {"line": 16, "character": 0}, "end": {"line": 20, "character": 0}});
    let some = client
        .request("textDocument/inlayHint", params)
        .expect("hints");
    assert_eq!(some.as_array().map(Vec::len), Some(1));
    assert_eq!(some[0]["position"], json!({"line": 17, "character": 41}));
    assert_eq!(some[0]["paddingLeft"], true);
    let mut client = Client::with(&pulling(), &json!({"inlayHints": false}));
    client.open("a.yaml", ORDERS);
    assert_eq!(hints(&mut client), []);
}

#[test]
fn unfinished_text_keeps_the_hints_of_the_rest() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let whole = hints(&mut client);
    // A key without a colon, on a new line above the executor: invalid YAML.
    let at = json!({"line": 23, "character": 0});
    client.change(
        "a.yaml",
        2,
        &json!([{"range": {"start": at, "end": at}, "text": "  exec\n"}]),
    );
    let codes: Vec<_> = client
        .pull("a.yaml")
        .iter()
        .map(|found| found["code"].clone())
        .collect();
    assert_eq!(codes, ["ECI001"]);
    let moved: Vec<_> = whole
        .iter()
        .map(|(line, label)| (line + u64::from(*line > 22), label.clone()))
        .collect();
    assert_eq!(hints(&mut client), moved);
    // The heap itself is edited: its old hint is not shown any more.
    let (line, column) = place(ORDERS, "4g");
    let range = json!({
        "start": {"line": line + 1, "character": column},
        "end": {"line": line + 1, "character": column + 2},
    });
    client.change("a.yaml", 3, &json!([{"range": range, "text": "8g"}]));
    let left = hints(&mut client);
    assert!(
        !left.iter().any(|(_, label)| label == "pod 4505 MiB"),
        "{left:?}"
    );
    assert!(
        left.iter().any(|(_, label)| label == "pod 1408 MiB"),
        "{left:?}"
    );
}

#[test]
fn an_application_shows_what_it_costs() {
    let mut client = Client::new(&pulling());
    client.open(
        "a.yaml",
        &format!(
            "{ORDERS}---\n{}",
            ORDERS.replace("orders-nightly", "second")
        ),
    );
    let lenses = client
        .request("textDocument/codeLens", client.of("a.yaml"))
        .expect("lenses");
    // 21 instances of 2 vCPU and 4 GiB: 21 x 0.4411 yuan.
    assert_eq!(
        lenses[0]["command"],
        json!({"title": "CNY 9.26 an hour: driver 2-4Gi, 20 executors 2-4Gi", "command": ""})
    );
    assert_eq!(
        lenses[0]["range"]["start"],
        json!({"line": 4, "character": 8})
    );
    assert_eq!(lenses.as_array().map(Vec::len), Some(2));
    // The second document starts after 35 lines.
    let second = json!({"line": 35 + 4, "character": 8});
    assert_eq!(lenses[1]["range"]["start"], second);

    let symbols = client.request("textDocument/documentSymbol", client.of("a.yaml"));
    let symbols = symbols.expect("symbols");
    assert_eq!(
        (&symbols[0]["name"], &symbols[1]["name"]),
        (&json!("orders-nightly"), &json!("second"))
    );
    let roles = symbols[0]["children"].as_array().expect("roles");
    let details: Vec<_> = roles.iter().map(|role| role["detail"].clone()).collect();
    assert_eq!(details, ["driver 2-4Gi", "20 executors 2-4Gi"]);
    for symbol in roles.iter().chain(symbols.as_array().expect("symbols")) {
        let (whole, name) = (&symbol["range"], &symbol["selectionRange"]);
        let line = |place: &Value| place["line"].as_u64();
        assert!(line(&whole["start"]) <= line(&name["start"]), "{symbol}");
        assert!(line(&name["end"]) <= line(&whole["end"]), "{symbol}");
    }

    let mut capabilities = pushing();
    capabilities["textDocument"]["documentSymbol"] = json!({});
    let mut client = Client::with(&capabilities, &json!({"codeLens": false}));
    client.open("a.yaml", ORDERS);
    let symbols = client.request("textDocument/documentSymbol", client.of("a.yaml"));
    let symbols = symbols.expect("symbols");
    assert_eq!(symbols[2]["name"], "executor");
    assert_eq!(symbols[2]["containerName"], "orders-nightly");
    let lenses = client.request("textDocument/codeLens", client.of("a.yaml"));
    assert_eq!(lenses.expect("lenses"), json!([]));
}

#[test]
fn other_documents_show_nothing() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", "kind: Deployment\nspec: {driver: {memory: 4g}}\n");
    assert_eq!(hints(&mut client), []);
    for method in ["textDocument/codeLens", "textDocument/documentSymbol"] {
        assert_eq!(
            client
                .request(method, client.of("a.yaml"))
                .expect("an answer"),
            json!([])
        );
    }
    assert_eq!(hover(&mut client, (1, 20)), None);
    assert_eq!(client.pull("a.yaml"), [] as [Value; 0]);
}

#[test]
fn a_hover_underlines_the_value_under_the_cursor_or_else_the_key() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let mut underlined = |line: u32, character: u32| {
        let params = client.at("a.yaml", (line, character));
        let hover = client.request("textDocument/hover", params);
        let range = hover.expect("an answer")["range"].clone();
        assert_eq!(
            (&range["start"]["line"], &range["end"]["line"]),
            (&json!(line), &json!(line))
        );
        let column = |end: &str| range[end]["character"].as_u64().expect("a column");
        (column("start"), column("end"))
    };
    // `      k8s.aliyun.com/eci-use-specs: 2-4Gi`: the key, the space before the value, and the value.
    let (line, _) = place(ORDERS, "k8s.aliyun.com/eci-use-specs");
    assert_eq!(underlined(line, 6), (6, 34));
    assert_eq!(underlined(line, 22), (6, 34));
    assert_eq!(underlined(line, 35), (6, 34));
    assert_eq!(underlined(line, 38), (36, 41));
    // `    memory: 4g`
    let (line, _) = place(ORDERS, "memory: 4g");
    assert_eq!(underlined(line, 5), (4, 10));
    assert_eq!(underlined(line, 11), (4, 10));
    assert_eq!(underlined(line, 13), (12, 14));
}

#[test]
fn a_removed_application_loses_its_hints_next_to_a_broken_document() {
    let mut client = Client::new(&pulling());
    let removed = ORDERS.replace("kind: SparkApplication", "kind: ConfigMap");
    let broken = ORDERS.replace("  executor:\n", "  exec\n  executor:\n");
    client.open("a.yaml", &format!("{ORDERS}---\n{ORDERS}---\n{ORDERS}"));
    let all = hints(&mut client);
    let text =
        |first: &str, third: &str| json!([{"text": format!("{first}---\n{broken}---\n{third}")}]);
    client.change("a.yaml", 2, &text(ORDERS, ORDERS));
    // A new line above the second executor, whose document starts at line 35.
    let moved = |(line, label): &(u64, String)| (line + u64::from(*line >= 35 + 23), label.clone());
    let all: Vec<_> = all.iter().map(moved).collect();
    assert_eq!(hints(&mut client), all);
    // The applications before and after the broken document are removed, one after the other.
    assert_eq!(all.len(), 12);
    client.change("a.yaml", 3, &text(&removed, ORDERS));
    assert_eq!(hints(&mut client), all[4..]);
    client.change("a.yaml", 4, &text(&removed, &removed));
    assert_eq!(hints(&mut client), all[4..8]);
}
