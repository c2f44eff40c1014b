//! Manifests without Spark for measurements, the same on every machine.

use std::fmt::Write;

/// A manifest without Spark, with its file name: what an ordinary service has, and sometimes a long custom resource
/// definition or a dashboard.
#[must_use]
pub(crate) fn ordinary(number: usize) -> (&'static str, String) {
    let (name, template) = match (number % 1000, number % 400, number % 10) {
        (9, _, _) => ("crd.yaml", include_str!("crd.yaml")),
        (_, 7, _) => ("dashboard.json", include_str!("dashboard.json")),
        (_, _, 0 | 6) => ("deployment.yaml", include_str!("deployment.yaml")),
        (_, _, 1) => ("service.yaml", include_str!("service.yaml")),
        (_, _, 2 | 7) => ("configmap.yaml", include_str!("configmap.yaml")),
        (_, _, 3) => ("rbac.yaml", include_str!("rbac.yaml")),
        (_, _, 4) => ("autoscaler.yaml", include_str!("autoscaler.yaml")),
        (_, _, 9) => ("cronjob.yaml", include_str!("cronjob.yaml")),
        _ => ("kustomization.yaml", include_str!("kustomization.yaml")),
    };
    let mut text = String::new();
    for line in template.lines() {
        match line {
            "ENV" => repeat(&mut text, number % 23, environment_variable),
            "PROPERTIES" => repeat(&mut text, number * 7 % 60, property),
            "FIELDS" => repeat(&mut text, 150 + number % 400, field),
            "PANELS" => repeat(&mut text, 20 + number % 30, panel),
            line => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    let text = text
        .replace("NAME", &format!("service-{}", number / 10))
        .replace("TEAM", &format!("team-{}", number / 1000))
        .replace("NUMBER", &number.to_string());
    (name, text)
}

fn repeat(text: &mut String, times: usize, line: fn(&mut String, usize) -> std::fmt::Result) {
    for number in 0..times {
        line(text, number).expect("a string takes all");
    }
}

fn environment_variable(text: &mut String, number: usize) -> std::fmt::Result {
    writeln!(
        text,
        "        - name: SETTING_{number}\n          value: \"value of setting {number}\""
    )
}

fn property(text: &mut String, number: usize) -> std::fmt::Result {
    writeln!(
        text,
        "    service.component-{number}.timeout={number}s\n    service.component-{number}.url=https://component-{number}.TEAM.svc/api/v1"
    )
}

fn field(text: &mut String, number: usize) -> std::fmt::Result {
    writeln!(
        text,
        "              field{number}:
                description: |-
                  Field{number} says how the widget behaves when it is asked for the
                  {number}th time. Defaults to the value of the namespace.
                  More info: https://example.com/docs/widgets#field{number}
                type: string
                maxLength: 253
                pattern: \"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]+)*$\""
    )
}

fn panel(text: &mut String, number: usize) -> std::fmt::Result {
    let comma = if number == 0 { " " } else { "," };
    // With the same escapes as in Grafana's exports.
    writeln!(
        text,
        r#"    {comma}{{"id": {number}, "type": "timeseries", "title": "p{number} \u003e limit",
     "gridPos": {{"h": 8, "w": 12, "x": 0, "y": {number}}},
     "targets": [{{"expr": "sum(rate(http_requests_total{{app=\"NAME\",code=~\"5..\"}}[5m])) \u003e {number}", "legendFormat": "{{{{pod}}}}"}}]}}"#
    )
}
