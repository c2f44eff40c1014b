//! Annotations of ECI that exclude each other.

use crate::{
    eci::{ImageCache, Spec, TypeKind},
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    spark::Pair,
};

pub(in crate::rules) const PAGE: &str = page!("ECI406-conflicting-annotations");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(category) = judged.eci_annotation("eci-compute-category") {
        diagnostics.extend(category_conflicts(judged, category));
    }
    diagnostics.extend(
        ["eci-instance-family", "eci-instance-generation"]
            .iter()
            .filter_map(|name| {
                let filter = judged.eci_annotation(name)?;
                let first = judged.entries.first().filter(|entry| entry.is_type())?;
                let message = format!(
                    "`{}` has no effect: the first spec, `{}`, is already an instance type",
                    filter.key, first.entry.text
                );
                Some(
                    Diagnostic::at(filter.key_span, "has no effect", message)
                        .severity(Severity::Warning)
                        .related(first.span, "an instance type")
                        .help("write vCPU and memory, such as `2-4Gi`, or remove the filter")
                        .or(judged.without(filter)),
                )
            }),
    );
    diagnostics.extend(pool_conflicts(judged));
    diagnostics.extend(address_conflict(judged));
    diagnostics.extend(lonely_spot_options(judged));
    diagnostics.extend(image_cache_conflict(judged));
    diagnostics.extend(unused_data_cache(judged));
    diagnostics
}

/// The older and the newer name of one setting, with different values.
fn image_cache_conflict(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let mut ways = judged.image_caches(ImageCache::Automatic);
    let wanted = ways.clone().find(|pair| pair.value == "true")?;
    let refused = ways.find(|pair| pair.value == "false")?;
    let message = format!(
        "conflicting annotations: `{}` requests an image cache and `{}` disables it; it is not documented which one applies",
        wanted.key, refused.key
    );
    Some(both(judged, refused, wanted, message).severity(Severity::Info))
}

/// A data cache is mounted as a `hostPath`.
fn unused_data_cache(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let bucket = judged.eci_annotation("eci-data-cache-bucket")?;
    let mut volumes = judged.pod.volumes.iter();
    if volumes.any(|volume| volume.kind == "hostPath") {
        return None;
    }
    let message = format!(
        "`{}` has no effect: the {}'s pod mounts no `hostPath`, which is how data caches are mounted",
        bucket.key, judged.pod.role
    );
    Some(
        Diagnostic::at(bucket.key_span, "has no effect", message)
            .severity(Severity::Warning)
            .help("mount the cache's path as a `hostPath` volume, or remove the annotation")
            .or(judged.without(bucket)),
    )
}

fn both(
    judged: &JudgedPod<'_, '_>,
    one: &Pair<'_>,
    other: &Pair<'_>,
    message: String,
) -> Diagnostic {
    let not_with = |other: &Pair<'_>| format!("not together with `{}`", other.key);
    Diagnostic::at(one.key_span, not_with(other), message)
        .related(other.key_span, not_with(one))
        .help(format!("remove `{}` or `{}`", one.key, other.key))
        .or(judged.without(one))
        .or(judged.without(other))
}

