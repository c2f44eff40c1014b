//! Changes in the editor: code actions and completions.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, edited, offset, place, pulling, pushing},
};

fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions.iter().map(|action| &action["title"]);
    titles.filter_map(Value::as_str).collect()
}

/// An application without the toleration that it needs.
fn without_toleration() -> String {
    let (before, behind) = ORDERS
        .split_once("    tolerations:\n")
        .expect("tolerations");
    let (_, behind) = behind
        .split_once("operator: Exists\n")
        .expect("a toleration");
    format!("{before}{behind}")
}

#[test]
fn a_finding_is_fixed_at_the_cursor() {
    let text = without_toleration();
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    let at = place(&text, "driver:");
    let actions = client.actions("a.yaml", at, at);
    let action = &actions[0];
    assert_eq!(action["title"], "Tolerate `virtual-kubelet.io/provider`");
    assert_eq!(
        (&action["kind"], &action["isPreferred"]),
        (&json!("quickfix"), &json!(true))
    );
    assert_eq!(action["diagnostics"][0]["code"], "ECI102");
    let change = &action["edit"]["documentChanges"][0]["textDocument"];
    assert_eq!(
        (&change["uri"], &change["version"]),
        (&json!(client.uri("a.yaml")), &json!(1))
    );
    // The first file has it in the same style.
    assert_eq!(
        edited(&text, action)
            .matches("virtual-kubelet.io/provider")
            .count(),
        2
    );
    client.change("a.yaml", 2, &json!([{"text": edited(&text, action)}]));
    let codes: Vec<_> = client
        .pull("a.yaml")
        .iter()
        .map(|found| found["code"].clone())
        .collect();
    assert!(!codes.contains(&json!("ECI102")), "{codes:?}");
    // Without a finding there is nothing to fix.
    assert_eq!(client.actions("a.yaml", (1, 0), (1, 0)), [] as [Value; 0]);
}

#[test]
fn all_safe_fixes_are_applied_at_once() {
    let text = without_toleration().replace("type: virtual-kubelet", "type: virtual-kublet");
    let only = json!({"diagnostics": [], "only": ["source.fixAll"]});
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    let actions = client.actions_of("a.yaml", (0, 0), (0, 0), &only);
    assert_eq!(titles(&actions), ["Apply all safe fixes (spark-eci-lint)"]);
    assert_eq!(actions[0]["kind"], "source.fixAll.spark-eci-lint");
    let at_once = edited(&text, &actions[0]);

    // The same, with edits that are resolved later.
    let mut capabilities = pulling();
    capabilities["textDocument"]["codeAction"] = json!({
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
        "dataSupport": true,
        "resolveSupport": {"properties": ["edit"]},
    });
    let mut client = Client::new(&capabilities);
    // Without this, clients never resolve an action.
    let provider = &client.capabilities["codeActionProvider"];
    assert_eq!(provider["resolveProvider"], true);
    client.open("a.yaml", &text);
    let actions = client.actions_of("a.yaml", (0, 0), (0, 0), &only);
    assert_eq!(actions[0]["edit"], Value::Null);
    let resolved = client.request("codeAction/resolve", actions[0].clone());
    assert_eq!(edited(&text, &resolved.expect("an action")), at_once);

    client.change("a.yaml", 2, &json!([{"text": at_once}]));
    assert_eq!(
        client.actions_of("a.yaml", (0, 0), (0, 0), &only),
        [] as [Value; 0]
    );
    let other = json!({"diagnostics": [], "only": ["source.organizeImports", "quick"]});
    client.change("a.yaml", 3, &json!([{"text": text}]));
    assert_eq!(
        client.actions_of("a.yaml", (0, 0), (40, 0), &other),
        [] as [Value; 0]
    );
}

#[test]
fn a_finding_is_ignored_on_its_line_or_for_its_application() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let at = place(ORDERS, "4g");
    let actions = client.actions("a.yaml", at, at);
    let of = |title: &str| {
        let action = actions.iter().find(|action| action["title"] == title);
        action.unwrap_or_else(|| panic!("{title} in {:?}", titles(&actions)))
    };
    // A fix that changes the costs is not preferred.
    let risky = of("Use `2-8Gi` instead (needs a decision)");
    assert_eq!(risky["isPreferred"], Value::Null);
    let line = edited(ORDERS, of("Ignore ECI303 on this line"));
    assert_eq!(
        line,
        ORDERS.replace(
            "    memory: 4g\n",
            "    # spark-eci-lint: ignore[ECI303] TODO: why\n    memory: 4g\n"
        )
    );
    let application = edited(ORDERS, of("Ignore ECI303 for orders-nightly"));
    assert_eq!(
        application,
        ORDERS.replace(
            "  namespace: jobs\n",
            "  namespace: jobs\n  annotations:\n    spark-eci-lint/ignore: \"ECI303: TODO: why\"\n"
        )
    );
    for text in [line, application] {
        client.change("a.yaml", 2, &json!([{"text": text}]));
        let codes: Vec<_> = client
            .pull("a.yaml")
            .iter()
            .map(|found| found["code"].clone())
            .collect();
        assert!(
            !codes.contains(&json!("ECI303")) && !codes.contains(&json!("ECI003")),
            "{codes:?}"
        );
    }
}

