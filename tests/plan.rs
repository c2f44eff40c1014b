//! Where pods run, what ECI bills for them, and how often.

mod common;

use common::options;
use spark_eci_lint::{
    eci::Catalog,
    judged::Placement,
    lint::LintOptions,
    named::Named,
    plan::{PodPlan, RowPrice, plan_bytes},
};

/// An executor on a 4-8Gi instance with more fields.
fn executor(annotation: &str, fields: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  sparkVersion: 3.5.0\n  mainApplicationFile: local:///a.jar\n  type: Scala\n  driver: {{cores: 1}}\n  executor:\n    cores: 4\n    memory: 6g\n    labels: {{alibabacloud.com/eci: \"true\"}}\n    annotations: {{k8s.aliyun.com/eci-use-specs: 4-8Gi{annotation}}}\n{fields}"
    )
}

/// What a row costs, in words: a price, the name of what is unknown, or where the pod runs.
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
    // The price of temporary storage is documented for the China site alone.
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
        // The configuration holds where the manifest does not send the pod to ECI.
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
fn a_whole_application_has_a_plan_whoever_calls_it_a_patch() {
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
