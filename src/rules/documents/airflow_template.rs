//! What Airflow overwrites in its file, and what it cannot read.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
    spark::LostField,
};

pub(in crate::rules) const PAGE: &str = page!("ECI008-airflow-template");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let Some(launcher) = &judged.application.launcher else {
        return Vec::new();
    };
    let stops = launcher.stops.iter().map(|stop| {
        let diagnostic = Diagnostic::at(stop.span, "the task stops here", stop.message.clone())
            .help(stop.help.clone());
        if stop.is_certain {
            diagnostic
        } else {
            diagnostic.severity(Severity::Info)
        }
    });
    let lost = launcher
        .lost
        .iter()
        .filter(|lost| places_pods(judged, lost));
    stops.chain(lost.map(overwritten)).collect()
}

/// True for a field that decides where pods run.
fn places_pods(judged: &JudgedApplication<'_, '_>, lost: &LostField) -> bool {
    match lost.name {
        "nodeSelector" | "tolerations" | "affinity" => true,
        "labels" => judged.pods.iter().any(|pod| {
            let mut labels = pod.catalog.pod_labels.iter();
            labels.any(|label| {
                lost.keys
                    .contains(&format!("{}: {}", label.key, label.value))
            })
        }),
        _ => false,
    }
}

fn overwritten(lost: &LostField) -> Diagnostic {
    let (role, name) = (lost.role, lost.name);
    let instead = match lost.instead {
        "spec.labels" => "`labels` of the spec".to_owned(),
        key => format!("`{key}` of the section `kubernetes`"),
    };
    let message = format!("the {role}'s `{name}` is lost: Airflow overwrites it with {instead}");
    let diagnostic = Diagnostic::at(lost.key_span, "overwritten", message).help(format!(
        "write it into {instead}, which applies to driver and executor"
    ));
    // What an affinity is for is not known.
    if name == "affinity" {
        diagnostic.severity(Severity::Warning)
    } else {
        diagnostic
    }
}