/// One action for each alternative in the help of a finding.
#[test]
fn each_alternative_is_an_action() {
    let ways = |text: &str, at: &str| {
        let mut client = Client::new(&pulling());
        client.open("a.yaml", text);
        let at = place(text, at);
        let actions = client.actions("a.yaml", at, at);
        let fixes = actions.into_iter();
        let fixes = fixes.filter(|action| {
            let title = action["title"].as_str().expect("a title");
            action["kind"] == "quickfix" && !title.starts_with("Ignore")
        });
        fixes.collect::<Vec<_>>()
    };
    // Spark adds at least 384 MiB: 3712 + 384 = 4096.
    let heap = ways(ORDERS, "4g");
    assert_eq!(
        titles(&heap),
        [
            "Use `2-8Gi` instead (needs a decision)",
            "Write `3712m`, the largest heap that fits (needs a decision)"
        ]
    );
    assert_eq!(
        edited(ORDERS, &heap[1]),
        ORDERS.replace("memory: 4g", "memory: 3712m")
    );
    // The heap alone is too large: ECI302.
    let text = ORDERS.replace("memory: 4g", "memory: \"6g\"");
    let larger = ways(&text, "\"6g\"");
    assert_eq!(
        titles(&larger),
        [
            "Use `2-8Gi` instead (needs a decision)",
            "Write `3712m`, the largest heap that fits (needs a decision)"
        ]
    );
    assert_eq!(
        edited(&text, &larger[1]),
        ORDERS.replace("memory: 4g", "memory: \"3712m\"")
    );
    // More cores than the spec has: ECI301. 8 vCPU with 4 GiB is the smallest spec for 6 vCPU and 2432 MiB. A number
    // remains a number.
    let text = ORDERS.replace("cores: 2\n    memory: 4g", "cores: 6\n    memory: 2g");
    let cores = ways(&text, "6\n    memory: 2g");
    assert_eq!(
        titles(&cores),
        [
            "Use `8-4Gi` instead (needs a decision)",
            "Write `2`, the most CPU that fits (needs a decision)"
        ]
    );
    assert_eq!(
        edited(&text, &cores[1]),
        text.replace("cores: 6\n", "cores: 2\n")
    );
    // The safe fix is the preferred one.
    let text = ORDERS.replacen(
        "operator: Exists",
        "operator: Equal\n      value: aliyun",
        1,
    );
    let toleration = ways(&text, "aliyun\n");
    assert_eq!(
        titles(&toleration),
        [
            "Tolerate `virtual-kubelet.io/provider=alibabacloud`",
            "Tolerate `virtual-kubelet.io/provider` with any value (needs a decision)"
        ]
    );
    let preferred = toleration.iter().map(|action| &action["isPreferred"]);
    assert_eq!(preferred.collect::<Vec<_>>(), [&json!(true), &Value::Null]);
    assert_eq!(edited(&text, &toleration[1]), ORDERS);
}

#[test]
fn a_rule_that_must_not_be_ignored_has_no_ignore_action() {
    let mut client = Client::new(&pulling());
    client.write(
        "spark-eci-lint.yaml",
        "rules: {ECI303: {ignorable: false}}\n",
    );
    client.open("a.yaml", ORDERS);
    let at = place(ORDERS, "4g");
    let actions = client.actions("a.yaml", at, at);
    assert_eq!(
        titles(&actions),
        [
            "Use `2-8Gi` instead (needs a decision)",
            "Write `3712m`, the largest heap that fits (needs a decision)"
        ]
    );
}