fn category_conflicts(judged: &JudgedPod<'_, '_>, category: &Pair<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(spot) = judged.spot() {
        let message = "a compute category cannot be combined with spot instances: ECI rejects the two together";
        diagnostics.push(both(judged, category, spot, message.to_owned()));
    }
    for name in ["eci-instance-family", "eci-instance-generation"] {
        if let Some(other) = judged.eci_annotation(name) {
            let message = format!("`{}` and `{}` cannot be combined", category.key, other.key);
            diagnostics.push(both(judged, category, other, message));
        }
    }
    let arm = judged
        .entries
        .iter()
        .find(|entry| entry.type_kind() == Some(TypeKind::Arm));
    let arm = arm.map(|arm| (arm.span, "an Arm type"));
    let arm = arm.or_else(|| Some((judged.arm_selector()?, "selects Arm nodes")));
    if let Some((place, label)) = arm {
        let message = "a compute category cannot be combined with Arm instances: ECI rejects the two together";
        let diagnostic = Diagnostic::at(category.key_span, "not together with Arm types", message);
        let help = format!("remove `{}`, or do not use Arm instances", category.key);
        let diagnostic = diagnostic.related(place, label).help(help);
        diagnostics.push(diagnostic.or(judged.without(category)));
    } else if let Some(first) = judged.entries.first().filter(|entry| entry.is_type()) {
        let message = format!(
            "`{}` has no effect: the first spec, `{}`, is already an instance type",
            category.key, first.entry.text
        );
        diagnostics.push(
            Diagnostic::at(category.key_span, "has no effect", message)
                .severity(Severity::Warning)
                .related(first.span, "an instance type")
                .help("write vCPU and memory, such as `2-4Gi`, or remove the category")
                .or(judged.without(category)),
        );
    }
    let limits = &judged.catalog.limits;
    let has = |name: &str| category.value.split(',').any(|entry| entry.trim() == name);
    let of_size = |fits: &dyn Fn(Spec) -> bool| {
        let entries = judged.entries.iter().filter(|entry| !entry.is_type());
        entries
            .filter_map(|entry| Some((entry, entry.size?)))
            .find(|(_, size)| fits(*size))
    };
    let both_categories = || {
        let edit = judged.fixer.write(category.node.span(), "economy,general");
        judged.fixer.choice("Write `economy,general`", edit)
    };
    if has("economy")
        && !has("general")
        && let Some((entry, size)) = of_size(&|size| size.vcpu > limits.economy_max_vcpu)
    {
        let message = format!(
            "the category `economy` supports at most {} vCPU",
            limits.economy_max_vcpu
        );
        let diagnostic = Diagnostic::at(
            category.node.span(),
            format!("at most {} vCPU", limits.economy_max_vcpu),
            message,
        );
        diagnostics.push(
            diagnostic
                .related(entry.span, format!("{} vCPU", size.vcpu))
                .help(format!(
                    "write `economy,general`, or request at most {} vCPU",
                    limits.economy_max_vcpu
                ))
                .or(both_categories()),
        );
    }
    if has("general")
        && !has("economy")
        && let Some((entry, size)) = of_size(&|size| size.vcpu < limits.general_min_vcpu)
    {
        let message = format!(
            "the category `general` requires at least {} vCPU: ECI rounds `{}` up",
            limits.general_min_vcpu, entry.entry.text
        );
        let diagnostic = Diagnostic::at(
            category.node.span(),
            format!("at least {} vCPU", limits.general_min_vcpu),
            message,
        );
        diagnostics.push(
            diagnostic
                .severity(Severity::Warning)
                .related(entry.span, format!("{} vCPU", size.vcpu))
                .help(format!(
                    "write `economy,general`, or request at least {} vCPU",
                    limits.general_min_vcpu
                ))
                .or(both_categories()),
        );
    }
    diagnostics
}

fn pool_conflicts(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let criteria = judged.eci_annotation("eci-privatepool-matchcriteria")?;
    // The vendor's page writes both with a small letter, too.
    let is = |value: &str| criteria.value.eq_ignore_ascii_case(value);
    let is_used = is("Open") || is("Target");
    if let Some(spot) = judged.spot().filter(|_| is_used) {
        let message =
            "a private pool cannot be combined with spot instances: ECI rejects the two together";
        return Some(both(judged, criteria, spot, message.to_owned()));
    }
    let is_alone = is("Target") && judged.eci_annotation("eci-privatepool-id").is_none();
    is_alone.then(|| {
        let message = format!(
            "missing private pool id: `{}` uses one private pool, and none is given",
            criteria.value
        );
        Diagnostic::at(
            criteria.node.span(),
            "requires `k8s.aliyun.com/eci-privatepool-id`",
            message,
        )
        .help("add `k8s.aliyun.com/eci-privatepool-id` with the pool's id")
    })
}

fn address_conflict(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let made = judged
        .eci_annotation("eci-with-eip")
        .filter(|pair| pair.value == "true")?;
    let given = judged.eci_annotation("eci-eip-instanceid")?;
    let message =
        "conflicting annotations: one requests a new elastic IP address, the other an existing one";
    Some(both(judged, made, given, message.to_owned()).severity(Severity::Warning))
}

fn lonely_spot_options(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.eci_annotation("eci-spot-strategy").is_some() {
        return Vec::new();
    }
    let names = [
        "eci-spot-duration",
        "eci-spot-fallback",
        "eci-spot-release-strategy",
    ];
    let options = names.iter().filter_map(|name| judged.eci_annotation(name));
    options
        .map(|option| {
            let message = format!(
                "`{}` has no effect: without `k8s.aliyun.com/eci-spot-strategy` the pod is not a spot instance",
                option.key
            );
            Diagnostic::at(option.key_span, "has no effect", message)
                .severity(Severity::Warning)
                .help("add `k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo`, or remove this annotation")
                .or(judged.fixer.choice(
                    "Use spot instances at the market price",
                    judged.annotate("k8s.aliyun.com/eci-spot-strategy", "SpotAsPriceGo"),
                ))
                .or(judged.without(option))
        })
        .collect()
}
