//! A spot price limit that is missing, unused or invalid.

use crate::{
    finding::{Diagnostic, Fix, Severity},
    judged::JudgedPod,
    source::is_placeholder,
    spark::Pair,
};

pub(in crate::rules) const PAGE: &str = page!("ECI412-spot-price-limit");

/// The annotation with the price.
const KEY: &str = "k8s.aliyun.com/eci-spot-price-limit";

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let strategy = judged.eci_annotation("eci-spot-strategy");
    let is_open = strategy.is_some_and(|strategy| is_placeholder(&strategy.value));
    let limited = strategy.filter(|strategy| strategy.value == "SpotWithPriceLimit");
    let diagnostic = match (limited, judged.spot_price_limit()) {
        (Some(strategy), None) => {
            let message = format!("missing `{KEY}`: `SpotWithPriceLimit` requires a price limit");
            Diagnostic::at(strategy.node.span(), "requires a price limit", message)
                .help(format!("add `{KEY}: \"0.25\"`, or write `SpotAsPriceGo`"))
                .or(judged.fixer.choice(
                    "Write `SpotAsPriceGo`",
                    judged.fixer.write(strategy.node.span(), "SpotAsPriceGo"),
                ))
        }
        (None, Some(price)) if !is_open => {
            let message =
                format!("`{KEY}` has no effect: only the strategy `SpotWithPriceLimit` reads it");
            let diagnostic = Diagnostic::at(price.key_span, "has no effect", message)
                .severity(Severity::Warning)
                .help("write `k8s.aliyun.com/eci-spot-strategy: SpotWithPriceLimit`, or remove the price limit")
                .or(limit_the_price(judged, strategy))
                .or(judged.without(price));
            match strategy {
                Some(strategy) => diagnostic.related(strategy.node.span(), "another strategy"),
                None => diagnostic,
            }
        }
        (Some(_), Some(price)) => {
            let known = judged.catalog.annotation(KEY);
            let reason = known.and_then(|known| known.value.refuse(&price.value));
            match reason.filter(|_| !is_placeholder(&price.value)) {
                Some(reason) => {
                    let message = format!("invalid price `{}`: {reason}", price.value);
                    Diagnostic::at(price.node.span(), reason, message)
                        .help("write a number such as `0.25`, the highest price per hour")
                }
                None => return Vec::new(),
            }
        }
        _ => return Vec::new(),
    };
    vec![diagnostic]
}

fn limit_the_price(judged: &JudgedPod<'_, '_>, strategy: Option<&Pair<'_>>) -> Option<Fix> {
    let edit = match strategy {
        Some(strategy) => judged
            .fixer
            .write(strategy.node.span(), "SpotWithPriceLimit"),
        None => judged.annotate("k8s.aliyun.com/eci-spot-strategy", "SpotWithPriceLimit"),
    };
    let title = "Use spot instances up to this price";
    judged.fixer.choice(title, edit)
}