#[test]
fn a_rule_is_added_to_an_existing_suppression() {
    let text = ORDERS.replace(
        "    memory: 4g\n",
        "    # spark-eci-lint: ignore[ECI305] because\n    memory: 4g\n",
    );
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    let at = place(&text, "4g");
    let actions = client.actions("a.yaml", at, at);
    let action = actions
        .iter()
        .find(|action| action["title"] == "Ignore ECI303 on this line");
    let new = edited(&text, action.expect("an action"));
    assert!(
        new.contains("    # spark-eci-lint: ignore[ECI305, ECI303] because\n"),
        "{new}"
    );
    // In the annotation, too.
    let text = ORDERS.replace(
        "  namespace: jobs\n",
        "  annotations: {spark-eci-lint/ignore: \"ECI407: known\"}\n",
    );
    client.change("a.yaml", 2, &json!([{"text": text}]));
    let at = place(&text, "4g");
    let actions = client.actions("a.yaml", at, at);
    let action = actions
        .iter()
        .find(|action| action["title"] == "Ignore ECI303 for orders-nightly");
    let new = edited(&text, action.expect("an action"));
    assert!(
        new.contains("\"ECI407: known; ECI303: TODO: why\""),
        "{new}"
    );
}

#[test]
fn the_reason_is_a_snippet_placeholder_if_supported() {
    let mut capabilities = pulling();
    capabilities["workspace"]["workspaceEdit"]["snippetEditSupport"] = json!(true);
    let mut client = Client::new(&capabilities);
    client.open("a.yaml", ORDERS);
    let at = place(ORDERS, "4g");
    let actions = client.actions("a.yaml", at, at);
    let action = actions
        .iter()
        .find(|action| action["title"] == "Ignore ECI303 on this line");
    let edit = &action.expect("an action")["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(
        edit["snippet"]["value"],
        "    # spark-eci-lint: ignore[ECI303] ${1:TODO: why}\n"
    );
}

#[test]
fn json_has_no_comments() {
    let text = r#"{"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication",
 "metadata": {"name": "a"}, "spec": {"type": "Scala", "mode": "cluster", "sparkVersion": "3.5.0",
 "image": "x", "mainApplicationFile": "local:///x.jar", "driver": {"cores": 1}, "executor": {"cores": 1}}}"#;
    let mut client = Client::new(&pulling());
    client.open("a.json", text);
    let at = place(text, "\"driver\"");
    let actions = client.actions("a.json", at, at);
    let titles = titles(&actions);
    assert!(titles.contains(&"Ignore ECI101 for a"), "{titles:?}");
    assert!(
        !titles.iter().any(|title| title.ends_with("on this line")),
        "{titles:?}"
    );
}

#[test]
fn specs_that_fit_the_pod_are_offered_cheapest_first() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let (line, column) = place(ORDERS, "2-4Gi");
    let at = (line + 11, column + 2);
    let only = json!({"diagnostics": [], "only": ["refactor"]});
    let actions = client.actions_of("a.yaml", at, at, &only);
    // 2 vCPU and 4505 MiB: 2-8Gi is 2 x 0.000049 + 8 x 0.00000613 an hour of 3600 seconds.
    assert_eq!(
        titles(&actions)[..2],
        [
            "Request `2-8Gi` for the executor: CNY 0.529 an hour, 3687 MiB free",
            "Request `2-16Gi` for the executor: CNY 0.706 an hour, 11879 MiB free"
        ]
    );
    let text = edited(ORDERS, &actions[0]);
    let (driver, executor) = text.split_once("executor:").expect("an executor");
    assert!(
        driver.contains("eci-use-specs: 2-4Gi\n") && executor.contains("eci-use-specs: 2-8Gi\n")
    );
    // At the driver, which needs 1 vCPU and 1408 MiB, there is more to choose from.
    let actions = client.actions_of("a.yaml", (line, column), (line, column), &only);
    assert!(
        titles(&actions)[0].starts_with("Request `1-2Gi` for the driver"),
        "{:?}",
        titles(&actions)
    );
}

#[test]
fn a_spec_is_offered_if_none_is_requested() {
    let text = ORDERS.replace(
        "    annotations:\n      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
        "",
    );
    let mut client = Client::new(&pulling());
    client.open("a.yaml", &text);
    let at = place(&text, "executor:");
    let only = json!({"diagnostics": [], "only": ["refactor"]});
    let actions = client.actions_of("a.yaml", at, at, &only);
    let new = edited(&text, &actions[0]);
    let (_, executor) = new.split_once("executor:").expect("an executor");
    assert!(
        executor.contains("    annotations:\n      k8s.aliyun.com/eci-use-specs: 2-8Gi\n"),
        "{new}"
    );
    // ECI uses 2-8Gi in any case: 7448 + 744 = 8192 MiB.
    let heap = actions.last().expect("an action");
    assert_eq!(
        heap["title"],
        "Set `7448m`: the largest heap at the same price"
    );
    assert_eq!(
        edited(&text, heap),
        text.replace("memory: 4g", "memory: 7448m")
    );
}

