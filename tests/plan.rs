//! Where pods run, what ECI charges for them, and for how long.

mod common;

use common::{Folder, options, stderr, stdout};
use serde_json::Value;
use spark_eci_lint::{
    eci::Catalog,
    judged::Placement,
    lint::LintOptions,
    named::Named,
    plan::{PodPlan, RowPrice, plan_bytes},
};

/// An executor on a 4-8Gi instance with additional fields.
fn executor(annotation: &str, fields: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  sparkVersion: 3.5.0\n  mainApplicationFile: local:///a.jar\n  type: Scala\n  driver: {{cores: 1}}\n  executor:\n    cores: 4\n    memory: 6g\n    labels: {{alibabacloud.com/eci: \"true\"}}\n    annotations: {{k8s.aliyun.com/eci-use-specs: 4-8Gi{annotation}}}\n{fields}"
    )
}

/// The cost of a row: a price, the reason why it is unknown, or where the pod runs.
fn cost(row: &PodPlan, currency: &str) -> String {
    let prices = Catalog::built_in().prices(currency).expect("prices");
    match row.price(prices) {
        RowPrice::NotOnEci => row.landing.reason().expect("a reason").to_owned(),
        RowPrice::Unknown(why) => why.name().to_owned(),
        RowPrice::Known(price) => format!("{:.3}", price.pod_hour),
    }
}

#[test]
fn a_pod_costs_what_eci_bills() {
    let settings = common::settings();
    let hour = |annotation: &str, fields: &str, currency: &str| {
        let text = executor(annotation, fields);
        let plan = plan_bytes(text.as_bytes(), options(&settings)).expect("an application");
        let row = plan.pods.iter().find(|row| row.role == "executor");
        cost(row.expect("executors"), currency)
    };
    let economy = ", k8s.aliyun.com/eci-compute-category: economy";
    let storage = ", k8s.aliyun.com/eci-extra-ephemeral-storage: 200Gi";
    let spot = ", k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo";
    let arm = "    nodeSelector: {kubernetes.io/arch: arm64}\n";
    for (annotation, fields, cny) in [
        ("", "", "0.882"),
        // 4 × 0.0972 + 8 × 0.0221
        (economy, "", "0.565"),
        (
            ", k8s.aliyun.com/eci-compute-category: 'economy,general'",
            "",
            "0.565",
        ),
        (
            ", k8s.aliyun.com/eci-compute-category: general",
            "",
            "0.882",
        ),
        // 0.882 + 200 × 0.00000059 × 3600
        (storage, "", "1.307"),
        (spot, "", "spot"),
        (spot, arm, "spot"),
        (", k8s.aliyun.com/eci-spot-strategy: NoSpot", "", "0.882"),
        (
            ", k8s.aliyun.com/eci-instance-family: ecs.c6",
            "",
            "instance-family",
        ),
        (
            ", k8s.aliyun.com/eci-instance-generation: '6'",
            "",
            "instance-family",
        ),
        ("", arm, "arm"),
        (
            "",
            "    nodeSelector: {kubernetes.io/arch: amd64}\n",
            "0.882",
        ),
    ] {
        let found = hour(annotation, fields, "CNY");
        assert_eq!(found, cny, "{annotation} {fields}");
    }
    // The price of temporary storage is documented only for the China site.
    assert_eq!(hour(storage, "", "USD"), "storage");
    // 4 × 0.00000424 × 3600 + 8 × 0.00000096 × 3600
    assert_eq!(hour(economy, "", "USD"), "0.089");
    // 4 × 0.0000077 × 3600 + 8 × 0.00000096 × 3600
    assert_eq!(hour("", "", "USD"), "0.139");
}

#[test]
fn instance_types_have_no_list_price_of_eci() {
    let settings = common::settings();
    for (specs, cny) in [
        ("ecs.c6.xlarge", "instance-type"),
        ("ecs.gn6i-c4g1.xlarge", "instance-type"),
        ("'ecs.c6.xlarge,4-8Gi'", "instance-type"),
        ("'4-8Gi,ecs.c6.xlarge'", "0.882"),
        ("'${SPEC}'", "instance"),
    ] {
        let text =
            executor("", "").replace("eci-use-specs: 4-8Gi", &format!("eci-use-specs: {specs}"));
        let plan = plan_bytes(text.as_bytes(), options(&settings)).expect("an application");
        let row = plan.pods.iter().find(|row| row.role == "executor");
        assert_eq!(cost(row.expect("executors"), "CNY"), cny, "{specs}");
    }
}

