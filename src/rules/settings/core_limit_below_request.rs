//! A limit on CPU below the request.

use super::{Advice, low_limits, refused};
use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Resource},
    spark::Problem,
};

pub(in crate::rules) const PAGE: &str = page!("ECI603-core-limit-below-request");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let container = &judged.pod.container;
    // Newer versions of Spark reject it themselves.
    let mut diagnostics = refused(judged, &[Problem::CoreLimit], |refused| {
        let request = container.cpu_request.as_ref().err();
        let because = request.unwrap_or(refused).because_of.first();
        let least = because.map_or("the request", |request| request.value.as_str());
        let setting = &refused.origin.setting;
        let advice: Advice =
            format!("raise `{setting}` to at least {least}, remove it, or lower the request")
                .into();
        let place = refused.origin.span;
        let raised = because.and_then(|request| judged.fixer.write(place, &request.value));
        advice
            .or(judged
                .fixer
                .choice(format!("Raise `{setting}` to {least}"), raised))
            .or(judged
                .fixer
                .choice(format!("Remove `{setting}`"), judged.fixer.remove(place)))
    });
    diagnostics.extend(low_limits(judged, Resource::Cpu));
    diagnostics
}