/// The completions at `█`, and the text without it.
fn complete(capabilities: &Value, text: &str) -> (String, Vec<Value>) {
    complete_in(&mut Client::new(capabilities), text)
}

fn complete_in(client: &mut Client, text: &str) -> (String, Vec<Value>) {
    let at = place(text, "█");
    let text = text.replace('█', "");
    client.open("a.yaml", &text);
    let list = client.request("textDocument/completion", client.at("a.yaml", at));
    let list = list.expect("an answer");
    let items = list["items"].as_array().cloned().unwrap_or_default();
    (text, items)
}

fn labels(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| item["label"].as_str())
        .collect()
}

/// The text after choosing an item, without snippet placeholders.
fn chosen(text: &str, items: &[Value], label: &str) -> String {
    let item = items.iter().find(|item| item["label"] == label);
    let item = item.unwrap_or_else(|| panic!("{label} in {:?}", labels(items)));
    let edit = &item["textEdit"];
    let mut new = text.to_owned();
    let range = &edit["range"];
    new.replace_range(
        offset(text, &range["start"])..offset(text, &range["end"]),
        &edit["newText"].as_str().expect("a text").replace("$1", ""),
    );
    new
}

/// Neovim offers only items that start with the typed text.
#[test]
fn annotations_are_found_by_any_part_of_their_name() {
    let annotation = "k8s.aliyun.com/eci-vswitch";
    for (typed, filter) in [
        ("eci█", "eci-vswitch"),
        ("eci-vs█", "eci-vswitch"),
        ("vswitch█", "vswitch"),
        ("aliyun█", "aliyun.com/eci-vswitch"),
        ("k8s.ali█", annotation),
        ("█", annotation),
        ("other█", annotation),
    ] {
        let text = ORDERS.replacen("k8s.aliyun.com/eci-use-specs: 2-4Gi", typed, 1);
        let mut client = Client::new(&pulling());
        let (text, items) = complete_in(&mut client, &text);
        let item = items.iter().find(|item| item["label"] == annotation);
        let item = item.unwrap_or_else(|| panic!("{typed}: {:?}", labels(&items)));
        assert_eq!(item["filterText"], filter, "{typed}");
        let new = chosen(&text, &items, annotation);
        assert!(
            new.contains(&format!("      {annotation}: \"\"\n")),
            "{new}"
        );
    }
    // In Spark settings, after their prefix.
    let prefix = "spark.kubernetes.executor.annotation.";
    let text = ORDERS.replacen(
        "  driver:\n",
        &format!("  sparkConf:\n    {prefix}eci█\n  driver:\n"),
        1,
    );
    let (_, items) = complete(&pulling(), &text);
    let label = format!("{prefix}{annotation}");
    let item = items.iter().find(|item| item["label"] == *label);
    assert_eq!(
        item.expect("the annotation")["filterText"],
        format!("{prefix}eci-vswitch")
    );
}

/// Neovim may insert an item after the last character that is not a letter, wherever the item is meant to start, and it
/// inserts the filter text of a snippet: see `src/lsp/neovim.rs`.
#[test]
fn neovim_gets_plain_text_that_starts_with_a_word() {
    for (typed, label, start, inserted) in [
        (
            "k8s.aliyun.com/eci-us█",
            "k8s.aliyun.com/eci-use-specs",
            "k8s.aliyun.com/eci-",
            "use-specs: ",
        ),
        (
            "eci█",
            "k8s.aliyun.com/eci-use-specs",
            "",
            "k8s.aliyun.com/eci-use-specs: ",
        ),
        (
            "k8s.aliyun.com/eci-use-specs: 2-█",
            "2-16Gi",
            "k8s.aliyun.com/eci-use-specs: 2-",
            "16Gi",
        ),
    ] {
        let text = ORDERS.replacen("k8s.aliyun.com/eci-use-specs: 2-4Gi", typed, 1);
        let mut client = Client::called("Neovim", &pulling(), &json!({}));
        let (text, items) = complete_in(&mut client, &text);
        let item = items.iter().find(|item| item["label"] == label);
        let item = item.unwrap_or_else(|| panic!("{typed}: {:?}", labels(&items)));
        let edit = &item["textEdit"];
        assert_eq!(edit["newText"], inserted, "{typed}");
        // Plain text.
        assert_eq!(item["insertTextFormat"], 1, "{typed}");
        let from = offset(&text, &edit["range"]["start"]);
        assert!(text[..from].ends_with(&format!("      {start}")), "{typed}");
        // All start at this place.
        let starts = items.iter().map(|item| &item["textEdit"]["range"]["start"]);
        assert!(starts.eq(items.iter().map(|_| &edit["range"]["start"])));
        let filter = item["filterText"].as_str().expect("a filter");
        let to = offset(&text, &edit["range"]["end"]);
        assert!(filter.starts_with(&text[from..to]), "{typed}: {filter}");
    }
}

