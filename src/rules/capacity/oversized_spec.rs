//! A cheaper spec fits the pod.

use crate::{
    eci::{EntryKind, RegionalSpecs, Spec},
    finding::Diagnostic,
    judged::JudgedPod,
    rules::RuleOptions,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI305-oversized-spec");

pub(in crate::rules) fn check(
    judged: &JudgedPod<'_, '_>,
    options: RuleOptions<'_>,
) -> Vec<Diagnostic> {
    let pod = judged.pod;
    // ECI tries the first one first; the others are only for the case that it is out of stock.
    let Some(first) = judged.entries.first() else {
        return Vec::new();
    };
    let (EntryKind::CpuMemory(_), Some(size)) = (&first.entry.kind, first.size) else {
        return Vec::new();
    };
    let (Some((cpu, memory)), Some(prices)) = (judged.size.requests(), judged.environment.prices())
    else {
        return Vec::new();
    };
    // What a pod may use beyond its request is not wasted either.
    let (most_cpu, most_memory) = judged.size.sizing.unwrap_or((cpu, memory));
    let (cpu, memory) = (cpu.max(most_cpu), memory.max(most_memory));
    if cpu.0 == 0 || memory.0 == 0 || !size.holds(cpu, memory) {
        return Vec::new();
    }
    let with_regional = judged.environment.regional_specs() == RegionalSpecs::Offered;
    let is_spot = judged.spot().is_some();
    let cheapest = judged.catalog.cheapest(cpu, memory, prices, with_regional);
    let Some(cheaper) = cheapest.filter(|spec: &Spec| !is_spot || judged.catalog.is_spot(*spec))
    else {
        return Vec::new();
    };
    let bill = judged.bill();
    let hour = |spec| prices.pod_hour(Some(spec), &bill);
    // Without both prices, the saving is not known.
    let (Ok(now), Ok(then)) = (hour(size), hour(cheaper)) else {
        return Vec::new();
    };
    let least = options.get("minimum-saving-percent");
    let percent = (1.0 - then / now) * 100.0;
    if cheaper == size || percent < to_f64(least) {
        return Vec::new();
    }
    let message = text!(
        "oversized spec `{spec}`: `{cheaper}` also fits the {role}'s pod and costs {percent} % less, {currency} {saving} per hour and pod",
        spec = first.entry.text,
        cheaper,
        role = pod.role.text(),
        percent = format_args!("{percent:.0}"),
        currency = prices.currency,
        saving = format_args!("{:.3}", now - then)
    );
    let label = text!("for {cpu} vCPU and {memory}", cpu, memory);
    let diagnostic = Diagnostic::at(first.span, label, message);
    let diagnostic = diagnostic.help(text!(
        "write `{cheaper}`, or use what you pay for: give Spark a larger heap or more cores",
        cheaper
    ));
    vec![diagnostic.or(judged.put_spec(first, &cheaper.to_string()))]
}

fn to_f64(percent: u64) -> f64 {
    u32::try_from(percent).map_or(f64::MAX, f64::from)
}
