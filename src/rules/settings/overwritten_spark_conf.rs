//! A setting that the operator always overwrites.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
    spark::{Kind, Setting},
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str = page!("ECI615-overwritten-spark-conf");

/// A setting that an operator writes.
struct Overwritten {
    key: &'static str,
    /// What it writes.
    by: &'static str,
    /// What to write instead; nothing where there is no other way to say it.
    instead: &'static str,
    /// The field without which it does not write the setting.
    needs: Option<&'static str>,
}

const fn always(key: &'static str, by: &'static str, instead: &'static str) -> Overwritten {
    Overwritten {
        key,
        by,
        instead,
        needs: None,
    }
}

/// `--name` and `--deploy-mode` take precedence over settings.
///
/// Sources: `internal/controller/sparkapplication/submission.go` of kubeflow/spark-operator v2.5.2, which writes
/// files for templates since v2.4.0; `SparkSubmit.prepareSubmitEnvironment` of Apache Spark.
const OF_KUBEFLOW: [Overwritten; 6] = [
    always(
        "spark.kubernetes.driver.podTemplateFile",
        "a file with `driver.template`",
        "driver.template",
    ),
    always(
        "spark.kubernetes.executor.podTemplateFile",
        "a file with `executor.template`",
        "executor.template",
    ),
    always(
        "spark.kubernetes.driver.podTemplateContainerName",
        "`spark-kubernetes-driver`",
        "",
    ),
    always(
        "spark.kubernetes.executor.podTemplateContainerName",
        "`spark-kubernetes-executor`",
        "",
    ),
    always("spark.submit.deployMode", "`mode`", "mode"),
    always("spark.app.name", "`metadata.name`", ""),
];

/// Source: `internal/controller/sparkconnect/options.go` of kubeflow/spark-operator v2.5.2.
const OF_CONNECT: [Overwritten; 8] = [
    always("spark.driver.bindAddress", "`0.0.0.0`", ""),
    always("spark.driver.host", "the address of the pod", ""),
    always("spark.driver.port", "`7078`", ""),
    always("spark.driver.blockManager.port", "`7079`", ""),
    always("spark.kubernetes.driver.pod.name", "its own name", ""),
    always(
        "spark.kubernetes.executor.podNamePrefix",
        "`metadata.name`",
        "",
    ),
    Overwritten {
        needs: Some("executor.template"),
        ..always(
            "spark.kubernetes.executor.podTemplateFile",
            "a file with `executor.template`",
            "",
        )
    },
    Overwritten {
        needs: Some("executor.template"),
        ..always(
            "spark.kubernetes.executor.podTemplateContainerName",
            "`spark-kubernetes-executor`",
            "",
        )
    },
];

/// Source: `SparkAppResourceSpecFactory.java` and `ModelUtils.java` of apache/spark-kubernetes-operator 1.0.0.
const OF_APACHE: [Overwritten; 4] = [
    always("spark.app.name", "`metadata.name`", ""),
    always(
        "spark.kubernetes.namespace",
        "`metadata.namespace`",
        "metadata.namespace",
    ),
    Overwritten {
        needs: Some("driverSpec.podTemplateSpec"),
        ..always(
            "spark.kubernetes.driver.podTemplateFile",
            "a file with `driverSpec.podTemplateSpec`",
            "",
        )
    },
    Overwritten {
        needs: Some("executorSpec.podTemplateSpec"),
        ..always(
            "spark.kubernetes.executor.podTemplateFile",
            "a file with `executorSpec.podTemplateSpec`",
            "",
        )
    },
];

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let overwritten: &[Overwritten] = match judged.application.kind {
        Kind::SparkApplication | Kind::ScheduledSparkApplication => &OF_KUBEFLOW,
        Kind::SparkConnect => &OF_CONNECT,
        Kind::ApacheSparkApplication => &OF_APACHE,
        Kind::ApacheSparkCluster => &[],
    };
    let settings = judged.conf.of_spark_conf();
    settings
        .filter_map(|(key, setting)| {
            let overwritten = overwritten.iter().find(|known| known.key == key)?;
            let is_written = overwritten.needs.is_none_or(|path| has(judged, path));
            (is_written && !is_same(judged, key, setting)).then(|| diagnostic(overwritten, setting))
        })
        .collect()
}

fn has(judged: &JudgedApplication<'_, '_>, path: &str) -> bool {
    let spec = judged.application.spec.as_ref().map(|spec| spec.value);
    let found = path
        .split('.')
        .try_fold(spec, |node, field| Some(node?.get(field)));
    found.flatten().is_some()
}

/// True where the operator writes what is written.
fn is_same(judged: &JudgedApplication<'_, '_>, key: &str, setting: &Setting<'_>) -> bool {
    let spec = judged.application.spec.as_ref();
    let written = match key {
        "spark.app.name" => Some(judged.application.name.as_ref()),
        "spark.kubernetes.namespace" => judged.application.namespace,
        "spark.submit.deployMode" => spec
            .and_then(|spec| spec.value.get("mode"))
            .and_then(Node::as_str),
        "spark.driver.port" => Some("7078"),
        "spark.driver.blockManager.port" => Some("7079"),
        "spark.driver.bindAddress" => Some("0.0.0.0"),
        "spark.kubernetes.driver.podTemplateContainerName" => Some("spark-kubernetes-driver"),
        "spark.kubernetes.executor.podTemplateContainerName" => Some("spark-kubernetes-executor"),
        _ => None,
    };
    // If what the operator writes is not known, it may be the same.
    let is_unknown = written.is_none() && key == "spark.kubernetes.namespace";
    is_unknown || written == Some(&setting.value)
}

fn diagnostic(overwritten: &Overwritten, setting: &Setting<'_>) -> Diagnostic {
    let Overwritten {
        key, by, instead, ..
    } = overwritten;
    let message = format!("`{key}` has no effect: the operator overwrites it with {by}");
    let help = match *instead {
        "" => "remove it".to_owned(),
        field => format!("write `{field}` instead"),
    };
    let diagnostic = Diagnostic::at(setting.key_span, "overwritten", message).help(help);
    // A name changes nothing about a pod.
    if *key == "spark.app.name" {
        diagnostic.severity(Severity::Info)
    } else {
        diagnostic
    }
}