#[test]
fn annotations_of_eci_are_completed_with_descriptions() {
    for typed in [
        "█",
        "k8s.ali█",
        "k8s.aliyun.com/eci-█",
        "\"k8s.aliyun.com/eci-█",
    ] {
        let text = ORDERS.replacen(
            "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
            &format!("      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      {typed}\n"),
            1,
        );
        let (text, items) = complete(&pushing(), &text);
        let labels = labels(&items);
        assert!(
            labels.contains(&"k8s.aliyun.com/eci-spot-strategy"),
            "{typed}: {labels:?}"
        );
        // Existing annotations and those that ECI writes itself are not offered.
        assert!(
            !labels.contains(&"k8s.aliyun.com/eci-use-specs"),
            "{typed}: {labels:?}"
        );
        assert!(
            !labels.contains(&"k8s.aliyun.com/eci-instance-id"),
            "{typed}: {labels:?}"
        );
        let item = items
            .iter()
            .find(|item| item["label"] == "k8s.aliyun.com/eci-spot-strategy")
            .expect("an item");
        assert_eq!(item["detail"], "how to bid for a spot instance");
        let words = item["documentation"]["value"].as_str().expect("words");
        assert!(
            words.contains("`SpotAsPriceGo`, `SpotWithPriceLimit` or `NoSpot`"),
            "{words}"
        );
        if !typed.starts_with('"') {
            let new = chosen(&text, &items, "k8s.aliyun.com/eci-spot-strategy");
            assert!(
                new.contains("      k8s.aliyun.com/eci-spot-strategy: \"\"\n"),
                "{new}"
            );
        }
    }
    // In a Spark setting, after its prefix.
    let text = ORDERS.replace(
        "  driver:\n",
        "  sparkConf:\n    spark.kubernetes.executor.annotation.█\n  driver:\n",
    );
    let (text, items) = complete(&pushing(), &text);
    let key = "spark.kubernetes.executor.annotation.k8s.aliyun.com/eci-use-specs";
    assert!(chosen(&text, &items, key).contains(&format!("    {key}: \n")));
}

#[test]
fn spark_settings_are_completed() {
    let with = |line: &str| {
        let conf = format!("  sparkConf:\n    spark.executor.memory: 4g\n    {line}\n  driver:\n");
        ORDERS.replace("  driver:\n", &conf)
    };
    let (text, items) = complete(&pushing(), &with("spark.ex█"));
    let key = "spark.executor.memoryOverheadFactor";
    let found = items.iter().find(|item| item["label"] == key);
    // SPARK-36057 and SPARK-36666 came with 3.3.
    assert_eq!(
        found.expect("a setting")["detail"],
        "number, since Spark 3.3"
    );
    assert!(chosen(&text, &items, key).contains(&format!("    {key}: \"\"\n")));
    // Existing settings, names of older versions, and settings that do not affect pods are not offered.
    for other in [
        "spark.executor.memory",
        "spark.yarn.executor.memoryOverhead",
        "spark.sql.ansi.enabled",
    ] {
        assert!(!labels(&items).contains(&other), "{other}");
    }
    // After a prefix, the rest of the key follows.
    let key = "spark.kubernetes.executor.annotation.";
    assert!(chosen(&text, &items, key).contains(&format!("    {key}\n")));
    // Others are offered once their group is typed.
    let (_, items) = complete(&pushing(), &with("spark.sql.an█"));
    assert!(labels(&items).contains(&"spark.sql.ansi.enabled"));
    // Without quotes it would not be a string.
    let (text, items) = complete(&pushing(), &with("spark.kubernetes.local.dirs.tmpfs: █"));
    assert_eq!(labels(&items), ["true", "false"]);
    assert!(chosen(&text, &items, "true").contains("tmpfs: \"true\"\n"));
    let (_, items) = complete(
        &pushing(),
        &with("spark.kubernetes.container.image.pullPolicy: █"),
    );
    assert_eq!(labels(&items), ["Always", "IfNotPresent", "Never"]);
}

