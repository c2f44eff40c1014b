//! A Spark setting that the operator does not accept.

use crate::{finding::Diagnostic, judged::JudgedApplication, yaml::Node};

pub(in crate::rules) const PAGE: &str = page!("ECI607-denied-spark-conf");

/// The settings that the operator rejects since 2.5.2, and what to write instead.
///
/// Source: `internal/webhook/sparkconf_validator.go` of kubeflow/spark-operator v2.5.2.
const DENIED: [(&str, &str); 14] = [
    ("spark.master", ""),
    ("spark.kubernetes.driver.master", ""),
    ("spark.kubernetes.container.image", "`image`"),
    ("spark.kubernetes.driver.container.image", "`driver.image`"),
    (
        "spark.kubernetes.executor.container.image",
        "`executor.image`",
    ),
    (
        "spark.kubernetes.authenticate.driver.serviceAccountName",
        "`driver.serviceAccount`",
    ),
    (
        "spark.kubernetes.authenticate.executor.serviceAccountName",
        "`executor.serviceAccount`",
    ),
    ("spark.kubernetes.authenticate.oauthToken", ""),
    ("spark.kubernetes.authenticate.oauthTokenFile", ""),
    ("spark.kubernetes.authenticate.driver.oauthToken", ""),
    ("spark.kubernetes.authenticate.driver.oauthTokenFile", ""),
    ("spark.kubernetes.authenticate.executor.oauthToken", ""),
    ("spark.kubernetes.authenticate.executor.oauthTokenFile", ""),
    ("spark.kubernetes.namespace", "`metadata.namespace`"),
];

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let spec = judged
        .application
        .spec
        .as_ref()
        .filter(|_| judged.is_of_kubeflow() && judged.has_webhook());
    let conf = spec.and_then(|spec| spec.value.get("sparkConf"));
    let entries = conf.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| {
            let (key, field) = DENIED.iter().find(|(key, _)| *key == entry.key)?;
            let is_own_namespace = *key == "spark.kubernetes.namespace"
                && entry.value.as_str() == judged.application.namespace;
            if is_own_namespace {
                return None;
            }
            let message = format!(
                "`{key}` is not allowed in `sparkConf`: the operator rejects it since version 2.5.2"
            );
            let diagnostic = Diagnostic::at(entry.key_span, "rejected", message);
            Some(diagnostic.help(match *field {
                "" => "remove it: the operator sets it".to_owned(),
                field => format!("write {field} instead"),
            }))
        })
        .collect()
}