#[test]
fn only_pods_on_eci_have_an_instance_and_a_price() {
    let label = "    labels: {alibabacloud.com/eci: \"true\"}\n";
    let tolerates = "    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]\n";
    let selects = "    nodeSelector: {node-pool: ecs-large}\n";
    let burst = "    annotations: {alibabacloud.com/burst-resource: eci}\n";
    let prefers = "    affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: type, operator: NotIn, values: [virtual-kubelet]}]}}]}}\n";
    let mut off = common::settings();
    off.environment.executor = Placement::Off;
    let usual = common::settings();
    for (settings, fields, landing, costs) in [
        (&usual, label.to_owned(), "eci", "0.882"),
        (&usual, String::new(), "elsewhere", "nothing selects ECI"),
        (
            &usual,
            selects.to_owned(),
            "elsewhere",
            "selects other nodes",
        ),
        (
            &usual,
            format!("{selects}{tolerates}"),
            "elsewhere",
            "selects other nodes",
        ),
        (&usual, tolerates.to_owned(), "maybe", "0.882"),
        (&usual, burst.to_owned(), "maybe", "0.882"),
        (&usual, format!("{tolerates}{prefers}"), "maybe", "0.882"),
        (
            &usual,
            "    nodeSelector: {type: '${KIND}'}\n".to_owned(),
            "maybe",
            "0.882",
        ),
        (
            &usual,
            "    nodeSelector: {type: virtual-kubelet}\n".to_owned(),
            "eci",
            "0.882",
        ),
        (
            &usual,
            "    labels: {alibabacloud.com/acs: \"true\"}\n".to_owned(),
            "elsewhere",
            "runs on ACS",
        ),
        // The configuration decides if the manifest does not send the pod to ECI.
        (&off, String::new(), "elsewhere", "by configuration"),
        (&off, tolerates.to_owned(), "elsewhere", "by configuration"),
        (&off, selects.to_owned(), "elsewhere", "by configuration"),
        (&off, label.to_owned(), "eci", "0.882"),
    ] {
        let usual = executor("", "");
        let (start, _) = usual.split_once(label).expect("the executor's label");
        let text = format!("{start}{fields}");
        let plan = plan_bytes(text.as_bytes(), options(settings)).expect("an application");
        let row = plan.pods.iter().find(|row| row.role == "executor");
        let row = row.expect("executors");
        assert_eq!(row.landing.name(), landing, "{fields}");
        assert_eq!(row.given.is_some(), landing != "elsewhere", "{fields}");
        assert_eq!(cost(row, "CNY"), costs, "{fields}");
    }
}

#[test]
fn a_complete_application_has_a_plan_even_if_listed_as_a_patch() {
    let settings = common::settings();
    let options = LintOptions {
        patch_of: Some("kustomization.yaml"),
        ..options(&settings)
    };
    let whole = executor("", "");
    let plan = plan_bytes(whole.as_bytes(), options).expect("an application");
    assert_eq!((plan.applications, plan.not_judged), (1, 0));
    let patch = whole.replace("  sparkVersion: 3.5.0\n", "");
    let plan = plan_bytes(patch.as_bytes(), options).expect("an application");
    assert_eq!((plan.applications, plan.not_judged), (0, 1));
}

#[test]
fn each_value_is_at_its_line_in_the_file() {
    let settings = common::settings();
    let one = executor("", "");
    let file = format!("# A comment.\n---\n{one}---\n{one}");
    let plan = plan_bytes(file.as_bytes(), options(&settings)).expect("applications");
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(plan.pods.len(), 4);
    for row in &plan.pods {
        assert!(
            lines[row.origin.line - 1].contains(row.role),
            "{}",
            row.role
        );
        for value in &row.written {
            let line = lines[value.line - 1];
            assert!(line.contains(&value.field), "{} in {line}", value.field);
        }
    }
    let objects: Vec<_> = plan.pods.iter().map(|row| row.places.object).collect();
    assert_eq!(objects[0], objects[1]);
    assert_ne!(objects[1], objects[2], "two applications of one name");
}