#[test]
fn values_of_annotations_are_completed() {
    let with = |line: &str| {
        ORDERS.replacen(
            "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
            &format!("      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      {line}\n"),
            1,
        )
    };
    let (_, items) = complete(&pushing(), &with("k8s.aliyun.com/eci-spot-strategy: Sp█"));
    assert_eq!(
        labels(&items),
        ["SpotAsPriceGo", "SpotWithPriceLimit", "NoSpot"]
    );
    // Without quotes it would not be a string.
    let (text, items) = complete(&pushing(), &with("k8s.aliyun.com/eci-image-cache: █"));
    assert_eq!(labels(&items), ["true", "false"]);
    assert!(chosen(&text, &items, "true").contains("eci-image-cache: \"true\"\n"));
    let (text, items) = complete(&pushing(), &with("k8s.aliyun.com/eci-image-cache: \"█\""));
    assert!(chosen(&text, &items, "true").contains("eci-image-cache: \"true\"\n"));
    // Annotations with arbitrary values, and those of others, are not completed.
    for line in [
        "k8s.aliyun.com/eci-ram-role-name: █",
        "example.com/x: █",
        "# k8s.aliyun.com/█",
    ] {
        assert_eq!(
            labels(&complete(&pushing(), &with(line)).1),
            [] as [&str; 0],
            "{line}"
        );
    }
}

#[test]
fn specs_that_fit_the_pod_are_completed_cheapest_first() {
    let (driver, executor) = ORDERS.split_once("  executor:").expect("an executor");
    for typed in [" █", " 2█", " \"█\"", " 2-4Gi,█", " 2-4Gi, 2-█"] {
        let executor = executor.replace(" 2-4Gi", typed);
        let (text, items) = complete(&pushing(), &format!("{driver}  executor:{executor}"));
        let labels = labels(&items);
        // 2 vCPU and 4505 MiB fit neither 2-4Gi nor 1-8Gi.
        assert_eq!(labels[..2], ["2-8Gi", "2-16Gi"], "{typed}");
        assert!(
            !labels.iter().any(|label| label.starts_with("1-")),
            "{typed}: {labels:?}"
        );
        assert_eq!(items[0]["detail"], "CNY 0.529 an hour");
        let new = chosen(&text, &items, "2-8Gi");
        assert!(new.contains("2-8Gi") && !new.contains("2-2-8Gi"), "{new}");
    }
    // A driver of 1 vCPU and 1408 MiB fits 1-2Gi, which is not available as a spot instance.
    let ask = |annotations: &str| {
        let driver = driver.replace("      k8s.aliyun.com/eci-use-specs: 2-4Gi", annotations);
        complete(&pushing(), &format!("{driver}  executor:{executor}")).1
    };
    let ordinary = ask("      k8s.aliyun.com/eci-use-specs: █");
    assert_eq!(labels(&ordinary)[0], "1-2Gi");
    let spot = ask(
        "      k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo\n      k8s.aliyun.com/eci-use-specs: █",
    );
    assert_eq!(labels(&spot)[0], "2-2Gi");
}

#[test]
fn placement_on_eci_is_completed_if_missing() {
    let text = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  driver:
    cores: 1
    █
  executor:
    cores: 1
";
    let (without, items) = complete(&pushing(), text);
    assert_eq!(
        labels(&items)[..2],
        ["nodeSelector (ECI)", "tolerations (ECI)"]
    );
    let new = chosen(&without, &items, "tolerations (ECI)");
    assert!(
        new.contains(
            "    tolerations:\n      - key: virtual-kubelet.io/provider\n        operator: Exists\n"
        ),
        "{new}"
    );
    let with = text.replace("    █\n", "    nodeSelector: {type: x}\n    tol█\n");
    assert_eq!(
        labels(&complete(&pushing(), &with).1)[0],
        "tolerations (ECI)"
    );
    for (typed, label) in [
        ("    nodeSelector:\n      █\n", "type: virtual-kubelet"),
        (
            "    labels:\n      ali█\n",
            "alibabacloud.com/eci: \"true\"",
        ),
        (
            "    tolerations:\n    - █\n",
            "virtual-kubelet.io/provider (ECI)",
        ),
    ] {
        let (_, items) = complete(&pushing(), &text.replace("    █\n", typed));
        assert_eq!(labels(&items)[0], label, "{typed}");
    }
    let other = text.replace("SparkApplication", "Deployment");
    assert_eq!(labels(&complete(&pushing(), &other).1), [] as [&str; 0]);
}

