//! One address for several pods.

use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{JudgedApplication, JudgedPod},
    source::is_placeholder,
    spark::{Pair, Role},
};

pub(in crate::rules) const PAGE: &str = page!("ECI414-one-address-for-many");

/// The annotations that name an address, with what to write for several pods.
const ADDRESSES: [(&str, &str); 2] = [
    (
        "eci-eip-instanceid",
        "write `k8s.aliyun.com/eci-with-eip: \"true\"`, which gives each pod its own address, or use a NAT gateway",
    ),
    (
        "eci-private-ip-address",
        "remove it: each pod gets its own address",
    ),
];

pub(in crate::rules) fn check(
    application: &JudgedApplication<'_, '_>,
    judged: &JudgedPod<'_, '_>,
) -> Vec<Diagnostic> {
    let named = ADDRESSES.iter().filter_map(|(name, help)| {
        let pair = judged.eci_annotation(name)?;
        (!pair.value.is_empty()).then_some((*name, pair, *help))
    });
    let found = named.filter_map(|(name, pair, help)| {
        let single = single_pod_with(application, judged, name, pair);
        let (pods, severity) = holders(judged, single.map(|(role, _)| role))?;
        let message = format!(
            "one address for {pods}: only one of them can have the address of `{}`",
            pair.key
        );
        let mut diagnostic = Diagnostic::at(pair.node.span(), "one address", message)
            .severity(severity)
            .help(help)
            .or(own_addresses(judged, name, pair));
        if let Some((role, other)) = single {
            // An alias repeats it.
            let place = (other.node.span() != pair.node.span()).then_some(other.node.span());
            diagnostic = place.into_iter().fold(diagnostic, |diagnostic, place| {
                diagnostic.related(place, format!("the {role} also has it"))
            });
        }
        Some(diagnostic)
    });
    found.collect()
}

/// The driver or server that has the address of these executors.
fn single_pod_with<'p, 'd>(
    application: &'p JudgedApplication<'p, 'd>,
    judged: &JudgedPod<'_, '_>,
    name: &str,
    pair: &Pair<'_>,
) -> Option<(Role, &'p Pair<'d>)> {
    let mut others = application.pods.iter().filter(|other| {
        !judged.pod.role.is_single() && other.pod.role.is_single() && other.is_meant_for_eci()
    });
    others.find_map(|other| {
        let same = other.eci_annotation(name)?;
        let is_same = same.value == pair.value && !is_placeholder(&pair.value);
        is_same.then_some((other.pod.role, same))
    })
}

/// The pods that would share the address; `None` if it is at most one pod.
fn holders(judged: &JudgedPod<'_, '_>, single: Option<Role>) -> Option<(String, Severity)> {
    let role = judged.pod.role;
    let Ok(count) = judged.pod.count else {
        return None;
    };
    if count
        .max
        .is_some_and(|max| max == 0 || max == 1 && single.is_none())
    {
        return None;
    }
    let least = if single.is_some() { 1 } else { 2 };
    let (number, severity) = match count.max {
        _ if count.initial >= least => (count.initial.to_string(), Severity::Error),
        Some(max) => (format!("up to {max}"), Severity::Warning),
        None => ("any number of".to_owned(), Severity::Warning),
    };
    let plural = if number == "1" || number == "up to 1" {
        ""
    } else {
        "s"
    };
    let pods = format!("{number} {role} pod{plural}");
    Some(if let Some(single) = single {
        (format!("{pods} and the {single}"), severity)
    } else {
        (pods, severity)
    })
}

/// Gives each pod its own address.
fn own_addresses(judged: &JudgedPod<'_, '_>, name: &str, pair: &Pair<'_>) -> Option<Fix> {
    if name != "eci-eip-instanceid" {
        return judged.without(pair);
    }
    let edits = [
        judged.fixer.rename(pair, "k8s.aliyun.com/eci-with-eip"),
        judged.fixer.write(pair.node.span(), "true"),
    ];
    let title = "Give each pod its own elastic IP address";
    judged.fixer.fix(Safety::Unsafe, title, edits)
}