/// The plan of an application with a configuration, as JSON.
fn plan_with(config: &str, text: &str, arguments: &[&str]) -> Value {
    let folder = Folder::with("a.yaml", text);
    folder.write("spark-eci-lint.yaml", config);
    let mut program = folder.program();
    program.args(["plan", "--format=json"]).args(arguments);
    let output = program.output().expect("the program");
    assert_eq!(stderr(&output), "", "{config}");
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

/// The price of an executor, with its currency.
fn executor_hour(config: &str, text: &str, arguments: &[&str]) -> String {
    let plan = plan_with(config, text, arguments);
    let pods = plan["pods"].as_array().expect("pods");
    let pod = pods.iter().find(|pod| pod["role"] == "executor");
    let price = &pod.expect("executors")["price"];
    let hour = price["pod_hour"].as_f64().map(|hour| format!("{hour:.3}"));
    let currency = price["currency"].as_str().unwrap_or("?");
    format!("{currency} {}", hour.unwrap_or_default())
}

#[test]
fn the_currency_is_configured_or_that_of_the_regions_site() {
    let text = executor("", "");
    for (config, arguments, price) in [
        ("", &[][..], "CNY 0.882"),
        ("region: cn-hangzhou\n", &[], "CNY 0.882"),
        ("region: cn-hongkong\n", &[], "USD 0.139"),
        ("region: ap-southeast-1\n", &[], "USD 0.139"),
        ("region: us-east-1\ncurrency: CNY\n", &[], "CNY 0.882"),
        ("currency: USD\n", &[], "USD 0.139"),
        ("currency: USD\n", &["--price", "cny"], "CNY 0.882"),
        (
            "region: eu-central-1\n",
            &["--region", "cn-beijing"],
            "CNY 0.882",
        ),
    ] {
        let found = executor_hour(config, &text, arguments);
        assert_eq!(found, price, "{config} {arguments:?}");
    }
}

#[test]
fn prices_of_a_contract_replace_list_prices() {
    let text = executor("", "");
    let of_type = text.replace("eci-use-specs: 4-8Gi", "eci-use-specs: ecs.c7.xlarge");
    let own = "prices: {currency: CNY, vcpu-second: 0.00004, gib-second: 0.000005, instance-types: {ecs.c7.xlarge: 0.9}, discount-percent: 20}\n";
    // (4 × 0.00004 + 8 × 0.000005) × 3600 × 0.8
    assert_eq!(executor_hour(own, &text, &[]), "CNY 0.576");
    // 0.9 × 0.8
    assert_eq!(executor_hour(own, &of_type, &[]), "CNY 0.720");
    // A contract in CNY does not apply to USD.
    assert_eq!(executor_hour(own, &text, &["--price=usd"]), "USD 0.139");
    // Its currency becomes that of the plan.
    let in_usd = "region: cn-hangzhou\nprices: {currency: USD, vcpu-second: 0.000005}\n";
    // (4 × 0.000005 + 8 × 0.00000096) × 3600
    assert_eq!(executor_hour(in_usd, &text, &[]), "USD 0.100");
    // A discount alone applies to every currency: 0.882 × 0.5.
    assert_eq!(
        executor_hour("prices: {discount-percent: 50}\n", &text, &[]),
        "CNY 0.441"
    );
}

#[test]
fn wrong_prices_are_refused_at_their_place() {
    for (config, line, message) in [
        (
            "prices:\n  vcpu-second: 0.1\n",
            2,
            "prices need a `currency`",
        ),
        ("prices:\n  currency: EUR\n", 2, "invalid value `EUR`"),
        (
            "prices:\n  currency: CNY\n  gib-second: -1\n",
            3,
            "expected a number, 0 or more",
        ),
        (
            "prices:\n  currency: CNY\n  gib-second: many\n",
            3,
            "expected a number, 0 or more",
        ),
        (
            "prices:\n  currency: CNY\n  vcpu-secnd: 1\n",
            3,
            "did you mean `vcpu-second`?",
        ),
        ("prices:\n  discount-percent: 101\n", 2, "at most 100"),
        (
            "prices:\n  currency: CNY\n  instance-types: {c7.large: 1}\n",
            3,
            "an instance type has the form",
        ),
        (
            "currency: USD\nprices:\n  currency: CNY\n",
            1,
            "remove one of them",
        ),
        ("runtime: soon\n", 1, "`soon` is not a duration"),
    ] {
        let folder = Folder::with("spark-eci-lint.yaml", config);
        folder.write("a.yaml", executor("", ""));
        let output = folder
            .program()
            .args(["plan"])
            .output()
            .expect("the program");
        assert_eq!(output.status.code(), Some(2), "{config}");
        let said = stderr(&output);
        assert!(said.contains(message), "{config}: {said}");
        assert!(
            said.contains(&format!("spark-eci-lint.yaml:{line}:")),
            "{config}: {said}"
        );
    }
}

const SCHEDULED: &str = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: ScheduledSparkApplication\nmetadata:\n  name: a\n  annotations: {spark-eci-lint/expected-runtime: 25m}\nspec:\n  schedule: \"0 */2 * * *\"\n  template:\n    sparkVersion: 3.5.0\n    mainApplicationFile: local:///a.jar\n    type: Scala\n    driver: {cores: 1, memory: 1g, labels: {alibabacloud.com/eci: \"true\"}, annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}}\n    executor: {instances: 4, cores: 2, memory: 3g, labels: {alibabacloud.com/eci: \"true\"}, annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}}\n";

#[test]
fn a_run_costs_its_hours_and_a_month_thirty_days_of_runs() {
    let runs = |config: &str, text: &str| {
        let plan = plan_with(config, text, &[]);
        plan["pods"][1]["runs"].clone()
    };
    let is_near = |value: &Value, wanted: f64| {
        let value = value.as_f64().expect("a number");
        assert!((value - wanted).abs() < 0.001, "{value}, not {wanted}");
    };
    // Four executors of 0.441072 an hour: 25 minutes, 12 times a day, 30 days.
    let found = runs("", SCHEDULED);
    is_near(&found["a_day"], 12.0);
    is_near(&found["price_run"], 4.0 * 0.441_072 * 25.0 / 60.0);
    is_near(&found["price_month"], 4.0 * 0.441_072 * 25.0 / 60.0 * 360.0);
    // The application overrides the configuration.
    let found = runs("runtime: 50m\n", SCHEDULED);
    is_near(&found["price_run"], 4.0 * 0.441_072 * 25.0 / 60.0);
    let silent = SCHEDULED.replace(
        "  annotations: {spark-eci-lint/expected-runtime: 25m}\n",
        "",
    );
    let found = runs("runtime: 50m\n", &silent);
    is_near(&found["price_run"], 4.0 * 0.441_072 * 50.0 / 60.0);
    // Nothing is assumed.
    let found = runs("", &silent);
    assert_eq!(found["price_run"], Value::Null);
    assert_eq!(found["price_month"], Value::Null);
    assert_eq!(runs("", &executor("", "")), Value::Null);
    // Runs that wait for each other take at most all hours of a day.
    let busy = SCHEDULED.replace("0 */2 * * *", "* * * * *");
    is_near(
        &runs("", &busy)["price_month"],
        4.0 * 0.441_072 * 25.0 / 60.0 * 1440.0 * 30.0,
    );
    let one_by_one = busy.replace("  schedule:", "  concurrencyPolicy: Forbid\n  schedule:");
    is_near(
        &runs("", &one_by_one)["price_month"],
        4.0 * 0.441_072 * 24.0 * 30.0,
    );
    let suspended = SCHEDULED.replace("  schedule:", "  suspend: true\n  schedule:");
    is_near(&runs("", &suspended)["price_month"], 0.0);
}

#[test]
fn invalid_schedules_and_durations_are_reported_at_their_place() {
    let text = SCHEDULED.replace("0 */2", "0 25").replace("25m", "a while");
    let folder = Folder::with("a.yaml", text);
    let output = folder
        .program()
        .args(["plan"])
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    for line in [
        "a.yaml:7: invalid `schedule: 0 25 * * *`: `25` is not a valid hour: expected 0 to 23",
        "a.yaml:5: invalid `spark-eci-lint/expected-runtime: a while`: write a duration such as `25m` or `1h30m`",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn the_total_is_the_sum_of_the_rows_and_lists_unknown_prices() {
    let spot = executor(", k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo", "");
    let both = format!("{}---\n{spot}", executor("", ""));
    let plan = plan_with("", &both, &[]);
    let rows = plan["pods"].as_array().expect("pods").iter();
    let sum: f64 = rows
        .filter_map(|row| row["price"]["first_hour"].as_f64())
        .sum();
    let total = &plan["total"];
    assert!((total["at_least"].as_f64().expect("a number") - sum).abs() < 0.001);
    assert_eq!(total["first_hour"], Value::Null);
    assert_eq!(total["unknown_rows"], 1);
    let folder = Folder::with("a.yaml", both);
    let text = stdout(
        &folder
            .program()
            .args(["plan"])
            .output()
            .expect("the program"),
    );
    assert!(text.contains("\nat least CNY "), "{text}");
    assert!(text.contains("1 row has no known price (spot: "), "{text}");
    // If nothing runs on ECI, there is nothing to pay.
    let folder = Folder::with(
        "a.yaml",
        executor("", "").replace("alibabacloud.com/eci: \"true\"", "a: b"),
    );
    folder.write("spark-eci-lint.yaml", "placement: off\n");
    let text = stdout(
        &folder
            .program()
            .args(["plan"])
            .output()
            .expect("the program"),
    );
    assert!(text.ends_with("no ECI cost: no pod runs there\n"), "{text}");
}