#[test]
fn rules_are_completed_in_suppressions() {
    let text = ORDERS.replace(
        "    memory: 4g\n",
        "    # spark-eci-lint: ignore[ECI303, ECI█]\n    memory: 4g\n",
    );
    let (text, items) = complete(&pushing(), &text);
    let new = chosen(&text, &items, "ECI305");
    assert!(new.contains("ignore[ECI303, ECI305]"), "{new}");
    let text = ORDERS.replace(
        "  namespace: jobs\n",
        "  annotations:\n    spark-eci-lint/ignore: \"█\"\n",
    );
    assert!(labels(&complete(&pushing(), &text).1).contains(&"ECI303"));
    let text = ORDERS.replace("  namespace: jobs\n", "  annotations:\n    █\n");
    assert_eq!(
        labels(&complete(&pushing(), &text).1),
        ["spark-eci-lint/ignore"]
    );
}

#[test]
fn a_text_with_errors_elsewhere_is_completed_by_its_indentation() {
    let text = ORDERS
        .replace("  type: Scala\n", "  type: [Scala\n")
        .replacen("2-4Gi", "█", 1);
    let (_, items) = complete(&pushing(), &text);
    assert!(labels(&items).contains(&"2-4Gi"), "{:?}", labels(&items));
    // A client without snippets gets a key and a colon.
    let mut capabilities = pushing();
    capabilities["textDocument"]["completion"] = json!({});
    let text = ORDERS.replacen(
        "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
        "      k8s.aliyun.com/eci-us█\n",
        1,
    );
    let (text, items) = complete(&capabilities, &text);
    let new = chosen(&text, &items, "k8s.aliyun.com/eci-use-specs");
    assert!(
        new.contains("      k8s.aliyun.com/eci-use-specs: \n"),
        "{new}"
    );
}

#[test]
fn completions_are_ordered_by_relevance() {
    let text = ORDERS.replacen(
        "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
        "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      █\n",
        1,
    );
    // An annotation from the configuration comes after the built-in ones, of which the last are deprecated.
    let mut client = Client::new(&pushing());
    client.write(
        "spark-eci-lint.yaml",
        "extend: {annotations: [k8s.aliyun.com/eci-new]}\n",
    );
    let (_, items) = complete_in(&mut client, &text);
    // 1 is the protocol's number of `Deprecated`.
    let is_deprecated = |item: &&Value| item["tags"] == json!([1]);
    let order = |item: &Value| item["sortText"].as_str().expect("an order").to_owned();
    let mut sorted: Vec<&Value> = items.iter().collect();
    sorted.sort_by_key(|item| order(item));
    assert!(
        sorted.is_sorted_by(|one, next| order(one) < order(next)),
        "{:?}",
        sorted.iter().map(|item| order(item)).collect::<Vec<_>>()
    );
    let (current, deprecated) =
        sorted.split_at(sorted.partition_point(|item| !is_deprecated(item)));
    let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
    let current: Vec<_> = current.iter().map(|item| label(item)).collect();
    assert_eq!(current[0], "k8s.aliyun.com/eci-vswitch");
    assert_eq!(current.last().expect("one"), "k8s.aliyun.com/eci-new");
    let deprecated: Vec<_> = deprecated.iter().map(|item| label(item)).collect();
    assert_eq!(
        deprecated,
        [
            "k8s.aliyun.com/eci-reschedule-enable",
            "k8s.aliyun.com/pod-fail-on-create-err",
            "k8s.aliyun.com/acr-instance-id",
            "k8s.aliyun.com/eci-kube-proxy-enabled",
            "alibabacloud.com/burst-resource",
            "k8s.aliyun.com/eci-set-diskvolume",
        ]
    );

    let (driver, executor) = ORDERS.split_once("  executor:").expect("an executor");
    let executor = executor.replace(" 2-4Gi", " █");
    let (_, items) = complete(&pushing(), &format!("{driver}  executor:{executor}"));
    assert_eq!(items[0]["preselect"], true);
    assert_eq!(items[1]["preselect"], Value::Null);
    assert!(items.is_sorted_by_key(order), "{:?}", labels(&items));
    // 2 of 2 vCPU, and 4505 of 8192 MiB.
    let words = items[0]["documentation"]["value"].as_str();
    assert_eq!(words, Some("CPU 100 %, memory 54 % used"));
}

#[test]
fn quotes_and_comments_are_recognized_at_completions() {
    let with = |line: &str| {
        ORDERS.replacen(
            "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
            &format!("      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      {line}\n"),
            1,
        )
    };
    // Inside quotes no further quotes are needed, even if they do not directly precede the word.
    for (typed, expected) in [
        ("'t█'", "'true'"),
        ("' █'", "' true'"),
        ("\" █\"", "\" true\""),
        ("'' █", "'' \"true\""),
    ] {
        let line = format!("k8s.aliyun.com/eci-image-cache: {typed}");
        let (text, items) = complete(&pushing(), &with(&line));
        let new = chosen(&text, &items, "true");
        let expected = format!("eci-image-cache: {expected}\n");
        assert!(new.contains(&expected), "{typed}: {new}");
    }
    // Nothing is completed in a comment, whatever precedes it, whether or not the text can be parsed.
    for line in [
        "example.com/x: y # k8s.█",
        "k8s.aliyun.com/eci-image-cache: \"true\" # t█",
        "k8s.aliyun.com/eci-use-specs: 2-4Gi # 2█",
        "# k8s.aliyun.com/eci-image-cache: █",
        "cores: 1 # k8s.█",
    ] {
        let text = with(line);
        let broken = text.replace("  type: Scala\n", "  type: [Scala\n");
        for text in [text, broken] {
            let (_, items) = complete(&pushing(), &text);
            assert_eq!(labels(&items), [""; 0], "{text}");
        }
    }
}

#[test]
fn actions_change_their_document_of_a_stream() {
    let mut client = Client::new(&pulling());
    let text = format!("{ORDERS}---\n{ORDERS}");
    client.open("a.yaml", &text);
    let second = |needle: &str| {
        let (line, character) = place(ORDERS, needle);
        (line + 35, character)
    };
    let edited_by = |actions: &[Value], title: &str| {
        let action = actions.iter().find(|action| {
            let own = action["title"].as_str();
            own.is_some_and(|own| own.starts_with(title))
        });
        edited(
            &text,
            action.unwrap_or_else(|| panic!("{title} in {:?}", titles(actions))),
        )
    };
    let at = second("4g");
    let actions = client.actions("a.yaml", at, at);
    for (title, old, new) in [
        (
            "Ignore ECI303 on this line",
            "    memory: 4g\n",
            "    # spark-eci-lint: ignore[ECI303] TODO: why\n    memory: 4g\n",
        ),
        (
            "Ignore ECI303 for orders-nightly",
            "  namespace: jobs\n",
            "  namespace: jobs\n  annotations:\n    spark-eci-lint/ignore: \"ECI303: TODO: why\"\n",
        ),
    ] {
        let expected = format!("{ORDERS}---\n{}", ORDERS.replace(old, new));
        assert_eq!(edited_by(&actions, title), expected, "{title}");
    }
    let at = second("2-4Gi");
    let actions = client.actions("a.yaml", at, at);
    let expected = format!("{ORDERS}---\n{}", ORDERS.replacen("2-4Gi", "1-2Gi", 1));
    let title = "Request `1-2Gi` for the driver";
    assert_eq!(edited_by(&actions, title), expected);
}

#[test]
fn fields_are_completed_and_explained_by_their_schema() {
    let manifest = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  sparkVersion: 3.5.0
  █
  driver:
    memory: 1g
";
    let (text, items) = complete(&pulling(), manifest);
    let of = |label: &str| items.iter().find(|item| item["label"] == label);
    let detail = |label: &str| of(label).map(|item| item["detail"].clone());
    assert_eq!(
        detail("type"),
        Some(json!("Java, Python, Scala or R, required"))
    );
    assert_eq!(detail("arguments"), Some(json!("list of strings")));
    assert_eq!(detail("sparkVersion"), None, "it is there");
    assert!(chosen(&text, &items, "restartPolicy").contains("  restartPolicy:\n"));
    let (_, items) = complete(
        &pulling(),
        &manifest.replace("  █", "  restartPolicy: {type: █}"),
    );
    assert_eq!(labels(&items), ["Never", "Always", "OnFailure"]);
    let (_, items) = complete(
        &pulling(),
        &manifest.replace("  █\n", "").replace(
            "    memory: 1g\n",
            "    template: {spec: {tolerations: [{█}]}}\n",
        ),
    );
    assert!(labels(&items).contains(&"tolerationSeconds"), "{items:?}");
    let mut client = Client::new(&pulling());
    let text = manifest.replace("  █\n", "  timeToLiveSeconds: 60\n");
    client.open("b.yaml", &text);
    let params = client.at("b.yaml", place(&text, "timeToLiveSeconds"));
    let hover = client
        .request("textDocument/hover", params)
        .expect("an answer");
    assert_eq!(hover["contents"]["value"], "**timeToLiveSeconds**: integer");
}
